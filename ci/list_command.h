#pragma once

#include <cstdint>
#include <string>

#include "ci/machine/exit_code.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct ListCommand {
  enum class What : std::uint8_t { Everything, Scenarios, Properties, Faults, Engines, Defects };
  What what = What::Everything;
  /// Where scenario files are looked for.
  std::string folder = "scenarios";
};

/// Prints what there is.
ExitCode list(const ListCommand& command);

}  // namespace storm::ci
