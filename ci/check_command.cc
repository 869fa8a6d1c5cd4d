#include "ci/check_command.h"

#include <fmt/format.h>
#include <string>
#include <variant>

#include "ci/machine/trouble.h"
#include "ci/result/load.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

/// What a good file is, in a sentence.
std::string words_on(const std::string& file) {
  const auto content = load_file(file);
  if (const auto* scenario = std::get_if<scenarios::Scenario>(&content)) return scenario->says;
  const auto& plan = std::get<scenarios::Plan>(content);
  return fmt::format("a plan of {}, seed {}: {} devices, {} operations, {} faults", plan.scenario,
                     plan.seed, plan.devices.size(), plan.operations.size(), plan.faults.size());
}

}  // namespace

ExitCode check(const CheckCommand& command) {
  ExitCode code = ExitCode::Pass;
  for (const std::string& file : command.files) {
    try {
      fmt::print("{}: ok: {}\n", metrics::printable(file), metrics::printable(words_on(file)));
    } catch (const BadInput& problem) {
      fmt::print(stderr, "{}\n", metrics::printable_lines(problem.what()));
      code = ExitCode::BadInput;
    }
  }
  return code;
}

}  // namespace storm::ci
