#include "ci/worker_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <new>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "ci/exit_code.h"
#include "ci/failure.h"

namespace storm::ci {

namespace {

using RealClock = std::chrono::steady_clock;

/// A child's exit status of our own, beside those of ExitCode.
constexpr int kOutOfMemory = 71;

struct Worker {
  std::uint64_t job = 0;
  pid_t process = -1;
  int pipe = -1;
  std::string output;
  RealClock::time_point started;
  bool overdue = false;
};

[[noreturn]] void fail(const char* what) {
  throw MachineTrouble(fmt::format("{} failed: {}", what, std::generic_category().message(errno)));
}

void write_all(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    written += static_cast<std::size_t>(count);
  }
}

void limit_memory(std::uint64_t bytes) {
  if (bytes == 0) return;
  const struct rlimit limit { .rlim_cur = bytes, .rlim_max = bytes };
  ::setrlimit(RLIMIT_AS, &limit);
}

[[noreturn]] void be_the_child(int pipe, std::uint64_t job,
                               const std::function<std::string(std::uint64_t)>& work) {
  int status = 0;
  try {
    write_all(pipe, work(job));
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "syncstorm: out of memory\n");
    status = kOutOfMemory;
  } catch (const MachineTrouble& trouble) {
    fmt::print(stderr, "syncstorm: {}\n", trouble.what());
    status = to_int(ExitCode::TryAgain);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "syncstorm: {}\n", failure.what());
    status = to_int(ExitCode::HarnessError);
  }
  std::fflush(nullptr);
  // Not exit(): what the parent registered to run at its end is the parent's.
  ::_exit(status);
}

Worker start(std::uint64_t job, const std::function<std::string(std::uint64_t)>& work,
             const WorkerLimits& limits) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail("pipe");
  // What stands in the buffers would otherwise be printed by both.
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    fail("fork");
  }
  if (process == 0) {
    ::close(ends[0]);
    limit_memory(limits.memory_bytes);
    be_the_child(ends[1], job, work);
  }
  ::close(ends[1]);
  return {.job = job,
          .process = process,
          .pipe = ends[0],
          .output = {},
          .started = RealClock::now(),
          .overdue = false};
}

std::string trouble_of(int status) {
  if (WIFEXITED(status)) {
    const int code = WEXITSTATUS(status);
    if (code == kOutOfMemory) return "it needed more memory than it may have";
    return code == 0 ? std::string() : fmt::format("its process ended with status {}", code);
  }
  if (WIFSIGNALED(status)) {
    return fmt::format("its process was ended by signal {} ({})", WTERMSIG(status),
                       ::sigdescr_np(WTERMSIG(status)));
  }
  return "its process ended in an unknown way";
}

/// Reads what the worker has written. Returns whether it has closed its end.
bool drain(Worker& worker) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(worker.pipe, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return false;
  if (count <= 0) return true;
  worker.output.append(buffer.data(), static_cast<std::size_t>(count));
  return false;
}

WorkerOutcome reap(Worker& worker) {
  ::close(worker.pipe);
  int status = 0;
  while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  return {.job = worker.job,
          .output = std::move(worker.output),
          .trouble = worker.overdue ? "it hung: no result in the time that it may take"
                                    : trouble_of(status)};
}

/// Kills what has run for too long. Returns how long to wait until the next one is due, in
/// milliseconds, or -1 for ever.
int end_overdue(std::vector<Worker>& running, const WorkerLimits& limits) {
  if (limits.time.count() == 0 || running.empty()) return -1;
  const RealClock::time_point now = RealClock::now();
  auto next = std::chrono::milliseconds::max();
  for (Worker& worker : running) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(worker.started + limits.time - now);
    if (left.count() <= 0 && !worker.overdue) {
      worker.overdue = true;
      ::kill(worker.process, SIGKILL);
    }
    if (!worker.overdue) next = std::min(next, left);
  }
  return next == std::chrono::milliseconds::max() ? -1 : static_cast<int>(next.count()) + 1;
}

void end_all(std::vector<Worker>& running) {
  for (Worker& worker : running) {
    ::kill(worker.process, SIGKILL);
    reap(worker);
  }
  running.clear();
}

}  // namespace

void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<GoOn(const WorkerOutcome&)>& done,
                      const WorkerLimits& limits) {
  std::vector<Worker> running;
  std::map<std::uint64_t, WorkerOutcome> ended;
  std::uint64_t next_job = 0;
  std::uint64_t next_done = 0;
  while (next_done < jobs) {
    while (next_job < jobs && running.size() < at_once) {
      running.push_back(start(next_job++, work, limits));
    }
    std::vector<pollfd> polls;
    polls.reserve(running.size());
    for (const Worker& worker : running) {
      polls.push_back({.fd = worker.pipe, .events = POLLIN, .revents = 0});
    }
    const int wait = end_overdue(running, limits);
    if (::poll(polls.data(), polls.size(), wait) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = polls.size(); i > 0; --i) {
      if (polls[i - 1].revents == 0 || !drain(running[i - 1])) continue;
      WorkerOutcome outcome = reap(running[i - 1]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i - 1));
      ended.emplace(outcome.job, std::move(outcome));
    }
    while (!ended.empty() && ended.begin()->first == next_done) {
      const GoOn answer = done(ended.begin()->second);
      ended.erase(ended.begin());
      ++next_done;
      if (answer == GoOn::No) {
        end_all(running);
        return;
      }
    }
  }
}

}  // namespace storm::ci
