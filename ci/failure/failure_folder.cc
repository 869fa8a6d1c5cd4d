#include "ci/failure/failure_folder.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <string_view>
#include <system_error>

#include "ci/failure/own_command_line.h"
#include "ci/machine/file_access.h"
#include "ci/machine/file_hash.h"
#include "ci/machine/program.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "ci/result/junit.h"
#include "ci/result/load.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecordName = "/failure.json";
constexpr const char* kAbout = "about";

[[noreturn]] void damaged(const std::string& path, const std::string& what,
                          const std::string& remedy = "run the scenario again to get one") {
  throw BadInput(
      fmt::format("{}: error: {}\n    the folder of a failure is expected, as a run "
                  "leaves it; {}",
                  path, what, remedy));
}

/// The folder may come from anybody.
std::string how_to_get_it_anew(const FailedRun& record) {
  const auto line = own_command_line(record.found_with);
  if (line) return "to get it anew: " + *line;
  return "run the scenario again to get one (the line that the record has for it is not one of "
         "syncstorm's, and is left out)";
}

/// What a JSON exception says, without the number of its kind, which helps nobody.
std::string words_of(const nlohmann::json::exception& problem) {
  const std::string_view text = problem.what();
  const std::size_t end = text.find("] ");
  return std::string(end == std::string_view::npos ? text : text.substr(end + 2));
}

/// The member of that name. Throws nlohmann's exceptions when it is missing or of another type.
std::string text_in(const RunResult& object, const char* key) {
  return object.at(key).get<std::string>();
}

std::uint64_t seed_in(const RunResult& object) {
  const std::string text = text_in(object, "seed");
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc{} || stopped != end) throw BadInput("seed is not a number");
  return seed;
}

void check_format(const std::string& path, const RunResult& json) {
  const auto format = json.at("format").get<std::int64_t>();
  if (format > kFailureFormat) {
    throw BadInput(fmt::format(
        "{}: error: the failure was recorded by a newer version of syncstorm ({}): this program "
        "reads up to format {}, found {}\n    replay it with that version",
        path, json.contains("version") ? metrics::printable(text_in(json, "version")) : "unknown",
        kFailureFormat, format));
  }
  if (format < 1) throw BadInput("format is not a version");
}

FailedRun record_in(const RunResult& json) {
  FailedRun record{.version = text_in(json, "version"),
                   .engine = text_in(json, "engine"),
                   .scenario = text_in(json, "scenario"),
                   .seed = seed_in(json),
                   .fingerprint = text_in(json, "fingerprint"),
                   .plan_hash = text_in(json, "plan_hash"),
                   .executable_hash = text_in(json, "executable_hash"),
                   .found_with = text_in(json, "found_with"),
                   .violations = violations_in(json)};
  if (json.contains(kAbout)) {
    record.about = {.property = text_in(json.at(kAbout), "property"),
                    .kind = text_in(json.at(kAbout), "kind")};
  }
  if (record.violations.empty()) throw BadInput("no violation is recorded");
  return record;
}

FailedRun read_record(const std::string& path) {
  const std::string text = read_file(path);
  std::string why;
  try {
    const RunResult json = RunResult::parse(text);
    check_format(path, json);
    return record_in(json);
  } catch (const BadInput& problem) {
    why = problem.what();
    if (why.starts_with(path)) throw;
  } catch (const nlohmann::json::exception& problem) {
    why = words_of(problem);
  }
  damaged(path, "the record cannot be read: " + why);
}

/// What is recorded, and nothing that differs between two runs of one plan by one program.
RunResult record_of(const RunResult& result, const std::string& plan_hash) {
  RunResult properties = RunResult::array();
  for (const RunResult& property : result.at("properties")) {
    if (!property.at("violations").empty()) properties.push_back(property);
  }
  RunResult record{{"format", kFailureFormat},
                   {"version", result.at("version")},
                   {"scenario", result.at("scenario")},
                   {"seed", result.at("seed")},
                   {"engine", result.at("engine")},
                   {"verdict", result.at("verdict")},
                   {"fingerprint", result.at("fingerprint")},
                   {"plan_hash", plan_hash},
                   {"executable_hash", executable_hash()},
                   {"found_with", result.at("repeat")},
                   {"properties", std::move(properties)}};
  if (result.contains(kAbout)) record[kAbout] = result.at(kAbout);
  return record;
}

/// Whether a record is there and of the same run: same plan, engine, outcome.
bool is_same_failure(const std::string& record_path, const RunResult& record) {
  try {
    const FailedRun before = read_record(record_path);
    const FailedRun now = record_in(record);
    return before.plan_hash == now.plan_hash && before.engine == now.engine &&
           before.fingerprint == now.fingerprint && before.violations == now.violations;
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

std::vector<RecordedViolation> violations_in(const RunResult& result) {
  std::vector<RecordedViolation> found;
  for (const RunResult& property : result.at("properties")) {
    for (const RunResult& violation : property.at("violations")) {
      found.push_back({.property = text_in(property, "name"), .kind = text_in(violation, "kind")});
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string replay_line(const std::string& path) {
  return shell_word(program_word()) + " replay " + shell_word(path);
}

std::string shrink_line(const std::string& path) {
  return shell_word(program_word()) + " shrink " + shell_word(path);
}

void write_failure_folder(const std::string& path, const scenarios::Plan& plan,
                          const RunResult& result) {
  const std::string plan_file = plan_text(plan);
  const RunResult record = record_of(result, hash_of(plan_file));
  std::error_code ignored;
  if (fs::exists(path + kRecordName, ignored) && !is_same_failure(path + kRecordName, record)) {
    move_aside(path);
  }
  write_text(path + "/plan.toml", plan_file);
  write_text(path + "/repeat.txt", replay_line(path) + "\n");
  write_text(path + "/summary.txt", to_text(result));
  write_text(path + "/junit.xml", to_junit(result, unix_seconds_now()));
  write_text(path + kRecordName, json_text(record, 2) + "\n");
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
