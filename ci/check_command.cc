#include <fmt/format.h>

#include "ci/commands.h"
#include "ci/failure.h"
#include "ci/load.h"

namespace storm::ci {

ExitCode check(const CheckCommand& command) {
  ExitCode code = ExitCode::Pass;
  for (const std::string& file : command.files) {
    try {
      const scenarios::Scenario scenario = load_scenario(file);
      fmt::print("{}: ok: {}\n", file, scenario.says);
    } catch (const BadInput& problem) {
      fmt::print(stderr, "{}\n", problem.what());
      code = ExitCode::BadInput;
    }
  }
  return code;
}

}  // namespace storm::ci
