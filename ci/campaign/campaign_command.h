#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/campaign/earlier_results.h"
#include "ci/machine/exit_code.h"
#include "ci/machine/output_style.h"
#include "ci/machine/worker_pool.h"

namespace storm::ci {

/// Options are plain data, so that a test can call the command as the command line would. It prints
/// to standard output and standard error, and throws `BadInput` or `MachineTrouble`
/// (ci/machine/trouble.h) for what it cannot go on from.
struct CampaignCommand {
  enum class Tells : std::uint8_t { Failures, EachWorld };
  enum class Keeps : std::uint8_t { Nothing, Results };

  /// Scenarios; plans too if each world is told of.
  std::vector<std::string> files;
  /// Absent: 1, or what a plan says.
  std::optional<std::uint64_t> first_seed;
  std::uint64_t seeds = 100;
  std::uint32_t jobs = 1;
  /// Zero: until all seeds have run.
  std::chrono::milliseconds time_budget{0};
  /// A world that takes longer hangs. Zero: no limit.
  std::chrono::milliseconds world_time = kWorldTime;
  /// Address space of a world. Zero: no limit.
  std::uint64_t world_memory_bytes = default_memory_bytes();
  std::string out = "out/campaign";
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  std::string recording;
  Earlier earlier = Earlier::Counts;
  Tells tells = Tells::Failures;
  Keeps keeps = Keeps::Results;
  OutputStyle style = OutputStyle::Human;
  Chatter chatter = Chatter::Normal;
};

/// Runs many seeds in worker processes and keeps their results in a file that the next call goes on
/// from.
ExitCode campaign(const CampaignCommand& command);

}  // namespace storm::ci
