#include "ci/check_command.h"

#include <fmt/format.h>
#include <string>

#include "ci/machine/file_access.h"
#include "ci/machine/trouble.h"
#include "ci/result/load.h"
#include "metrics/shown_text.h"
#include "scenarios/files/plan_file.h"

namespace storm::ci {

namespace {

/// What a good file is, in a sentence.
std::string words_on(const std::string& text, const std::string& file) {
  if (!scenarios::is_plan_file(text)) return load_scenario(file).says;
  const scenarios::Plan plan = load_plan(file);
  return fmt::format("a plan of {}, seed {}: {} devices, {} operations, {} faults", plan.scenario,
                     plan.seed, plan.devices.size(), plan.operations.size(), plan.faults.size());
}

}  // namespace

ExitCode check(const CheckCommand& command) {
  ExitCode code = ExitCode::Pass;
  for (const std::string& file : command.files) {
    try {
      fmt::print("{}: ok: {}\n", metrics::printable(file),
                 metrics::printable(words_on(read_file(file), file)));
    } catch (const BadInput& problem) {
      fmt::print(stderr, "{}\n", metrics::printable_lines(problem.what()));
      code = ExitCode::BadInput;
    }
  }
  return code;
}

}  // namespace storm::ci
