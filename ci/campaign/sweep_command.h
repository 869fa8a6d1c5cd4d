#pragma once

#include "ci/campaign/run_command.h"

namespace storm::ci {

/// Runs the one world that `command` names once, and then once more for each point of the sweep,
/// struck there, in processes of their own. Each failing world leaves its plan below
/// `command.out`, and the line that repeats it.
/// Requires: `command.sweep` is set.
/// Errors: throws BadInput when the command names several worlds, or one that fails unstruck.
ExitCode sweep(const RunCommand& command);

}  // namespace storm::ci
