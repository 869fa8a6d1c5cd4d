#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include "ci/commands.h"
#include "ci/execute.h"
#include "ci/failure.h"
#include "ci/failure_folder.h"
#include "ci/file_hash.h"
#include "ci/replay_outcome.h"
#include "ci/shell_words.h"

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
  RunResult result = execute({.scenario = &plan,
                              .system = &engine_named(folder.record.engine),
                              .seed = folder.record.seed,
                              .recording = {},
                              .folder = {},
                              .show_progress = command.style == OutputStyle::Human});
  const bool is_shrunk = command.which == ReplayCommand::Which::Shrunk;
  const std::string program = executable_hash();
  const ReplayOutcome outcome = is_shrunk ? compare_shrunk(folder.record, result, program)
                                          : compare_with_record(folder.record, result, program);
  if (command.style == OutputStyle::Json) {
    result["comparison"] = to_json(outcome, folder.record);
    fmt::print("{}\n", json_text(result));
  } else {
    fmt::print("{}{}", to_text(result), to_text(outcome, folder.record, result));
  }
  return outcome.code;
}

}  // namespace storm::ci
