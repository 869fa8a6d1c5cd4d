#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ci/result/run_record.h"
#include "engine/system.h"
#include "scenarios/plan/plan.h"
#include "scenarios/plan/scenario.h"
#include "scenarios/recording/recording.h"
#include "scenarios/recording/recording_planner.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// The engine of that name. Throws BadInput with the names there are and the nearest.
const engine::System& engine_named(const std::string& name);

/// The engine's defect of that name. Throws the same.
const engine::Defect& defect_named(const engine::System& system, const std::string& name);

/// Reads a scenario file. Throws BadInput with everything that is wrong with it.
scenarios::Scenario load_scenario(const std::string& path);

/// Reads a plan file. Throws BadInput with everything that is wrong with it.
scenarios::Plan load_plan(const std::string& path);
/// The plan as a file that load_plan() reads.
std::string plan_text(const scenarios::Plan& plan);

/// Reads a scenario or a plan, whichever the file is, once. Throws BadInput with everything that is
/// wrong with it.
std::variant<scenarios::Scenario, scenarios::Plan> load_file(const std::string& path);

/// A scenario and what it needs beside itself, ready to be planned for any seed; or a plan, which
/// is one and the same for all of them.
class LoadedScenario final {
 public:
  /// Reads a scenario or a plan, whichever the file is. Throws BadInput.
  /// `recording_path` may be empty when the scenario needs none.
  LoadedScenario(const std::string& path, const std::string& recording_path);

  /// Plants the engine's defects of these names, such as "Z01", in every plan that is made from
  /// here on. Throws BadInput with the names there are and the nearest.
  void plant(const engine::System& system, const std::vector<std::string>& defects);
  /// What plant() planted, joined by commas; or empty.
  const std::string& planted() const { return planted_; }

  /// The plan for that seed; a plan's own, whatever `seed` is.
  /// Tells how far it is where that takes time.
  /// Throws BadInput when the recording and the scenario do not fit together.
  scenarios::Plan plan(std::uint64_t seed, const scenarios::PlanningProgress& progress = {}) const;
  /// What became of a recorded text, if the scenario has one.
  std::optional<RecordingOutcome> recording_outcome(const scenarios::Plan& plan,
                                                    const scenarios::RunReport& report) const;

  /// Of the scenario, or of the one that the plan comes from.
  const std::string& name() const { return plan_ ? plan_->scenario : scenario_.name; }
  const std::string& path() const { return path_; }
  /// What the results of the run of that seed go under: `seed-7`, or `plan-` and the beginning of a
  /// plan's hash, so that an edited plan does not overwrite what it was made from.
  std::string run_name(std::uint64_t seed) const;
  bool is_plan() const { return plan_.has_value(); }
  bool needs_recording() const { return recording_.has_value(); }
  /// A plan's own seed, or else the first of the seeds that were asked for. Throws BadInput when
  /// some were asked for a plan.
  std::uint64_t first_seed(std::optional<std::uint64_t> asked) const;

 private:
  void load_recording(const std::string& recording_path);

  std::string path_;
  scenarios::Scenario scenario_;
  std::optional<scenarios::Plan> plan_;
  std::optional<scenarios::Recording> recording_;
  std::string planted_;
};

}  // namespace storm::ci
