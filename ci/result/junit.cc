#include "ci/result/junit.h"

#include <chrono>
#include <fmt/format.h>

#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

std::string moment_text(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds moment{seconds{unix_seconds}};
  const auto midnight = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss<seconds> time{moment - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string suite_property(const char* name, const std::string& value) {
  return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name,
                     metrics::xml_escaped(value));
}

std::string failure_element(const RecordedViolation& violation, const std::string& property) {
  const std::string explanation = metrics::xml_escaped(violation.explanation);
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     metrics::xml_escaped(property + "." + violation.kind), explanation,
                     explanation);
}

std::string case_element(const RecordedProperty& property, const std::string& suite,
                         const std::string& seed) {
  const std::string opening = fmt::format(
      "    <testcase classname=\"{}\" name=\"{} seed {}\" time=\"0\"", metrics::xml_escaped(suite),
      metrics::xml_escaped(property.name), metrics::xml_escaped(seed));
  if (property.violations.empty()) return opening + "/>\n";
  // One element, as both schemas want it: the first of the violations explains.
  return opening + ">\n" + failure_element(property.violations.front(), property.name) +
         "    </testcase>\n";
}

}  // namespace

std::string to_junit(const RunRecord& record, std::int64_t finished_unix_seconds) {
  constexpr std::int64_t kPerSecond = 1'000'000;
  constexpr std::int64_t kPerMillisecond = 1'000;
  const std::string suite = "syncstorm." + record.scenario;
  const std::string seed = fmt::format("{}", record.seed);
  std::string cases;
  std::size_t failures = 0;
  for (const RecordedProperty& property : record.properties) {
    cases += case_element(property, suite, seed);
    if (!property.violations.empty()) ++failures;
  }
  STORM_ASSERT((failures != 0) == (record.verdict == RunVerdict::Violated));
  const std::int64_t wall = measure_of(record, "wall_time").value_or(0);
  const std::string time =
      fmt::format("{}.{:03}", wall / kPerSecond, wall % kPerSecond / kPerMillisecond);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"syncstorm\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" time=\"{2}\">\n"
      "  <testsuite name=\"{3}\" id=\"0\" package=\"syncstorm\" hostname=\"localhost\" "
      "timestamp=\"{4}\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"0\" time=\"{2}\">\n"
      "    <properties>\n{5}    </properties>\n{6}"
      "    <system-out>repeat with: {7}</system-out>\n"
      "    <system-err></system-err>\n"
      "  </testsuite>\n</testsuites>\n",
      record.properties.size(), failures, time, metrics::xml_escaped(suite),
      moment_text(finished_unix_seconds),
      suite_property("seed", seed) + suite_property("engine", record.engine) +
          suite_property("fingerprint", record.fingerprint) +
          suite_property("version", record.version),
      cases, metrics::xml_escaped(record.repeat));
}

}  // namespace storm::ci
