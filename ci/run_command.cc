#include <fmt/format.h>

#include "ci/commands.h"
#include "ci/execute.h"
#include "ci/failure.h"
#include "ci/sweep_command.h"

namespace storm::ci {

namespace {

/// Many worlds, or one that is to be bounded: each in a process of its own.
CampaignCommand campaign_of(const RunCommand& command) {
  return {
      .files = command.files,
      .first_seed = command.first_seed,
      .seeds = command.seeds.value_or(1),
      .jobs = command.jobs,
      .time_budget = command.time_budget,
      .world_time = command.world_time.value_or(kWorldTime),
      .world_memory_bytes = command.world_memory_bytes.value_or(default_memory_bytes()),
      .out = command.out,
      .engine = command.engine,
      .defects = command.defects,
      .recording = command.recording,
      .earlier = command.earlier,
      .tells = CampaignCommand::Tells::EachWorld,
      .keeps = command.seeds ? CampaignCommand::Keeps::Results : CampaignCommand::Keeps::Nothing,
      .style = command.style,
      .chatter = command.chatter};
}

/// In this process, so that a debugger sees it.
ExitCode run_alone(const RunCommand& command) {
  const engine::System& system = engine_named(command.engine);
  LoadedScenario scenario(command.files.front(), command.recording);
  scenario.plant(system, command.defects);
  const std::uint64_t seed = scenario.first_seed(command.first_seed);
  const RunResult result =
      execute({.scenario = &scenario,
               .system = &system,
               .seed = seed,
               .recording = scenario.needs_recording() ? command.recording : std::string(),
               .folder = fmt::format("{}/{}/{}", command.out, folder_name(scenario, system),
                                     scenario.run_name(seed)),
               .show_progress = command.chatter == Chatter::Normal});
  if (command.style == OutputStyle::Json) {
    fmt::print("{}\n", json_text(result));
  } else {
    fmt::print("{}", to_text(result));
  }
  return static_cast<ExitCode>(exit_code_of(result));
}

}  // namespace

ExitCode run(const RunCommand& command) {
  if (command.sweep) return sweep(command);
  const bool alone = command.files.size() == 1 && !command.seeds && command.jobs <= 1 &&
                     !command.world_time && !command.world_memory_bytes;
  return alone ? run_alone(command) : campaign(campaign_of(command));
}

}  // namespace storm::ci
