#pragma once

#include <string>
#include <vector>

#include "ci/machine/exit_code.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct CheckCommand {
  std::vector<std::string> files;
};

/// Reads scenario and plan files and says what is wrong with them.
ExitCode check(const CheckCommand& command);

}  // namespace storm::ci
