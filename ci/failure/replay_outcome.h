#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ci/failure/expected_run.h"
#include "ci/machine/exit_code.h"
#include "ci/result/json_fields.h"
#include "ci/result/run_record.h"

namespace storm::ci {

/// How a repeated run compares with the recorded one.
enum class Agreement : std::uint8_t {
  /// Event by event, as far as the fingerprint tells, and in what was violated.
  SameRun,
  /// Another run, in which the same was violated.
  SameViolations,
  OtherViolations,
  /// Nothing was violated.
  Gone,
};

/// Whether the program is the one that recorded the failure. What cannot be told counts as changed.
enum class Program : std::uint8_t { Same, Changed };

struct ReplayOutcome {
  Agreement agreement{};
  Program program{};
  ExitCode code{};
  /// What this means, in a sentence.
  std::string words;
};

/// What a run of the recorded plan is held against.
/// Requires: the record is of a run that failed.
ExpectedRun expected_of(const RunRecord& record);

/// Holds a run of the recorded plan against what was recorded. `program_hash` is the hash of the
/// program that ran. The same program has to give the same run: if not, that is nondeterminism.
ReplayOutcome compare_with_record(const ExpectedRun& expected, const RunRecord& run,
                                  const std::string& program_hash);

/// What a run of the shrunk plan is held against: what the shrinker wrote down, by the fingerprint
/// and the failure that it kept. Without that (`shrunk` is nothing) any failure of the record will
/// do, and the fingerprint is empty: shrinking changes the run.
ExpectedRun expected_of_shrunk(const RunRecord& record, const std::optional<ExpectedRun>& shrunk);

/// Holds a run of the shrunk plan against that: the same is one that fails in one of these ways,
/// and that is the same run where its fingerprint is known.
ReplayOutcome compare_shrunk(const ExpectedRun& expected, const RunRecord& run,
                             const std::string& program_hash);

/// The comparison for people, below the record that it is about. Ends in a newline.
std::string to_text(const ReplayOutcome& outcome, const ExpectedRun& expected,
                    const RunRecord& run);
/// The same for programs.
Json to_json(const ReplayOutcome& outcome, const ExpectedRun& expected);

}  // namespace storm::ci
