#include "ci/campaign/campaign_worlds.h"

#include <fmt/format.h>
#include <limits>
#include <optional>
#include <xxhash.h>

#include "ci/machine/file_access.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/program.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"

namespace storm::ci {

CampaignWorlds::CampaignWorlds(const CampaignCommand& command)
    : command_(command), program_(executable_hash()) {
  if (program_.empty()) program_ = version();
  const engine::System& system = engine_named(command.engine);
  for (const std::string& file : command.files) {
    scenarios_.push_back(std::make_unique<LoadedScenario>(file, command.recording));
    LoadedScenario& scenario = *scenarios_.back();
    if (scenario.is_plan() && command.tells == CampaignCommand::Tells::Failures) {
      throw BadInput(
          fmt::format("{}: error: is a plan, which has one seed of its own; a campaign "
                      "takes scenarios\n    to run it: syncstorm run {}",
                      file, shell_word(file)));
    }
    scenario.plant(system, command.defects);
    whats_.push_back(what_of(scenario));
    subjects_.push_back(subject_key(whats_.back(), program_));
  }
  check_seeds();
  // A plan has its seed, so asking for several is asking for what it has not.
  const bool keeps = command.keeps == CampaignCommand::Keeps::Results;
  const auto asked = keeps ? std::optional(command.first_seed.value_or(1)) : command.first_seed;
  seeds_ = {.first = 0, .last = std::numeric_limits<std::uint64_t>::max()};
  if (keeps) seeds_ = {.first = *asked, .last = *asked + (command.seeds - 1)};
  for (std::uint64_t i = 0; i < command.seeds; ++i) {
    for (std::size_t s = 0; s < scenarios_.size(); ++s) {
      worlds_.push_back({.scenario = s, .seed = scenarios_[s]->first_seed(asked) + i});
    }
  }
  STORM_ASSERT(subjects_.size() == scenarios_.size());
  STORM_ASSERT(worlds_.size() == command.seeds * scenarios_.size());
  // A recording that does not fit is not each world's crash, but bad input.
  for (const auto& scenario : scenarios_) {
    if (scenario->needs_recording()) static_cast<void>(scenario->plan(seeds_.first));
  }
}

void CampaignWorlds::check_seeds() const {
  const std::uint64_t first = command_.first_seed.value_or(1);
  if (std::numeric_limits<std::uint64_t>::max() - first >= command_.seeds - 1) return;
  throw BadInput(fmt::format("--seed {} --seeds {}: the last seed would not fit into 64 bits",
                             first, command_.seeds));
}

std::string CampaignWorlds::what_of(const LoadedScenario& scenario) const {
  const std::string text = read_file(scenario.path());
  std::string recorded;
  if (scenario.needs_recording()) recorded = read_file(command_.recording);
  return fmt::format("{}{}{} {:016x} {:016x} {}", scenario.name(),
                     scenario.planted().empty() ? "" : " with ", scenario.planted(),
                     XXH3_64bits(text.data(), text.size()),
                     XXH3_64bits(recorded.data(), recorded.size()), command_.engine);
}

std::string CampaignWorlds::folder_name(std::size_t scenario) const {
  return ci::folder_name(*scenarios_[scenario], engine_named(command_.engine));
}

std::string CampaignWorlds::folder(const CampaignWorld& world) const {
  if (command_.tells == CampaignCommand::Tells::Failures) return {};
  return fmt::format("{}/{}/{}", command_.out, folder_name(world.scenario),
                     scenarios_[world.scenario]->run_name(world.seed));
}

bool CampaignWorlds::is_watched() const {
  return worlds_.size() == 1 && command_.tells == CampaignCommand::Tells::EachWorld &&
         command_.chatter == Chatter::Normal;
}

WorldOrder CampaignWorlds::order(const CampaignWorld& world, const std::string& folder) const {
  STORM_ASSERT(world.scenario < scenarios_.size());
  const LoadedScenario& scenario = *scenarios_[world.scenario];
  return {.scenario = &scenario,
          .system = &engine_named(command_.engine),
          .seed = world.seed,
          .recording = scenario.needs_recording() ? command_.recording : std::string(),
          .folder = folder,
          .show_progress = is_watched()};
}

}  // namespace storm::ci
