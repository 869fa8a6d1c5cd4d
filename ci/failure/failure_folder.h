#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ci/result/run_result.h"
#include "scenarios/plan/plan.h"

/// A failure as a folder of files, which ci/README.md lists: everything that is needed to see it
/// again. What is in it is written once and never changed by those who read it.
namespace storm::ci {

/// The version of `failure.json` that is written. The reader knows it and those before it.
constexpr std::int64_t kFailureFormat = 1;

/// One way in which a run failed: a property and how it was broken.
struct RecordedViolation {
  std::string property;
  std::string kind;

  auto operator<=>(const RecordedViolation&) const = default;
};

/// What `failure.json` says of the run that failed.
struct FailedRun {
  /// Of syncstorm.
  std::string version;
  std::string engine;
  std::string scenario;
  std::uint64_t seed = 0;
  std::string fingerprint;
  /// Of `plan.toml`, and of the program that ran it (empty: not known).
  std::string plan_hash;
  std::string executable_hash;
  /// The line that ran it.
  std::string found_with;
  /// Sorted, each once; at least one.
  std::vector<RecordedViolation> violations;
  /// Which of them the folder is about, when it was made for one.
  std::optional<RecordedViolation> about{};
};

struct FailureFolder {
  std::string path;
  FailedRun record;
  scenarios::Plan plan;

  std::string plan_path() const { return path + "/plan.toml"; }
  std::string shrunk_path() const { return path + "/shrunk.toml"; }
};

/// The ways in which the run failed, sorted, each once.
std::vector<RecordedViolation> violations_in(const RunResult& result);

/// Writes the folder of a run that violated something. Each file is there as a whole or not at all,
/// and `failure.json` comes last: a folder without it is one that was never finished.
/// What others added to a folder of the same run stays in it; a folder of another failure is moved
/// aside, to `<path>-old-1` and so on.
/// Throws MachineTrouble.
void write_failure_folder(const std::string& path, const scenarios::Plan& plan,
                          const RunResult& result);

/// The line that repeats the failure in that folder.
std::string replay_line(const std::string& path);
/// The line that makes its plan smaller.
std::string shrink_line(const std::string& path);

/// Reads a folder and checks that it is whole. Throws BadInput, which says what is damaged and what
/// to do about it, and changes nothing.
FailureFolder read_failure_folder(const std::string& path);

}  // namespace storm::ci
