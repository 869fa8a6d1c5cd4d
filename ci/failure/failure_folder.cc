#include "ci/failure/failure_folder.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "ci/failure/own_command_line.h"
#include "ci/machine/file_access.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/program.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "ci/result/junit.h"
#include "ci/result/load.h"
#include "ci/result/measure_catalogue.h"
#include "ci/result/run_record_json.h"
#include "ci/result/run_record_text.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordName = "/failure.json";

[[noreturn]] void damaged(const std::string& path, const std::string& what,
                          const std::string& remedy = "run the scenario again to get one") {
  throw BadInput(
      fmt::format("{}: error: {}\n    the folder of a failure is expected, as a run "
                  "leaves it; {}",
                  path, what, remedy));
}

/// The folder may come from anybody.
std::string how_to_get_it_anew(const RunRecord& record) {
  const auto line = own_command_line(record.repeat);
  if (line) return "to get it anew: " + *line;
  return "run the scenario again to get one (the line that the record has for it is not one of "
         "syncstorm's, and is left out)";
}

RunRecord read_record(const std::string& path) {
  auto outcome = read_run_record(read_file(path));
  const auto* unreadable = std::get_if<UnreadableRecord>(&outcome);
  if (unreadable == nullptr) {
    RunRecord& record = std::get<RunRecord>(outcome);
    if (record.verdict == RunVerdict::Violated) return std::move(record);
    damaged(path, "the record cannot be read: no violation is recorded");
  }
  if (unreadable->why == UnreadableRecord::Why::Newer) {
    throw BadInput(fmt::format("{}: error: the failure {}\n    replay it with that version", path,
                               metrics::printable(unreadable->reason)));
  }
  damaged(path, "the record cannot be read: " + unreadable->reason);
}

/// What is recorded, and nothing that differs between two runs of one plan by one program.
RunRecord lasting_part(const RunRecord& record, const std::string& plan_hash) {
  RunRecord lasting = record;
  std::erase_if(lasting.measures, [](const Measure& measure) {
    const MeasureRow* row = find_measure(measure.name);
    return row == nullptr || row->repeats == Repeats::NotExactly;
  });
  lasting.metrics_path.clear();
  lasting.failure.reset();
  lasting.plan_hash = plan_hash;
  lasting.executable_hash = executable_hash();
  return lasting;
}

/// Whether a record is there and of the same run: same plan, engine, outcome.
bool is_same_failure(const std::string& record_path, const RunRecord& now) {
  try {
    const RunRecord before = read_record(record_path);
    return before.plan_hash == now.plan_hash && before.engine == now.engine &&
           before.fingerprint == now.fingerprint && sorted_marks(before) == sorted_marks(now);
  } catch (const BadInput&) {
    return false;
  }
}

/// What another run left may have cost hours of shrinking: it is moved, never overwritten.
void move_aside(const std::string& path) {
  for (int number = 1;; ++number) {
    const std::string aside = fmt::format("{}-old-{}", path, number);
    std::error_code error;
    if (fs::exists(aside, error)) continue;
    fs::rename(path, aside, error);
    if (error) {
      throw MachineTrouble(fmt::format("cannot move {} to {}: {}", path, aside, error.message()));
    }
    return;
  }
}

void write_text(const std::string& path, const std::string& text) {
  write_file(path, [&text](std::ostream& out) { out << text; });
}

std::int64_t unix_seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::string replay_line(const std::string& path) {
  return shell_word(program_word()) + " replay " + shell_word(path);
}

std::string shrink_line(const std::string& path) {
  return shell_word(program_word()) + " shrink " + shell_word(path);
}

void write_failure_folder(const std::string& path, const scenarios::Plan& plan,
                          const RunRecord& record) {
  STORM_ASSERT(record.verdict == RunVerdict::Violated);
  STORM_ASSERT(record.scenario == plan.scenario);
  STORM_ASSERT(record.seed == plan.seed);
  STORM_ASSERT(!path.empty());
  const std::string plan_file = plan_text(plan);
  const RunRecord lasting = lasting_part(record, hash_of(plan_file));
  std::error_code ignored;
  if (fs::exists(path + kRecordName, ignored) && !is_same_failure(path + kRecordName, lasting)) {
    move_aside(path);
  }
  write_text(path + "/plan.toml", plan_file);
  write_text(path + "/repeat.txt", replay_line(path) + "\n");
  write_text(path + "/summary.txt", to_text(record));
  write_text(path + "/junit.xml", to_junit(record, unix_seconds_now()));
  write_text(path + kRecordName, json_text(lasting, 2) + "\n");
}

FailureFolder read_failure_folder(const std::string& path) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) {
    damaged(path, "is a file", "to run a plan: syncstorm run " + shell_word(path));
  }
  if (!fs::is_directory(path, ignored)) damaged(path, "there is no such folder");
  if (!fs::exists(path + kRecordName, ignored)) damaged(path, "failure.json is missing");
  FailureFolder folder{.path = path, .record = read_record(path + kRecordName), .plan = {}};
  if (!fs::exists(folder.plan_path(), ignored)) {
    damaged(path, "plan.toml is missing", how_to_get_it_anew(folder.record));
  }
  if (hash_of(read_file(folder.plan_path())) != folder.record.plan_hash) {
    throw BadInput(fmt::format(
        "{0}: error: this is not the plan that failed: it has been changed since\n"
        "    to run it as it is now: syncstorm run {1} --engine {2}",
        folder.plan_path(), shell_word(folder.plan_path()), shell_word(folder.record.engine)));
  }
  folder.plan = load_plan(folder.plan_path());
  return folder;
}

}  // namespace storm::ci
