#include "ci/result/load.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "ci/machine/file_access.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"
#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/diagnostic.h"
#include "scenarios/files/link_trace_reader.h"
#include "scenarios/files/plan_file.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/plan/planner.h"
#include "scenarios/recording/recording.h"
#include "scenarios/recording/recording_check.h"
#include "scenarios/recording/recording_planner.h"
#include "scenarios/recording/recording_report.h"

namespace storm::ci {

namespace {

std::vector<engine::PolicyDescription> all_policies() {
  std::vector<engine::PolicyDescription> policies;
  for (const engine::System& system : engine::systems()) {
    policies.insert(policies.end(), system.policies.begin(), system.policies.end());
    for (const engine::Defect& defect : system.defects) {
      policies.push_back({.name = defect.policy,
                          .type = engine::PolicyType::Count,
                          .default_value = 0,
                          .says = defect.title});
    }
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

/// What a reader made of a file, or everything that is wrong with it, thrown.
template <class Content>
Content content_of(std::variant<Content, std::vector<scenarios::Diagnostic>> outcome) {
  if (const auto* diagnostics = std::get_if<std::vector<scenarios::Diagnostic>>(&outcome)) {
    throw BadInput(joined(*diagnostics));
  }
  return std::get<Content>(std::move(outcome));
}

/// Reads the files that scenarios name.
std::variant<std::string, scenarios::UnreadableFile> read_named_file(const std::string& path) {
  try {
    return read_file(path, scenarios::kTraceBytesMax, Pipes::Refused);
  } catch (const BadInput& problem) {
    // Becomes a part of the error about whoever names the file: one line, and no advice.
    constexpr std::string_view kMark = " error:";
    std::string why = problem.what();
    why.erase(std::min(why.find('\n'), why.size()));
    const auto mark = why.find(kMark);
    if (mark != std::string::npos) why.erase(mark, kMark.size());
    return scenarios::UnreadableFile{.why = std::move(why)};
  }
}

scenarios::Scenario scenario_in(const std::string& text, const std::string& path) {
  const std::vector<engine::PolicyDescription> policies = all_policies();
  return content_of(scenarios::read_scenario(
      text, path,
      {.policies = policies, .faults = faults::fault_kinds(), .read_file = read_named_file}));
}

scenarios::Plan plan_in(const std::string& text, const std::string& path) {
  const std::vector<engine::PolicyDescription> policies = all_policies();
  return content_of(
      scenarios::read_plan(text, path, {.policies = policies, .faults = faults::fault_kinds()}));
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

const engine::Defect& defect_named(const engine::System& system, const std::string& name) {
  if (const engine::Defect* defect = engine::find_defect(system.defects, name)) return *defect;
  std::vector<std::string> names;
  for (const engine::Defect& defect : system.defects) names.emplace_back(defect.id);
  std::string text =
      fmt::format("no defect of the engine \"{}\" is called \"{}\"; there are: {}", system.name,
                  name, names.empty() ? "none" : scenarios::join_names(names));
  const std::string nearest = scenarios::nearest_name(name, names);
  if (!nearest.empty()) text += fmt::format("\n    hint: did you mean \"{}\"?", nearest);
  throw BadInput(text);
}

scenarios::Scenario load_scenario(const std::string& path) {
  return scenario_in(read_file(path), path);
}

scenarios::Plan load_plan(const std::string& path) { return plan_in(read_file(path), path); }

std::string plan_text(const scenarios::Plan& plan) {
  return scenarios::to_toml(plan, all_policies());
}

std::variant<scenarios::Scenario, scenarios::Plan> load_file(const std::string& path) {
  const std::string text = read_file(path);
  if (scenarios::is_plan_file(text)) return plan_in(text, path);
  return scenario_in(text, path);
}

LoadedScenario::LoadedScenario(const std::string& path, const std::string& recording_path)
    : path_(path) {
  auto file = load_file(path);
  if (auto* plan = std::get_if<scenarios::Plan>(&file)) {
    plan_ = std::move(*plan);
    return;
  }
  scenario_ = std::get<scenarios::Scenario>(std::move(file));
  if (scenario_.recording) load_recording(recording_path);
}

void LoadedScenario::plant(const engine::System& system, const std::vector<std::string>& defects) {
  for (const std::string& name : defects) {
    const std::string policy(defect_named(system, name).policy);
    (plan_ ? plan_->policies : scenario_.policies).insert_or_assign(policy, 1);
    if (!planted_.empty()) planted_ += ',';
    planted_ += name;
  }
}

std::uint64_t LoadedScenario::first_seed(std::optional<std::uint64_t> asked) const {
  if (plan_ && asked) {
    throw BadInput(
        fmt::format("{0}: error: a plan has a seed of its own, {1}, in its [plan] table\n"
                    "    leave out --seed and --seeds, or change the seed in the file",
                    path_, plan_->seed));
  }
  return plan_ ? plan_->seed : asked.value_or(1);
}

std::string LoadedScenario::run_name(std::uint64_t seed) const {
  if (!plan_) return fmt::format("seed-{}", seed);
  constexpr std::size_t kDigits = 8;
  const std::string hash = hash_of(plan_text(*plan_));
  return "plan-" + hash.substr(hash.find(':') + 1, kDigits);
}

void LoadedScenario::load_recording(const std::string& recording_path) {
  std::error_code ignored;
  if (recording_path.empty() || !std::filesystem::exists(recording_path, ignored)) {
    throw BadInput(scenarios::to_text(scenarios::missing_recording(recording_path)));
  }
  auto outcome = scenarios::read_recording(read_file(recording_path, scenarios::kRecordingBytesMax),
                                           recording_path);
  if (const auto* problem = std::get_if<scenarios::Diagnostic>(&outcome)) {
    throw BadInput(scenarios::to_text(*problem));
  }
  recording_ = std::get<scenarios::Recording>(std::move(outcome));
  if (const auto problem = scenarios::find_unplayable(*recording_, recording_path)) {
    throw BadInput(scenarios::to_text(*problem));
  }
}

scenarios::Plan LoadedScenario::plan(std::uint64_t seed,
                                     const scenarios::PlanningProgress& progress) const {
  if (plan_) return *plan_;
  if (!recording_) {
    scenarios::Plan plan = scenarios::make_plan(scenario_, seed);
    // Results are filed under both.
    STORM_ASSERT(plan.seed == seed);
    STORM_ASSERT(plan.scenario == scenario_.name);
    return plan;
  }
  auto outcome = scenarios::make_recorded_plan(scenario_, seed, *recording_, path_, progress);
  if (const auto* problem = std::get_if<scenarios::Diagnostic>(&outcome)) {
    throw BadInput(scenarios::to_text(*problem));
  }
  return std::get<scenarios::Plan>(std::move(outcome));
}

std::optional<RecordingOutcome> LoadedScenario::recording_outcome(
    const scenarios::Plan& plan, const scenarios::RunReport& report) const {
  if (!recording_) return std::nullopt;
  const auto recorded = scenarios::report_recording(
      *report.ledger, report.server, scenarios::recorded_saves(scenario_, plan.seed, *recording_));
  RecordingOutcome text;
  for (const scenarios::WriterReport& writer : recorded.writers) {
    const auto edits = [](const scenarios::EditCount& count) {
      return RecordedEdits{.edits = count.edits, .characters = count.characters};
    };
    STORM_ASSERT(writer.device < plan.devices.size());
    text.writers.push_back({.device = plan.devices[writer.device].name,
                            .written = edits(writer.written),
                            .kept = edits(writer.kept),
                            .overwritten_unseen = edits(writer.overwritten_unseen),
                            .deleted = edits(writer.deleted),
                            .not_taken = edits(writer.not_taken),
                            .characters_never_saved = writer.characters_never_saved,
                            .line_breaks = writer.line_breaks});
  }
  text.end = {.notes = recorded.end.paragraphs,
              .as_recorded = recorded.end.as_recorded,
              .other_notes = recorded.end.other_notes};
  text.words = scenarios::to_text(recorded, plan);
  return text;
}

}  // namespace storm::ci
