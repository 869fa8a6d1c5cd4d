#include "ci/failure/replay_outcome.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

Program program_of(const FailedRun& record, const std::string& program_hash) {
  const bool same = !program_hash.empty() && program_hash == record.executable_hash;
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

ExitCode code_of(Agreement agreement, Program program, const RunResult& result) {
  if (agreement == Agreement::SameRun) return ExitCode::Violated;
  if (program == Program::Same) return ExitCode::Nondeterminism;
  return static_cast<ExitCode>(exit_code_of(result));
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

std::string list_of(const std::vector<RecordedViolation>& violations) {
  std::string text;
  for (const RecordedViolation& violation : violations) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", violation.property, violation.kind);
  }
  return text.empty() ? "nothing" : text;
}

ReplayOutcome outcome_of(Agreement agreement, Program program, const RunResult& result) {
  return {
      .agreement = agreement,
      .program = program,
      .code = code_of(agreement, program, result),
      .words = program == Program::Same ? words_of_same(agreement) : words_of_changed(agreement)};
}

}  // namespace

ReplayOutcome compare_with_record(const FailedRun& record, const RunResult& result,
                                  const std::string& program_hash) {
  const std::vector<RecordedViolation> now = violations_in(result);
  Agreement agreement = Agreement::OtherViolations;
  if (now == record.violations) {
    const bool same_run = result.at("fingerprint") == record.fingerprint;
    agreement = same_run ? Agreement::SameRun : Agreement::SameViolations;
  } else if (now.empty()) {
    agreement = Agreement::Gone;
  }
  return outcome_of(agreement, program_of(record, program_hash), result);
}

FailedRun record_of_shrunk(const FailedRun& record, const std::optional<ShrunkRun>& shrunk) {
  FailedRun expected = record;
  expected.fingerprint.clear();
  if (!shrunk) return expected;
  expected.version = shrunk->version;
  expected.engine = shrunk->engine;
  expected.fingerprint = shrunk->fingerprint;
  expected.executable_hash = shrunk->executable_hash;
  expected.violations = {{.property = shrunk->mark.property, .kind = shrunk->mark.kind}};
  return expected;
}

ReplayOutcome compare_shrunk(const FailedRun& record, const RunResult& result,
                             const std::string& program_hash) {
  const Program program = program_of(record, program_hash);
  const std::vector<RecordedViolation> now = violations_in(result);
  const bool repeats = std::ranges::any_of(now, [&record](const RecordedViolation& violation) {
    return std::ranges::binary_search(record.violations, violation);
  });
  if (!repeats) {
    return outcome_of(now.empty() ? Agreement::Gone : Agreement::OtherViolations, program, result);
  }
  if (!record.fingerprint.empty()) {
    const bool same_run = result.at("fingerprint") == record.fingerprint;
    return outcome_of(same_run ? Agreement::SameRun : Agreement::SameViolations, program, result);
  }
  return {.agreement = Agreement::SameViolations,
          .program = program,
          .code = ExitCode::Violated,
          .words = fmt::format(
              "the same: the shrunk plan violates what was recorded{}; shrink.json "
              "has no fingerprint of it to compare",
              program == Program::Same ? "" : ", although the program has changed since")};
}

std::string to_text(const ReplayOutcome& outcome, const FailedRun& record,
                    const RunResult& result) {
  std::string text = fmt::format("comparison   {}\n", outcome.words);
  if (outcome.agreement != Agreement::SameRun) {
    text += fmt::format(
        "             recorded by {}: {}, fingerprint {}\n"
        "             now by {}: {}, fingerprint {}\n",
        metrics::printable(record.version), metrics::printable(list_of(record.violations)),
        record.fingerprint.empty() ? "not known" : metrics::printable(record.fingerprint),
        result.at("version").get<std::string>(), metrics::printable(list_of(violations_in(result))),
        result.at("fingerprint").get<std::string>());
  }
  return text;
}

RunResult to_json(const ReplayOutcome& outcome, const FailedRun& record) {
  return {{"agreement", name_of(outcome.agreement)},
          {"program", outcome.program == Program::Same ? "same" : "changed"},
          {"recorded_fingerprint", record.fingerprint},
          {"recorded_version", record.version},
          {"words", outcome.words}};
}

}  // namespace storm::ci
