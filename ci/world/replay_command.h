#pragma once

#include <cstdint>
#include <string>

#include "ci/machine/exit_code.h"
#include "ci/machine/output_style.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct ReplayCommand {
  enum class Which : std::uint8_t { Original, Shrunk };
  /// That a failed run left.
  std::string folder;
  Which which = Which::Original;
  OutputStyle style = OutputStyle::Human;
};

/// Runs a failure again and says whether it is still the same. Changes nothing in its folder.
ExitCode replay(const ReplayCommand& command);

}  // namespace storm::ci
