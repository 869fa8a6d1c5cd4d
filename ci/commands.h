#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ci/exit_code.h"

/// What the program does, one function a command. Options are plain data, so that a test can call a
/// command as the command line would. Commands print to standard output and standard error, and
/// throw `BadInput` or `MachineTrouble` (ci/failure.h) for what they cannot go on from.
namespace storm::ci {

enum class OutputStyle : std::uint8_t { Human, Json };
enum class Chatter : std::uint8_t { Normal, Quiet };

struct RunCommand {
  std::vector<std::string> files;
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 1;
  std::uint32_t jobs = 1;
  std::string out = "out";
  std::string engine = "reference";
  /// Empty: none.
  std::string recording;
  OutputStyle style = OutputStyle::Human;
  Chatter chatter = Chatter::Normal;
};

struct VerifyCommand {
  std::string file;
  std::uint64_t seed = 1;
  std::string engine = "reference";
  std::string recording;
  OutputStyle style = OutputStyle::Human;
};

struct CheckCommand {
  std::vector<std::string> files;
};

struct ListCommand {
  enum class What : std::uint8_t { Everything, Scenarios, Properties, Faults, Engines };
  What what = What::Everything;
  /// Where scenario files are looked for.
  std::string folder = "scenarios";
};

/// Runs worlds and judges them.
ExitCode run(const RunCommand& command);
/// Runs one seed twice and compares the two runs event by event.
ExitCode verify(const VerifyCommand& command);
/// Reads scenario files and says what is wrong with them.
ExitCode check(const CheckCommand& command);
/// Prints what there is.
ExitCode list(const ListCommand& command);

}  // namespace storm::ci
