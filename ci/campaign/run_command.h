#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/campaign/earlier_results.h"
#include "ci/machine/exit_code.h"
#include "ci/machine/output_style.h"
#include "scenarios/search/sweep.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct RunCommand {
  /// Scenarios and plans.
  std::vector<std::string> files;
  /// Absent: 1. Neither this nor `seeds` may be there with a plan, which has its own.
  std::optional<std::uint64_t> first_seed;
  /// Absent: 1, and no results are kept.
  std::optional<std::uint64_t> seeds;
  std::uint32_t jobs = 1;
  std::string out = "out";
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  /// Empty: none.
  std::string recording;
  /// Instead of the world alone: it, and once more for each point of the sweep.
  std::optional<scenarios::SweepKind> sweep;
  /// Of a sweep or of many seeds. Zero: until everything has run.
  std::chrono::milliseconds time_budget{0};
  /// Absent: those of a campaign, and for a single world none.
  std::optional<std::chrono::milliseconds> world_time;
  std::optional<std::uint64_t> world_memory_bytes;
  Earlier earlier = Earlier::Counts;
  OutputStyle style = OutputStyle::Human;
  Chatter chatter = Chatter::Normal;
};

/// Runs worlds and judges them, as a campaign that tells of each: a crash of the engine is a result
/// of a single world, too.
ExitCode run(const RunCommand& command);

}  // namespace storm::ci
