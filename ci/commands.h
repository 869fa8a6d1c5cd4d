#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/exit_code.h"
#include "scenarios/sweep.h"

/// What the program does, one function a command. Options are plain data, so that a test can call a
/// command as the command line would. Commands print to standard output and standard error, and
/// throw `BadInput` or `MachineTrouble` (ci/failure.h) for what they cannot go on from.
namespace storm::ci {

enum class OutputStyle : std::uint8_t { Human, Json };
enum class Chatter : std::uint8_t { Normal, Quiet };

struct RunCommand {
  /// Scenarios and plans.
  std::vector<std::string> files;
  /// Absent: 1. Neither this nor `seeds` may be there with a plan, which has its own.
  std::optional<std::uint64_t> first_seed;
  /// Absent: 1.
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
  /// Of a sweep. Zero: until all points have run.
  std::chrono::milliseconds time_budget{0};
  OutputStyle style = OutputStyle::Human;
  Chatter chatter = Chatter::Normal;
};

struct CampaignCommand {
  std::vector<std::string> files;
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 100;
  std::uint32_t jobs = 1;
  /// Zero: until all seeds have run.
  std::chrono::milliseconds time_budget{0};
  /// A world that takes longer hangs.
  std::chrono::milliseconds world_time{120'000};
  /// Address space of a world; zero: no limit.
  std::uint64_t world_memory_bytes = 0;
  std::string out = "out/campaign";
  std::string engine = "reference";
  /// Planted in it.
  std::vector<std::string> defects;
  std::string recording;
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

/// Runs worlds and judges them.
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
