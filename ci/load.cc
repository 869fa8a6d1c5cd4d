#include "ci/load.h"

#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <utility>
#include <variant>

#include "ci/failure.h"
#include "ci/file_access.h"
#include "engine/systems.h"
#include "faults/fault.h"
#include "scenarios/diagnostic.h"
#include "scenarios/planner.h"
#include "scenarios/recording.h"
#include "scenarios/recording_planner.h"
#include "scenarios/recording_report.h"
#include "scenarios/scenario_reader.h"

namespace storm::ci {

namespace {

std::vector<engine::PolicyDescription> all_policies() {
  std::vector<engine::PolicyDescription> policies;
  for (const engine::System& system : engine::systems()) {
    policies.insert(policies.end(), system.policies.begin(), system.policies.end());
  }
  return policies;
}

std::string joined(const std::vector<scenarios::Diagnostic>& diagnostics) {
  std::string text;
  for (const scenarios::Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += scenarios::to_text(diagnostic);
  }
  return text;
}

}  // namespace

const engine::System& engine_named(const std::string& name) {
  if (const engine::System* system = engine::find_system(name)) return *system;
  std::vector<std::string> names;
  for (const engine::System& system : engine::systems()) names.emplace_back(system.name);
  std::string text =
      fmt::format("no engine is called \"{}\"; there are: {}", name, scenarios::join_names(names));
  const std::string nearest = scenarios::nearest_name(name, names);
  if (!nearest.empty()) text += fmt::format("\n    hint: did you mean \"{}\"?", nearest);
  throw BadInput(text);
}

scenarios::Scenario load_scenario(const std::string& path) {
  const std::string text = read_file(path);
  const std::vector<engine::PolicyDescription> policies = all_policies();
  auto outcome =
      scenarios::read_scenario(text, path, {.policies = policies, .faults = faults::fault_kinds()});
  if (auto* diagnostics = std::get_if<std::vector<scenarios::Diagnostic>>(&outcome)) {
    throw BadInput(joined(*diagnostics));
  }
  return std::get<scenarios::Scenario>(std::move(outcome));
}

LoadedScenario::LoadedScenario(const std::string& path, const std::string& recording_path)
    : path_(path), scenario_(load_scenario(path)) {
  if (!scenario_.recording) return;
  std::error_code ignored;
  if (recording_path.empty() || !std::filesystem::exists(recording_path, ignored)) {
    throw BadInput(scenarios::to_text(scenarios::missing_recording(recording_path)));
  }
  auto outcome = scenarios::read_recording(read_file(recording_path), recording_path);
  if (const auto* problem = std::get_if<scenarios::Diagnostic>(&outcome)) {
    throw BadInput(scenarios::to_text(*problem));
  }
  recording_ = std::get<scenarios::Recording>(std::move(outcome));
}

scenarios::Plan LoadedScenario::plan(std::uint64_t seed) const {
  if (!recording_) return scenarios::make_plan(scenario_, seed);
  auto outcome = scenarios::make_recorded_plan(scenario_, seed, *recording_, path_);
  if (const auto* problem = std::get_if<scenarios::Diagnostic>(&outcome)) {
    throw BadInput(scenarios::to_text(*problem));
  }
  return std::get<scenarios::Plan>(std::move(outcome));
}

void LoadedScenario::add_to_result(const scenarios::Plan& plan, const scenarios::RunReport& report,
                                   RunResult& result) const {
  if (!recording_) return;
  const auto recorded = scenarios::report_recording(*report.ledger, report.server);
  RunResult writers = RunResult::array();
  for (const scenarios::WriterReport& writer : recorded.writers) {
    const auto counts = [](const scenarios::EditCount& count) {
      return RunResult{{"edits", count.edits}, {"characters", count.characters}};
    };
    writers.push_back({{"device", plan.devices[writer.device].name},
                       {"written", counts(writer.written)},
                       {"kept", counts(writer.kept)},
                       {"overwritten_unseen", counts(writer.overwritten_unseen)},
                       {"deleted", counts(writer.deleted)},
                       {"not_taken", counts(writer.not_taken)}});
  }
  result["recording"] = {{"writers", std::move(writers)},
                         {"words", scenarios::to_text(recorded, plan)}};
}

}  // namespace storm::ci
