#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ci/campaign/campaign_command.h"
#include "ci/campaign/results_store.h"
#include "ci/result/load.h"
#include "ci/world/execute.h"

namespace storm::ci {

/// One world of a campaign: which of its scenarios, with which seed.
struct CampaignWorld {
  std::size_t scenario = 0;
  std::uint64_t seed = 0;
};

/// What a campaign is to run.
class CampaignWorlds final {
 public:
  /// Reads all files, so that bad input in the last one destroys no work. Throws BadInput.
  /// Requires: the command outlives this.
  explicit CampaignWorlds(const CampaignCommand& command);

  /// Seeds outside, scenarios inside: whenever it is stopped, each scenario has had its share.
  const std::vector<CampaignWorld>& all() const { return worlds_; }
  std::size_t scenarios() const { return scenarios_.size(); }
  /// Of those in a results file; all of them when nothing is kept.
  SeedRange seeds() const { return seeds_; }

  const LoadedScenario& scenario(std::size_t index) const { return *scenarios_[index]; }
  /// What its results are kept under; see subject_key().
  const std::string& what(std::size_t scenario) const { return whats_[scenario]; }
  const std::string& subject(std::size_t scenario) const { return subjects_[scenario]; }
  const std::vector<std::string>& subjects() const { return subjects_; }
  /// Of the program that runs.
  const std::string& program() const { return program_; }

  std::string folder_name(std::size_t scenario) const;
  /// Where the world's files go: nowhere when the campaign does not tell of each world.
  std::string folder(const CampaignWorld& world) const;
  /// Whether its only world shows its own progress.
  bool is_watched() const;
  WorldOrder order(const CampaignWorld& world, const std::string& folder) const;

 private:
  std::string what_of(const LoadedScenario& scenario) const;
  void check_seeds() const;

  const CampaignCommand& command_;
  std::vector<std::unique_ptr<LoadedScenario>> scenarios_;
  std::string program_;
  std::vector<std::string> whats_;
  std::vector<std::string> subjects_;
  SeedRange seeds_;
  std::vector<CampaignWorld> worlds_;
};

}  // namespace storm::ci
