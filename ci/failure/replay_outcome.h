#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ci/failure/failure_folder.h"
#include "ci/failure/shrink_files.h"
#include "ci/machine/exit_code.h"
#include "ci/result/run_result.h"

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

/// Holds a run of the recorded plan against the record. `program_hash` is the hash of the program
/// that ran. The same program has to give the same run: if not, that is nondeterminism.
ReplayOutcome compare_with_record(const FailedRun& record, const RunResult& result,
                                  const std::string& program_hash);

/// What a run of the shrunk plan is held against: `record` with the fingerprint, the program and
/// the violation that the shrinker wrote down. Without these (`shrunk` is nothing) any violation of
/// the record will do, and the fingerprint is empty: shrinking changes the run.
FailedRun record_of_shrunk(const FailedRun& record, const std::optional<ShrunkRun>& shrunk);

/// Holds a run of the shrunk plan against that: the same is one that violates something of it, and
/// that is the same run where its fingerprint is known.
ReplayOutcome compare_shrunk(const FailedRun& record, const RunResult& result,
                             const std::string& program_hash);

/// The comparison for people, below the result that it is about. Ends in a newline.
std::string to_text(const ReplayOutcome& outcome, const FailedRun& record, const RunResult& result);
/// The same for programs.
RunResult to_json(const ReplayOutcome& outcome, const FailedRun& record);

}  // namespace storm::ci
