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
  const FailedRun record =
      is_shrunk ? record_of_shrunk(folder.record,
                                   read_shrunk_run(folder.path, plan.plan(folder.record.seed)))
                : folder.record;
  RunResult result = execute({.scenario = &plan,
                              .system = &engine_named(record.engine),
                              .seed = record.seed,
                              .recording = {},
                              .folder = {},
                              .show_progress = command.style == OutputStyle::Human});
  const std::string program = executable_hash();
  const ReplayOutcome outcome = is_shrunk ? compare_shrunk(record, result, program)
                                          : compare_with_record(record, result, program);
  if (command.style == OutputStyle::Json) {
    result["comparison"] = to_json(outcome, record);
    fmt::print("{}\n", json_text(result));
  } else {
    fmt::print("{}{}", to_text(result), to_text(outcome, record, result));
  }
  return outcome.code;
}

}  // namespace storm::ci
