#include "ci/failure/shrink_files.h"

#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <system_error>

#include "ci/failure/failure_folder.h"
#include "ci/machine/file_access.h"
#include "ci/machine/program.h"
#include "ci/machine/trouble.h"
#include "ci/result/failure_mark_json.h"
#include "ci/result/json_fields.h"
#include "ci/result/load.h"
#include "engine/env/assertion.h"
#include "sim/seed.h"

namespace storm::ci {

namespace {

constexpr const char* kProgressName = "/shrink.json";

/// Says which original a state belongs to.
std::string hash_of(const scenarios::Plan& plan) {
  return std::to_string(sim::Seed(0).fork(plan_text(plan)).value());
}

ShrinkInput of_folder(const std::string& path) {
  FailureFolder folder = read_failure_folder(path);
  ShrinkInput input;
  input.engine = folder.record.engine;
  input.marks = sorted_marks(folder.record);
  if (folder.record.about) input.marks = {*folder.record.about};
  input.shrunk_path = folder.shrunk_path();
  input.progress_path = path + kProgressName;
  input.plan = std::move(folder.plan);
  return input;
}

ShrinkInput of_file(const std::string& path) {
  ShrinkInput input;
  input.plan = load_plan(path);
  input.engine = "reference";
  const std::filesystem::path stem = std::filesystem::path(path).replace_extension();
  input.shrunk_path = stem.string() + ".shrunk.toml";
  input.progress_path = stem.string() + ".shrink.json";
  return input;
}

}  // namespace

ShrinkInput read_shrink_input(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? of_folder(path) : of_file(path);
}

std::optional<ShrinkState> read_shrink_state(const ShrinkInput& input) {
  try {
    const Json json = parse_json(read_file(input.progress_path));
    if (text_in(json, "original") != hash_of(input.plan)) return std::nullopt;
    ShrinkState state;
    state.plan = load_plan(input.shrunk_path);
    state.mark = failure_mark_in(json);
    // A kill between the two files leaves a plan that is newer than what is said of it.
    state.finished = boolean_in(json, "finished") && text_in(json, "shrunk") == hash_of(state.plan);
    state.tries = count_in(json, "tries");
    state.milliseconds = count_in(json, "milliseconds");
    return state;
  } catch (const BadInput&) {
    return std::nullopt;
  } catch (const UnfitJson&) {
    return std::nullopt;
  }
}

std::optional<std::string> move_shrunk_aside(const ShrinkInput& input) {
  std::error_code error;
  if (!std::filesystem::exists(input.shrunk_path, error)) return std::nullopt;
  const std::string stem = std::filesystem::path(input.shrunk_path).replace_extension().string();
  for (int number = 1;; ++number) {
    std::string aside = fmt::format("{}-old-{}.toml", stem, number);
    if (std::filesystem::exists(aside, error)) continue;
    std::filesystem::rename(input.shrunk_path, aside, error);
    if (error) {
      throw MachineTrouble(
          fmt::format("cannot move {} to {}: {}", input.shrunk_path, aside, error.message()));
    }
    return aside;
  }
}

std::optional<ExpectedRun> read_shrunk_run(const std::string& folder,
                                           const scenarios::Plan& shrunk) {
  try {
    const Json json = parse_json(read_file(folder + kProgressName));
    ExpectedRun run{.version = text_in(json, "version"),
                    .engine = text_in(json, "engine"),
                    .fingerprint = text_in(json, "fingerprint"),
                    .executable_hash = text_in(json, "executable_hash"),
                    .marks = {failure_mark_in(json)}};
    if (text_in(json, "shrunk") != hash_of(shrunk) || run.fingerprint.empty()) return std::nullopt;
    return run;
  } catch (const BadInput&) {
    return std::nullopt;
  } catch (const UnfitJson&) {
    return std::nullopt;
  }
}

void write_shrink_state(const ShrinkInput& input, const ShrinkState& state) {
  STORM_ASSERT(state.mark != scenarios::FailureMark{});
  STORM_ASSERT(input.shrunk_path != input.progress_path);
  const Json json{{"original", hash_of(input.plan)},
                  {"shrunk", hash_of(state.plan)},
                  {"property", state.mark.property},
                  {"kind", state.mark.kind},
                  {"finished", state.finished},
                  {"tries", state.tries},
                  {"milliseconds", state.milliseconds},
                  {"version", version()},
                  {"engine", input.engine},
                  {"fingerprint", state.fingerprint},
                  {"executable_hash", state.executable_hash}};
  write_file(input.shrunk_path, [&](std::ostream& out) { out << plan_text(state.plan); });
  write_file(input.progress_path, [&](std::ostream& out) { out << json_text(json, 2) << '\n'; });
}

}  // namespace storm::ci
