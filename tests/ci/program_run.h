#pragma once

#include <string>
#include <vector>

#include "tests/ci/temporary_folder.h"

namespace storm::ci {

/// What a program printed, and how it ended.
struct ProgramRun {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

/// Runs a program to its end with these arguments; the first names it. Nothing is read from a
/// terminal, and nothing passes through a shell.
ProgramRun run_program(const std::vector<std::string>& words);

/// Runs syncstorm with these arguments.
ProgramRun run_syncstorm(const std::vector<std::string>& arguments);

}  // namespace storm::ci
