#include "ci/world/replay_command.h"

#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include "ci/failure/failure_folder.h"
#include "ci/failure/replay_outcome.h"
#include "ci/failure/shrink_files.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "ci/result/run_record_json.h"
#include "ci/result/run_record_text.h"
#include "ci/world/execute.h"

namespace storm::ci {

namespace {

std::string plan_to_run(const ReplayCommand& command, const FailureFolder& folder) {
  if (command.which == ReplayCommand::Which::Original) return folder.plan_path();
  std::error_code ignored;
  if (std::filesystem::exists(folder.shrunk_path(), ignored)) return folder.shrunk_path();
  throw BadInput(
      fmt::format("{}: error: there is no shrunk.toml\n    to make one: syncstorm shrink {}",
                  folder.path, shell_word(folder.path)));
}

}  // namespace

ExitCode replay(const ReplayCommand& command) {
  const FailureFolder folder = read_failure_folder(command.folder);
  const LoadedScenario plan(plan_to_run(command, folder), {});
  const bool is_shrunk = command.which == ReplayCommand::Which::Shrunk;
  const ExpectedRun expected =
      is_shrunk ? expected_of_shrunk(folder.record,
                                     read_shrunk_run(folder.path, plan.plan(folder.record.seed)))
                : expected_of(folder.record);
  const RunRecord run = execute({.scenario = &plan,
                                 .system = &engine_named(expected.engine),
                                 .seed = folder.record.seed,
                                 .recording = {},
                                 .folder = {},
                                 .show_progress = command.style == OutputStyle::Human});
  const std::string program = executable_hash();
  const ReplayOutcome outcome = is_shrunk ? compare_shrunk(expected, run, program)
                                          : compare_with_record(expected, run, program);
  if (command.style == OutputStyle::Json) {
    Json json = to_json(run);
    json["comparison"] = to_json(outcome, expected);
    fmt::print("{}\n", json_text(json));
  } else {
    fmt::print("{}{}", to_text(run), to_text(outcome, expected, run));
  }
  return outcome.code;
}

}  // namespace storm::ci
