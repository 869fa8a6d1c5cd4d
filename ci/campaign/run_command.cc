#include "ci/campaign/run_command.h"

#include "ci/campaign/campaign_command.h"
#include "ci/campaign/sweep_command.h"

namespace storm::ci {

ExitCode run(const RunCommand& command) {
  if (command.sweep) return sweep(command);
  using Time = std::chrono::milliseconds;
  // Who runs one world watches it, and may have it under a debugger.
  const bool is_alone = command.files.size() == 1 && !command.seeds;
  return campaign(
      {.files = command.files,
       .first_seed = command.first_seed,
       .seeds = command.seeds.value_or(1),
       .jobs = command.jobs,
       .time_budget = command.time_budget,
       .world_time = command.world_time.value_or(is_alone ? Time{0} : kWorldTime),
       .world_memory_bytes =
           command.world_memory_bytes.value_or(is_alone ? 0 : default_memory_bytes()),
       .out = command.out,
       .engine = command.engine,
       .defects = command.defects,
       .recording = command.recording,
       .earlier = command.earlier,
       .tells = CampaignCommand::Tells::EachWorld,
       .keeps = command.seeds ? CampaignCommand::Keeps::Results : CampaignCommand::Keeps::Nothing,
       .style = command.style,
       .chatter = command.chatter});
}

}  // namespace storm::ci
