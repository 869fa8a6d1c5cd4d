#include "ci/result/junit.h"

#include <chrono>
#include <fmt/format.h>

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

std::string failure_element(const RunResult& violation, const std::string& property) {
  const std::string kind = violation.at("kind").get<std::string>();
  const std::string explanation =
      metrics::xml_escaped(violation.at("explanation").get<std::string>());
  return fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                     metrics::xml_escaped(property + "." + kind), explanation, explanation);
}

std::string case_element(const RunResult& property, const std::string& suite,
                         const std::string& seed) {
  const std::string name = property.at("name").get<std::string>();
  const std::string opening = fmt::format(
      "    <testcase classname=\"{}\" name=\"{} seed {}\" time=\"0\"", metrics::xml_escaped(suite),
      metrics::xml_escaped(name), metrics::xml_escaped(seed));
  const RunResult& violations = property.at("violations");
  if (violations.empty()) return opening + "/>\n";
  // One element, as both schemas want it: the first of the violations explains.
  return opening + ">\n" + failure_element(violations.front(), name) + "    </testcase>\n";
}

}  // namespace

std::string to_junit(const RunResult& result, std::int64_t finished_unix_seconds) {
  const auto text_of = [&result](const char* key) { return result.at(key).get<std::string>(); };
  const std::string suite = "syncstorm." + text_of("scenario");
  const std::string seed = text_of("seed");
  std::string cases;
  std::size_t failures = 0;
  for (const RunResult& property : result.at("properties")) {
    cases += case_element(property, suite, seed);
    if (!property.at("violations").empty()) ++failures;
  }
  const auto tests = result.at("properties").size();
  const auto wall_ms = result.at("wall_milliseconds").get<std::int64_t>();
  const std::string time = fmt::format("{}.{:03}", wall_ms / 1000, wall_ms % 1000);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"syncstorm\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" time=\"{2}\">\n"
      "  <testsuite name=\"{3}\" id=\"0\" package=\"syncstorm\" hostname=\"localhost\" "
      "timestamp=\"{4}\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"0\" time=\"{2}\">\n"
      "    <properties>\n{5}    </properties>\n{6}"
      "    <system-out>repeat with: {7}</system-out>\n"
      "    <system-err></system-err>\n"
      "  </testsuite>\n</testsuites>\n",
      tests, failures, time, metrics::xml_escaped(suite), moment_text(finished_unix_seconds),
      suite_property("seed", seed) + suite_property("engine", text_of("engine")) +
          suite_property("fingerprint", text_of("fingerprint")) +
          suite_property("version", text_of("version")),
      cases, metrics::xml_escaped(text_of("repeat")));
}

}  // namespace storm::ci
