#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace storm::ci {

/// How one job's process ended.
struct WorkerOutcome {
  std::uint64_t job = 0;
  /// What the job wrote, if its process got so far.
  std::string output;
  /// Empty when the process ended by itself with status 0; else what happened to it.
  std::string trouble;
};

/// Runs `jobs` jobs, numbered from zero, each in a process of its own, at most `at_once` at a time.
///
/// `work` runs in the child: what it returns goes to the parent whole. A child that crashes, exits
/// or is killed is an outcome like any other. `done` is called in the parent, in the order of job
/// numbers, as soon as all jobs before have ended.
/// Requires: this process has one thread.
/// Errors: throws MachineTrouble when no process can be started.
void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<void(const WorkerOutcome&)>& done);

}  // namespace storm::ci
