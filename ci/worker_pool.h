#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace storm::ci {

/// Whether further jobs are wanted.
enum class GoOn : std::uint8_t { Yes, No };

/// How one job's process ended.
struct WorkerOutcome {
  std::uint64_t job = 0;
  /// What the job wrote, if its process got so far.
  std::string output;
  /// Empty when the process ended by itself with status 0; else what happened to it.
  std::string trouble;
};

/// What a job may use up before its process is ended. Zero: as much as it likes.
struct WorkerLimits {
  std::chrono::milliseconds time{0};
  /// Of address space: what lies beyond makes an allocation fail.
  std::uint64_t memory_bytes = 0;
};

/// Runs `jobs` jobs, numbered from zero, each in a process of its own, at most `at_once` at a time.
///
/// `work` runs in the child: what it returns goes to the parent whole. A child that crashes, exits
/// or is killed is an outcome like any other. `done` is called in the parent, in the order of job
/// numbers, as soon as all jobs before have ended; what it returns says whether to go on. If not,
/// no further job starts, and those that run are ended and forgotten. Requires: this process has
/// one thread. Errors: throws MachineTrouble when no process can be started.
void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<GoOn(const WorkerOutcome&)>& done,
                      const WorkerLimits& limits = {});

}  // namespace storm::ci
