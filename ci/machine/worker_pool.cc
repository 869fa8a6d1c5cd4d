#include "ci/machine/worker_pool.h"

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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "ci/machine/exit_code.h"
#include "ci/machine/trouble.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

using RealClock = std::chrono::steady_clock;

/// A child's exit status of our own, beside those of ExitCode.
constexpr int kOutOfMemory = 71;

/// How long a stop may go unnoticed: one that comes just before poll() does not wake it.
constexpr int kStopCheckMilliseconds = 100;

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
    STORM_ASSERT(static_cast<std::size_t>(count) <= text.size() - written);
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
    fmt::print(stderr, "syncstorm: {}\n", metrics::printable_lines(trouble.what()));
    status = to_int(ExitCode::TryAgain);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "syncstorm: {}\n", metrics::printable_lines(failure.what()));
    status = to_int(ExitCode::HarnessError);
  }
  std::fflush(nullptr);
  // Not exit(): what the parent registered to run at its end is the parent's.
  ::_exit(status);
}

/// Who is stopped is the parent, which ends its children; and none works on for a parent that is
/// gone.
void tie_to_parent(pid_t parent) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(to_int(ExitCode::TryAgain));
}

Worker start(std::uint64_t job, const std::function<std::string(std::uint64_t)>& work,
             const WorkerLimits& limits) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) fail("pipe");
  // What stands in the buffers would otherwise be printed by both.
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    fail("fork");
  }
  if (process == 0) {
    ::close(ends[0]);
    tie_to_parent(parent);
    limit_memory(limits.memory_bytes);
    be_the_child(ends[1], job, work);
  }
  ::close(ends[1]);
  STORM_ASSERT(process > 0);
  return {.job = job,
          .process = process,
          .pipe = ends[0],
          .output = {},
          .started = RealClock::now(),
          .overdue = false};
}

WorkerEnd end_of(int status) {
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGKILL ? WorkerEnd::Killed : WorkerEnd::Died;
  if (!WIFEXITED(status)) return WorkerEnd::Died;
  switch (WEXITSTATUS(status)) {
    case 0:
      return WorkerEnd::Finished;
    case kOutOfMemory:
      return WorkerEnd::OutOfMemory;
    case to_int(ExitCode::TryAgain):
      return WorkerEnd::MachineFailed;
    default:
      return WorkerEnd::Died;
  }
}

std::string trouble_of(WorkerEnd end, int status, const WorkerLimits& limits) {
  switch (end) {
    case WorkerEnd::Finished:
      return {};
    case WorkerEnd::Hung:
      return fmt::format("it hung: no result within {}.{:03} s", limits.time.count() / 1000,
                         limits.time.count() % 1000);
    case WorkerEnd::OutOfMemory:
      return "it needed more memory than it may have";
    case WorkerEnd::Killed:
      return "its process was killed (signal 9): by somebody, or by a machine short of memory";
    case WorkerEnd::MachineFailed:
      return "the machine failed it";
    case WorkerEnd::Died:
      break;
  }
  if (WIFSIGNALED(status)) {
    return fmt::format("its process was ended by signal {} ({})", WTERMSIG(status),
                       ::sigdescr_np(WTERMSIG(status)));
  }
  return fmt::format("its process ended with status {}", WEXITSTATUS(status));
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

WorkerOutcome reap(Worker& worker, const WorkerLimits& limits) {
  ::close(worker.pipe);
  int status = 0;
  while (::waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
  }
  const WorkerEnd end = worker.overdue ? WorkerEnd::Hung : end_of(status);
  std::string trouble = trouble_of(end, status, limits);
  STORM_ASSERT(trouble.empty() == (end == WorkerEnd::Finished));
  return {.job = worker.job,
          .end = end,
          .output = std::move(worker.output),
          .trouble = std::move(trouble)};
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

/// The workers that run; ends and forgets those that are left at its own end.
struct Crew {
  explicit Crew(const WorkerLimits& given) : limits(given) {}
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew() {
    for (Worker& worker : running) ::kill(worker.process, SIGKILL);
    for (Worker& worker : running) reap(worker, limits);
  }

  /// Waits until something has happened, or for so many milliseconds; returns what has ended.
  std::vector<WorkerOutcome> wait(int milliseconds_max);

  const WorkerLimits& limits;
  std::vector<Worker> running;
};

std::vector<WorkerOutcome> Crew::wait(int milliseconds_max) {
  // Without a child there would be nothing to wait for.
  STORM_ASSERT(!running.empty());
  std::vector<pollfd> polls;
  polls.reserve(running.size());
  for (const Worker& worker : running) {
    polls.push_back({.fd = worker.pipe, .events = POLLIN, .revents = 0});
  }
  if (::poll(polls.data(), polls.size(), milliseconds_max) < 0 && errno != EINTR) fail("poll");
  std::vector<WorkerOutcome> ended;
  for (std::size_t i = polls.size(); i > 0; --i) {
    if (polls[i - 1].revents == 0 || !drain(running[i - 1])) continue;
    ended.push_back(reap(running[i - 1], limits));
    running.erase(running.begin() + static_cast<std::ptrdiff_t>(i - 1));
  }
  return ended;
}

/// The shorter of two waits, of which a negative one is for ever.
int shorter(int one, int other) {
  if (one < 0) return other;
  return other < 0 ? one : std::min(one, other);
}

}  // namespace

std::uint64_t default_memory_bytes() {
#if defined(__SANITIZE_ADDRESS__)
  return 0;
#elif defined(__has_feature)
  return __has_feature(address_sanitizer) ? 0 : std::uint64_t{4} << 30U;
#else
  return std::uint64_t{4} << 30U;
#endif
}

void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<GoOn(const WorkerOutcome&)>& done,
                      const WorkerLimits& limits, const WorkerWatch& watch) {
  STORM_ASSERT(at_once != 0);
  STORM_ASSERT(work != nullptr);
  Crew crew(limits);
  std::map<std::uint64_t, WorkerOutcome> ended;
  std::uint64_t next_job = 0;
  std::uint64_t next_done = 0;
  while (next_done < jobs) {
    if (watch.stopped && watch.stopped()) return;
    while (next_job < jobs && crew.running.size() < at_once) {
      crew.running.push_back(start(next_job++, work, limits));
    }
    const int wait = end_overdue(crew.running, limits);
    for (WorkerOutcome& outcome :
         crew.wait(watch.stopped ? shorter(wait, kStopCheckMilliseconds) : wait)) {
      STORM_ASSERT(outcome.job >= next_done);
      STORM_ASSERT(outcome.job < next_job);
      if (watch.ended) watch.ended(outcome);
      const std::uint64_t job = outcome.job;
      const bool is_first = ended.emplace(job, std::move(outcome)).second;
      STORM_ASSERT(is_first);
    }
    while (!ended.empty() && ended.begin()->first == next_done) {
      const GoOn answer = done(ended.begin()->second);
      ended.erase(ended.begin());
      ++next_done;
      if (answer == GoOn::No) return;
    }
  }
}

}  // namespace storm::ci
