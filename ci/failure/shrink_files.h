#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/failure/expected_run.h"
#include "scenarios/plan/plan.h"
#include "scenarios/search/failure_mark.h"

namespace storm::ci {

/// What is to be shrunk, and where the result goes.
struct ShrinkInput {
  scenarios::Plan plan;
  std::string engine;
  /// How the run failed that was written down, or what the folder is about of that; empty for a
  /// plan file.
  std::vector<scenarios::FailureMark> marks;
  /// The best plan so far, and how far a shrinker came with it.
  std::string shrunk_path;
  std::string progress_path;
};

/// Reads a failure folder or a plan file. Throws BadInput, and changes nothing.
ShrinkInput read_shrink_input(const std::string& path);

/// What an earlier call left behind.
struct ShrinkState {
  scenarios::Plan plan;
  scenarios::FailureMark mark;
  /// No single step made it smaller.
  bool finished = false;
  std::uint64_t tries = 0;
  std::uint64_t milliseconds = 0;
  /// Of the run that verified the plan, and of the program that ran it. Empty until then, and the
  /// fingerprint for ever when the process of the run dies.
  std::string fingerprint;
  std::string executable_hash;
};

/// The state that belongs to this original plan, if there is one. Files of another plan, of an
/// older program or half a file are as good as none: shrinking then begins at the beginning.
std::optional<ShrinkState> read_shrink_state(const ShrinkInput& input);

/// Moves a shrunk plan that cannot be gone on from out of the way, for it may have cost hours; its
/// new name, or nothing when there is none. Throws MachineTrouble.
std::optional<std::string> move_shrunk_aside(const ShrinkInput& input);

/// What a shrinker found out about the shrunk plan that is in the folder: nothing when it was not
/// verified yet, or when `shrink.json` is damaged or of another plan.
std::optional<ExpectedRun> read_shrunk_run(const std::string& folder,
                                           const scenarios::Plan& shrunk);

/// Writes both files, the plan first: at each moment `shrunk.toml` is whole.
/// Throws MachineTrouble.
void write_shrink_state(const ShrinkInput& input, const ShrinkState& state);

}  // namespace storm::ci
