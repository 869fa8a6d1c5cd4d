#pragma once

#include <string>

#include "ci/result/run_record.h"
#include "scenarios/plan/plan.h"

/// A failure as a folder of files, which ci/README.md lists: everything that is needed to see it
/// again. What is in it is written once and never changed by those who read it.
namespace storm::ci {

struct FailureFolder {
  std::string path;
  /// What `failure.json` says of the run that failed.
  RunRecord record;
  scenarios::Plan plan;

  std::string plan_path() const { return path + "/plan.toml"; }
  std::string shrunk_path() const { return path + "/shrunk.toml"; }
};

/// Writes the folder of a run that violated something. Each file is there as a whole or not at all,
/// and `failure.json` comes last: a folder without it is one that was never finished.
/// What others added to a folder of the same run stays in it; a folder of another failure is moved
/// aside, to `<path>-old-1` and so on.
/// Requires: the record is of a run of that plan, and violated. Throws MachineTrouble.
void write_failure_folder(const std::string& path, const scenarios::Plan& plan,
                          const RunRecord& record);

/// The line that repeats the failure in that folder.
std::string replay_line(const std::string& path);
/// The line that makes its plan smaller.
std::string shrink_line(const std::string& path);

/// Reads a folder and checks that it is whole. Throws BadInput, which says what is damaged and what
/// to do about it, and changes nothing.
FailureFolder read_failure_folder(const std::string& path);

}  // namespace storm::ci
