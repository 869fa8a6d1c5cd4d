#include "ci/failure/replay_outcome.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "ci/result/run_record_text.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;

Program program_of(const ExpectedRun& expected, const std::string& program_hash) {
  const bool same = !program_hash.empty() && program_hash == expected.executable_hash;
  return same ? Program::Same : Program::Changed;
}

const char* words_of_same(Agreement agreement) {
  switch (agreement) {
    case Agreement::SameRun:
      return "the same: the fingerprint and what was violated are as recorded";
    case Agreement::SameViolations:
      return "DIFFERENT: the same was violated, but in another run, by the same program: this is "
             "not deterministic";
    case Agreement::OtherViolations:
      return "DIFFERENT: something else was violated, by the same program: this is not "
             "deterministic";
    case Agreement::Gone:
      return "DIFFERENT: nothing was violated, by the same program: this is not deterministic";
  }
  return "";
}

const char* words_of_changed(Agreement agreement) {
  switch (agreement) {
    case Agreement::SameRun:
      return "the same: the fingerprint and what was violated are as recorded, although the "
             "program has changed since";
    case Agreement::SameViolations:
      return "the same was violated, in another run: the program has changed since";
    case Agreement::OtherViolations:
      return "DIFFERENT: something else was violated; the program has changed since";
    case Agreement::Gone:
      return "gone: nothing was violated; the program has changed since";
  }
  return "";
}

ExitCode code_of(Agreement agreement, Program program, const RunRecord& run) {
  if (agreement == Agreement::SameRun) return ExitCode::Violated;
  if (program == Program::Same) return ExitCode::Nondeterminism;
  return exit_code_of(run);
}

const char* name_of(Agreement agreement) {
  switch (agreement) {
    case Agreement::SameRun:
      return "same_run";
    case Agreement::SameViolations:
      return "same_violations";
    case Agreement::OtherViolations:
      return "other_violations";
    case Agreement::Gone:
      return "gone";
  }
  return "";
}

std::string list_of(const std::vector<FailureMark>& marks) {
  std::string text;
  for (const FailureMark& mark : marks) {
    text += (text.empty() ? "" : ", ") + scenarios::to_text(mark);
  }
  return text.empty() ? "nothing" : text;
}

ReplayOutcome outcome_of(Agreement agreement, Program program, const RunRecord& run) {
  return {
      .agreement = agreement,
      .program = program,
      .code = code_of(agreement, program, run),
      .words = program == Program::Same ? words_of_same(agreement) : words_of_changed(agreement)};
}

Agreement agreement_of_runs(const ExpectedRun& expected, const RunRecord& run) {
  return run.fingerprint == expected.fingerprint ? Agreement::SameRun : Agreement::SameViolations;
}

}  // namespace

ExpectedRun expected_of(const RunRecord& record) {
  ExpectedRun expected{.version = record.version,
                       .engine = record.engine,
                       .fingerprint = record.fingerprint,
                       .executable_hash = record.executable_hash,
                       .marks = sorted_marks(record)};
  STORM_ASSERT(!expected.marks.empty());
  return expected;
}

ReplayOutcome compare_with_record(const ExpectedRun& expected, const RunRecord& run,
                                  const std::string& program_hash) {
  STORM_ASSERT(std::ranges::is_sorted(expected.marks));
  const std::vector<FailureMark> now = sorted_marks(run);
  Agreement agreement = Agreement::OtherViolations;
  if (now == expected.marks) {
    agreement = agreement_of_runs(expected, run);
  } else if (now.empty()) {
    agreement = Agreement::Gone;
  }
  return outcome_of(agreement, program_of(expected, program_hash), run);
}

ExpectedRun expected_of_shrunk(const RunRecord& record, const std::optional<ExpectedRun>& shrunk) {
  if (shrunk) return *shrunk;
  ExpectedRun expected = expected_of(record);
  expected.fingerprint.clear();
  return expected;
}

ReplayOutcome compare_shrunk(const ExpectedRun& expected, const RunRecord& run,
                             const std::string& program_hash) {
  STORM_ASSERT(std::ranges::is_sorted(expected.marks));
  const Program program = program_of(expected, program_hash);
  const std::vector<FailureMark> now = sorted_marks(run);
  const bool repeats = std::ranges::any_of(now, [&expected](const FailureMark& mark) {
    return std::ranges::binary_search(expected.marks, mark);
  });
  if (!repeats) {
    return outcome_of(now.empty() ? Agreement::Gone : Agreement::OtherViolations, program, run);
  }
  if (!expected.fingerprint.empty()) {
    return outcome_of(agreement_of_runs(expected, run), program, run);
  }
  return {.agreement = Agreement::SameViolations,
          .program = program,
          .code = ExitCode::Violated,
          .words = fmt::format(
              "the same: the shrunk plan violates what was recorded{}; shrink.json "
              "has no fingerprint of it to compare",
              program == Program::Same ? "" : ", although the program has changed since")};
}

std::string to_text(const ReplayOutcome& outcome, const ExpectedRun& expected,
                    const RunRecord& run) {
  std::string text = fmt::format("comparison   {}\n", outcome.words);
  if (outcome.agreement != Agreement::SameRun) {
    text += fmt::format(
        "             recorded by {}: {}, fingerprint {}\n"
        "             now by {}: {}, fingerprint {}\n",
        metrics::printable(expected.version), metrics::printable(list_of(expected.marks)),
        expected.fingerprint.empty() ? "not known" : metrics::printable(expected.fingerprint),
        run.version, metrics::printable(list_of(sorted_marks(run))), run.fingerprint);
  }
  return text;
}

Json to_json(const ReplayOutcome& outcome, const ExpectedRun& expected) {
  return {{"agreement", name_of(outcome.agreement)},
          {"program", outcome.program == Program::Same ? "same" : "changed"},
          {"recorded_fingerprint", expected.fingerprint},
          {"recorded_version", expected.version},
          {"words", outcome.words}};
}

}  // namespace storm::ci
