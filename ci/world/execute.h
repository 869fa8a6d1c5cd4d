#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ci/result/load.h"
#include "ci/result/run_record.h"
#include "engine/system.h"
#include "scenarios/search/failure_mark.h"

namespace storm::ci {

/// Which world to run, and what to do beside running it.
struct WorldOrder {
  const LoadedScenario* scenario = nullptr;
  const engine::System* system = nullptr;
  std::uint64_t seed = 1;
  /// Empty: the run needs none.
  std::string recording;
  /// Where `metrics.om` and `report.json` go; empty: nowhere.
  std::string folder;
  bool show_progress = false;
  /// Which of its failures the folder of a failure is about; nothing: any.
  std::optional<scenarios::FailureMark> about{};
};

/// `small_chaos-naive`: keeps apart what is found with different engines and defects.
std::string folder_name(const LoadedScenario& scenario, const engine::System& system);

/// The line that repeats a world's run in a shell.
std::string repeat_line(const std::string& command, const WorldOrder& order);

/// Runs one world in this process and writes its files. An assertion that fails meanwhile names
/// the run and its event.
RunRecord execute(const WorldOrder& order);

}  // namespace storm::ci
