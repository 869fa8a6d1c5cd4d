#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ci/campaign/results_store.h"
#include "ci/machine/exit_code.h"
#include "ci/result/json_fields.h"

namespace storm::ci {

/// A distinct failure and where it can be looked at.
struct FoundFailure {
  FailureSummary summary;
  /// Its folder; empty when there is none: a process that died left nothing to show.
  std::string folder;
};

/// What a campaign has come to.
struct CampaignReport {
  std::uint64_t planned = 0;
  /// Of the planned: have ended, in this call or before.
  std::uint64_t ended = 0;
  std::uint64_t passed = 0;
  std::uint64_t inconclusive = 0;
  /// In this call.
  std::uint64_t ran = 0;
  std::int64_t milliseconds = 0;
  std::string rate;
  /// In the results file, of another build: they count for nothing here.
  std::uint64_t of_other_programs = 0;
  std::vector<FoundFailure> failures;
  /// Empty when nothing is kept.
  std::string results_path;
};

/// A violation outweighs all; what judged nothing outweighs a pass.
ExitCode exit_code_of(const CampaignReport& report);
/// For people: each distinct failure with the line that repeats it, then the counts.
std::string to_text(const CampaignReport& report);
Json to_json(const CampaignReport& report);

}  // namespace storm::ci
