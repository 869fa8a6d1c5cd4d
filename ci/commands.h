#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/exit_code.h"
#include "ci/worker_pool.h"
#include "scenarios/sweep.h"

/// What the program does, one function a command. Options are plain data, so that a test can call a
/// command as the command line would. Commands print to standard output and standard error, and
/// throw `BadInput` or `MachineTrouble` (ci/failure.h) for what they cannot go on from.
namespace storm::ci {

enum class OutputStyle : std::uint8_t { Human, Json };
enum class Chatter : std::uint8_t { Normal, Quiet };
/// What to do with the results that an earlier call has kept.
enum class Earlier : std::uint8_t { Counts, Forgotten };

/// A world that takes longer than this, unless something else is asked for, hangs.
constexpr std::chrono::milliseconds kWorldTime{300'000};

struct RunCommand {
  /// Scenarios and plans.
  std::vector<std::string> files;
  /// Absent: 1. Neither this nor `seeds` may be there with a plan, which has its own.
  std::optional<std::uint64_t> first_seed;
  /// Absent: 1, and no results are kept.
  std::optional<std::uint64_t> seeds;
  std::uint32_t jobs = 1;
  std::string out = "out";
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  /// Empty: none.
  std::string recording;
  /// Instead of the world alone: it, and once more for each point of the sweep.
  std::optional<scenarios::SweepKind> sweep;
  /// Of a sweep or of many seeds. Zero: until everything has run.
  std::chrono::milliseconds time_budget{0};
  /// Absent: those of a campaign, and for a single world none.
  std::optional<std::chrono::milliseconds> world_time;
  std::optional<std::uint64_t> world_memory_bytes;
  Earlier earlier = Earlier::Counts;
  OutputStyle style = OutputStyle::Human;
  Chatter chatter = Chatter::Normal;
};

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

struct VerifyCommand {
  /// A scenario or a plan.
  std::string file;
  /// Absent: 1. Must be absent with a plan.
  std::optional<std::uint64_t> seed;
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  std::string recording;
  OutputStyle style = OutputStyle::Human;
};

struct ReplayCommand {
  enum class Which : std::uint8_t { Original, Shrunk };
  /// That a failed run left.
  std::string folder;
  Which which = Which::Original;
  OutputStyle style = OutputStyle::Human;
};

struct CheckCommand {
  std::vector<std::string> files;
};

struct ListCommand {
  enum class What : std::uint8_t { Everything, Scenarios, Properties, Faults, Engines, Defects };
  What what = What::Everything;
  /// Where scenario files are looked for.
  std::string folder = "scenarios";
};

/// Runs worlds and judges them, as a campaign that tells of each: a crash of the engine is a result
/// of a single world, too.
ExitCode run(const RunCommand& command);
/// Runs many seeds in worker processes and keeps their results in a file that the next call goes on
/// from.
ExitCode campaign(const CampaignCommand& command);
/// Runs one seed twice and compares the two runs event by event.
ExitCode verify(const VerifyCommand& command);
/// Runs a failure again and says whether it is still the same. Changes nothing in its folder.
ExitCode replay(const ReplayCommand& command);
/// Reads scenario and plan files and says what is wrong with them.
ExitCode check(const CheckCommand& command);
/// Prints what there is.
ExitCode list(const ListCommand& command);

}  // namespace storm::ci
