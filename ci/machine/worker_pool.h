#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace storm::ci {

/// Whether further jobs are wanted.
enum class GoOn : std::uint8_t { Yes, No };

/// How one job's process ended.
enum class WorkerEnd : std::uint8_t {
  /// By itself, with status 0.
  Finished,
  /// A crash: a signal, an assertion, an exception.
  Died,
  /// It was ended for taking longer than it may.
  Hung,
  /// An allocation failed.
  OutOfMemory,
  /// By SIGKILL, which no program sends itself: somebody, or a machine that is short of memory.
  Killed,
  /// It met MachineTrouble, such as a full disk.
  MachineFailed,
};

struct WorkerOutcome {
  std::uint64_t job = 0;
  WorkerEnd end = WorkerEnd::Finished;
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

/// A world that takes longer than this, unless something else is asked for, hangs.
constexpr std::chrono::milliseconds kWorldTime{300'000};
/// The address space that a world gets unless something else is asked for: far more than one needs
/// and less than would bring a machine down. Zero, which is no limit, under a sanitizer that
/// reserves terabytes for itself.
std::uint64_t default_memory_bytes();

/// Told and asked while jobs run. Both may be empty.
struct WorkerWatch {
  /// A job has ended. Called before `done`, and in the order of the ends: a job that hangs holds up
  /// no result of another.
  std::function<void(const WorkerOutcome&)> ended;
  /// Whether to stop, as if `done` had said so. Asked several times a second.
  std::function<bool()> stopped;
};

/// Runs `jobs` jobs, numbered from zero, each in a process of its own, at most `at_once` at a time.
///
/// `work` runs in the child: what it returns goes to the parent whole. A child that crashes, exits
/// or is killed is an outcome like any other. `done` is called in the parent, in the order of job
/// numbers, as soon as all jobs before have ended; what it returns says whether to go on. If not,
/// no further job starts, and those that run are ended and forgotten; so it is when a callback
/// throws. A child does not outlive this process, however that ends, and leaves Ctrl-C and SIGTERM
/// to it. Requires: this process has one thread. Errors: throws MachineTrouble when no process can
/// be started.
void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<GoOn(const WorkerOutcome&)>& done,
                      const WorkerLimits& limits = {}, const WorkerWatch& watch = {});

}  // namespace storm::ci
