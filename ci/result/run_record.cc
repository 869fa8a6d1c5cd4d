#include "ci/result/run_record.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "ci/result/measure_catalogue.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;

constexpr std::array<std::pair<RunVerdict, std::string_view>, 4> kVerdictNames{{
    {RunVerdict::Pass, "pass"},
    {RunVerdict::Violated, "violated"},
    {RunVerdict::Inconclusive, "inconclusive"},
    {RunVerdict::Crashed, "crashed"},
}};

bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string flaw_of(const std::vector<Measure>& list, std::string_view what) {
  std::set<std::string_view> names;
  for (const Measure& measure : list) {
    if (!is_identifier(measure.name)) return fmt::format("a name among the {} is none", what);
    if (!names.insert(measure.name).second) {
      return fmt::format("{} is twice among the {}", measure.name, what);
    }
  }
  return {};
}

}  // namespace

std::string_view name_of(RunVerdict verdict) {
  const auto* found =
      std::ranges::find(kVerdictNames, verdict, [](const auto& row) { return row.first; });
  STORM_ASSERT(found != kVerdictNames.end());
  return found->second;
}

std::optional<RunVerdict> find_run_verdict(std::string_view name) {
  for (const auto& [verdict, its_name] : kVerdictNames) {
    if (its_name == name) return verdict;
  }
  return std::nullopt;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [](char letter) {
    return is_letter(letter) || is_digit(letter) || letter == '_';
  });
}

std::string flaw_of(const RunRecord& record) {
  const bool is_violated = std::ranges::any_of(
      record.properties,
      [](const RecordedProperty& property) { return !property.violations.empty(); });
  if (record.death.has_value() != (record.verdict == RunVerdict::Crashed)) {
    return "the verdict does not agree with how the process ended";
  }
  if (is_violated != (record.verdict == RunVerdict::Violated)) {
    return is_violated ? "the verdict hides the violations that are recorded"
                       : "no violation is recorded";
  }
  const std::string flaw = flaw_of(record.measures, "measures");
  return flaw.empty() ? flaw_of(record.policies, "policies") : flaw;
}

std::vector<RecordedFailure> failures_of(const RunRecord& record) {
  std::vector<RecordedFailure> failures;
  if (record.death) {
    const std::string& how = record.death->how;
    failures.push_back(
        {.mark = {.property = std::string(kCrashOrHang), .kind = how}, .explanation = how});
  }
  for (const RecordedProperty& property : record.properties) {
    for (const RecordedViolation& violation : property.violations) {
      const FailureMark mark{.property = property.name, .kind = violation.kind};
      if (std::ranges::find(failures, mark, &RecordedFailure::mark) != failures.end()) continue;
      failures.push_back({.mark = mark, .explanation = violation.explanation});
    }
  }
  STORM_ASSERT(failures.empty() ==
               (record.verdict == RunVerdict::Pass || record.verdict == RunVerdict::Inconclusive));
  return failures;
}

std::vector<FailureMark> marks_of(const RunRecord& record) {
  std::vector<FailureMark> marks;
  for (RecordedFailure& failure : failures_of(record)) marks.push_back(std::move(failure.mark));
  return marks;
}

std::vector<FailureMark> sorted_marks(const RunRecord& record) {
  std::vector<FailureMark> marks = marks_of(record);
  std::ranges::sort(marks);
  return marks;
}

std::optional<std::int64_t> measure_of(const RunRecord& record, std::string_view name) {
  STORM_ASSERT(find_measure(name) != nullptr);
  const auto found = std::ranges::find(record.measures, name, &Measure::name);
  return found == record.measures.end() ? std::nullopt : std::optional(found->value);
}

}  // namespace storm::ci
