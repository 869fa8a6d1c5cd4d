#include "ci/result/run_record_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "ci/machine/words.h"
#include "ci/result/measure_catalogue.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

constexpr std::size_t kViolationsShown = 3;

/// Zero when the record, of another version, has it not.
std::uint64_t count_of(const RunRecord& record, std::string_view name) {
  const std::int64_t value = measure_of(record, name).value_or(0);
  return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

/// Of a measure in nanoseconds, in whole seconds.
std::string time_words(const RunRecord& record, std::string_view name) {
  STORM_ASSERT(find_measure(name)->unit == "nanoseconds");
  const Duration time{measure_of(record, name).value_or(0)};
  return duration_words(std::chrono::floor<seconds>(std::max(time, Duration::zero())));
}

std::string judged_text(const RecordedProperty& property) {
  std::string text;
  for (const JudgedCount& judged : property.judged) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", grouped(judged.count), judged.what);
  }
  return text;
}

/// "; held to drain_within 30m (the scenario's)", or nothing.
std::string bounds_text(const RecordedProperty& property) {
  std::string text;
  for (const RecordedBound& bound : property.bounds) {
    text += fmt::format("{} {} {} ({})", text.empty() ? "; held to" : ",", bound.name,
                        duration_words(Duration{bound.nanoseconds}), bound.source);
  }
  return text;
}

std::string property_text(const RecordedProperty& property) {
  const auto& violations = property.violations;
  if (!property.not_applicable.empty()) {
    return fmt::format("  {:<8}  {:<15}  not applicable: {}\n", "-", property.name,
                       metrics::printable(property.not_applicable));
  }
  std::string text =
      fmt::format("  {:<8}  {:<15}  {}{}\n", violations.empty() ? "pass" : "VIOLATED",
                  property.name, judged_text(property), bounds_text(property));
  for (std::size_t i = 0; i < std::min(violations.size(), kViolationsShown); ++i) {
    text += fmt::format("              - {}: {}\n", metrics::printable(violations[i].kind),
                        metrics::printable(violations[i].explanation));
  }
  if (violations.size() > kViolationsShown) {
    text += fmt::format("              - and {} more; --json has them all\n",
                        violations.size() - kViolationsShown);
  }
  return text;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return result;
}

std::string operations_text(const RunRecord& record) {
  return fmt::format(
      "{} planned: {} accepted, {} refused, {} unknown (crashed before an answer), {} not tried "
      "(device off, or nothing to do it on)",
      grouped(count_of(record, "operations_planned")),
      grouped(count_of(record, "operations_accepted")),
      grouped(count_of(record, "operations_refused")),
      grouped(count_of(record, "operations_unknown")),
      grouped(count_of(record, "operations_not_tried")));
}

std::string world_text(const RunRecord& record) {
  std::string text = fmt::format(
      "{} devices, {} faults, {} conflicts decided", count_of(record, "devices"),
      grouped(count_of(record, "faults_begun")), grouped(count_of(record, "conflicts_decided")));
  if (measure_of(record, "converged_after")) {
    text += fmt::format(", converged {} after the heal", time_words(record, "converged_after"));
  }
  return text;
}

std::string effort_text(const RunRecord& record) {
  constexpr std::uint64_t kPerSecond = 1'000'000;
  constexpr std::uint64_t kPerHundredth = 10'000;
  const std::uint64_t wall = count_of(record, "wall_time");
  return fmt::format("{} in {}.{:02} s: {} events, {} events/s, {} MiB",
                     time_words(record, "simulated_time"), wall / kPerSecond,
                     wall % kPerSecond / kPerHundredth, grouped(count_of(record, "events")),
                     grouped(count_of(record, "event_rate")), count_of(record, "memory") >> 20U);
}

std::string violated_names(const RunRecord& record) {
  std::string text;
  for (const RecordedProperty& property : record.properties) {
    if (property.violations.empty()) continue;
    text += fmt::format("{}{}", text.empty() ? ": " : ", ", property.name);
  }
  return text;
}

}  // namespace

std::string to_text(const RunRecord& record) {
  std::string text = fmt::format("{}  seed {}  engine {}\n", metrics::printable(record.scenario),
                                 record.seed, metrics::printable(record.engine));
  text += fmt::format("verdict      {}\n", upper(name_of(record.verdict)));
  if (record.death) {
    return text + fmt::format("how          {}\nrepeat       {}\n",
                              metrics::printable(record.death->how),
                              metrics::printable(record.repeat));
  }
  for (const RecordedProperty& property : record.properties) text += property_text(property);
  text += fmt::format("operations   {}\n", operations_text(record));
  text += fmt::format("world        {}\n", world_text(record));
  text += fmt::format("simulated    {}\n", effort_text(record));
  if (record.recording) {
    text += fmt::format("recording\n{}", metrics::printable_lines(record.recording->words));
  }
  text += fmt::format("fingerprint  {}\n", record.fingerprint);
  if (!record.metrics_path.empty()) {
    text += fmt::format("metrics      {}\n", metrics::printable(record.metrics_path));
  }
  text += fmt::format("repeat       {}\n", metrics::printable(record.repeat));
  if (record.failure) {
    text += fmt::format("failure      {}\nreplay       {}\nshrink       {}\n",
                        metrics::printable(record.failure->folder),
                        metrics::printable(record.failure->replay),
                        metrics::printable(record.failure->shrink));
  }
  STORM_ASSERT(text.ends_with('\n'));
  return text;
}

std::string to_line(const RunRecord& record) {
  const std::string why =
      record.death ? ": " + metrics::printable(record.death->how) : violated_names(record);
  if (record.verdict == RunVerdict::Pass) return fmt::format("seed {:<6} pass{}", record.seed, why);
  std::string text =
      fmt::format("seed {:<6} {}{}\n    repeat: {}", record.seed, upper(name_of(record.verdict)),
                  why, metrics::printable(record.repeat));
  if (record.failure) {
    text += fmt::format("\n    replay: {}", metrics::printable(record.failure->replay));
  }
  return text;
}

ExitCode exit_code_of(const RunRecord& record) {
  switch (record.verdict) {
    case RunVerdict::Pass:
      return ExitCode::Pass;
    case RunVerdict::Inconclusive:
      return ExitCode::Inconclusive;
    case RunVerdict::Violated:
    case RunVerdict::Crashed:
      break;
  }
  return ExitCode::Violated;
}

}  // namespace storm::ci
