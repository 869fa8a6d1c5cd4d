#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/machine/exit_code.h"
#include "ci/machine/output_style.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct VerifyCommand {
  /// A scenario or a plan.
  std::string file;
  /// Absent: 1. Must be absent with a plan.
  std::optional<std::uint64_t> seed;
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  std::string recording;
  OutputStyle style = OutputStyle::Human;
};

/// Runs one seed twice and compares the two runs event by event.
ExitCode verify(const VerifyCommand& command);

}  // namespace storm::ci
