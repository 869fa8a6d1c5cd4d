#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/run_result.h"
#include "engine/system.h"
#include "scenarios/plan.h"
#include "scenarios/recording.h"
#include "scenarios/scenario.h"

namespace storm::ci {

/// The engine of that name. Throws BadInput with the names there are and the nearest.
const engine::System& engine_named(const std::string& name);

/// Reads a scenario file. Throws BadInput with everything that is wrong with it.
scenarios::Scenario load_scenario(const std::string& path);

/// A scenario and what it needs beside itself, ready to be planned for any seed.
class LoadedScenario final {
 public:
  /// Throws BadInput. `recording_path` may be empty when the scenario needs none.
  LoadedScenario(const std::string& path, const std::string& recording_path);

  /// Throws BadInput when the recording and the scenario do not fit together.
  scenarios::Plan plan(std::uint64_t seed) const;
  /// Adds what this scenario alone has to say of a run: what became of a recorded text.
  void add_to_result(const scenarios::Plan& plan, const scenarios::RunReport& report,
                     RunResult& result) const;
  const scenarios::Scenario& scenario() const { return scenario_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  scenarios::Scenario scenario_;
  std::optional<scenarios::Recording> recording_;
};

}  // namespace storm::ci
