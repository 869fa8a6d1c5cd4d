#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "scenarios/plan/plan.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// The result of one world as a JSON object with a fixed order of keys: what `--json` prints, what
/// `report.json` holds, and what a worker hands to its parent. Everything printed for people is
/// made from it, so that both say the same.
using RunResult = nlohmann::ordered_json;

/// What only the real world knows of a run.
struct RunFacts {
  std::string engine;
  /// The one line that repeats the run.
  std::string repeat;
  /// Empty when nothing was written.
  std::string metrics_path;
  std::string version;
  std::int64_t wall_microseconds = 0;
  std::uint64_t memory_bytes = 0;
};

RunResult make_result(const scenarios::Plan& plan, const scenarios::RunReport& report,
                      const RunFacts& facts);
/// The result of a world whose process ended without one: a crash, a kill.
RunResult make_crash_result(const std::string& scenario, std::uint64_t seed, const RunFacts& facts,
                            const std::string& how);

/// As JSON text: in one line, or indented by so much. An engine's words may be any bytes, JSON's
/// must be UTF-8: what is not is replaced.
std::string json_text(const RunResult& result, int indent = -1);
/// The summary of one run, for people. Ends in a newline.
std::string to_text(const RunResult& result);
/// One line for one of many runs, without a newline.
std::string to_line(const RunResult& result);

/// The exit code that the result alone asks for.
int exit_code_of(const RunResult& result);

}  // namespace storm::ci
