#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "ci/machine/exit_code.h"

namespace storm::ci {

/// What `syncstorm shrink` takes.
struct ShrinkCommand {
  /// A failure folder or a plan file.
  std::string path;
  std::chrono::milliseconds time_budget{60'000};
  std::uint32_t jobs = 1;
  /// Where a GoogleTest source goes; empty: none is written.
  std::string as_test;
  /// Empty: the folder's, and for a plan file the reference engine.
  std::string engine;
  /// Which failure to keep, as "property: kind"; empty: the first that is judged.
  std::string keep;
};

/// Reduces a plan that fails to the smallest that fails in the same way, and runs it twice to be
/// sure. Writes the best so far into `shrunk.toml` of the folder, or beside the plan file, whenever
/// it gets better; a later call goes on from there. The original stays as it is.
ExitCode shrink(const ShrinkCommand& command);

}  // namespace storm::ci
