#pragma once

#include <optional>
#include <string>

#include "engine/system.h"
#include "scenarios/plan/plan.h"
#include "scenarios/search/failure_mark.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// A failure to be shown: what was run, and which of its violations is meant.
struct PictureOrder {
  const scenarios::Plan* plan = nullptr;
  const engine::System* system = nullptr;
  /// The violation that has this mark is shown; nothing: any. Of several the first that names
  /// operations, for it explains most, or else the first.
  std::optional<scenarios::FailureMark> mark;
  /// What the paths of the files begin with: `out/failure/` puts them into a folder, which is
  /// there, and `out/failure/shrunk_` tells them from others in it.
  std::string prefix;
  /// The line that repeats the run in a shell.
  std::string repeat_line;
};

/// Runs the plan once more, writes down what happens, and puts `events.log`, `space_time.svg` and
/// `trace.json` where the prefix says: the causal past of the violation, as text, as a picture, and
/// for ui.perfetto.dev. Returns whether it failed in that way; when it did not, nothing is written.
/// Throws MachineTrouble when a file cannot be written.
bool write_failure_pictures(const PictureOrder& order);

}  // namespace storm::ci
