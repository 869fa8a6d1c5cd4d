#include "ci/worker_pool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <poll.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "ci/exit_code.h"
#include "ci/failure.h"

namespace storm::ci {

namespace {

struct Worker {
  std::uint64_t job = 0;
  pid_t process = -1;
  int pipe = -1;
  std::string output;
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

[[noreturn]] void be_the_child(int pipe, std::uint64_t job,
                               const std::function<std::string(std::uint64_t)>& work) {
  int status = 0;
  try {
    write_all(pipe, work(job));
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

Worker start(std::uint64_t job, const std::function<std::string(std::uint64_t)>& work) {
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
    be_the_child(ends[1], job, work);
  }
  ::close(ends[1]);
  return {.job = job, .process = process, .pipe = ends[0], .output = {}};
}

std::string trouble_of(int status) {
  if (WIFEXITED(status)) {
    const int code = WEXITSTATUS(status);
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
  return {.job = worker.job, .output = std::move(worker.output), .trouble = trouble_of(status)};
}

}  // namespace

void run_in_processes(std::uint64_t jobs, std::uint32_t at_once,
                      const std::function<std::string(std::uint64_t job)>& work,
                      const std::function<void(const WorkerOutcome&)>& done) {
  std::vector<Worker> running;
  std::map<std::uint64_t, WorkerOutcome> ended;
  std::uint64_t next_job = 0;
  std::uint64_t next_done = 0;
  while (next_done < jobs) {
    while (next_job < jobs && running.size() < at_once) running.push_back(start(next_job++, work));
    std::vector<pollfd> polls;
    for (const Worker& worker : running) {
      polls.push_back({.fd = worker.pipe, .events = POLLIN, .revents = 0});
    }
    if (::poll(polls.data(), polls.size(), -1) < 0 && errno != EINTR) fail("poll");
    for (std::size_t i = polls.size(); i > 0; --i) {
      if (polls[i - 1].revents == 0 || !drain(running[i - 1])) continue;
      WorkerOutcome outcome = reap(running[i - 1]);
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i - 1));
      ended.emplace(outcome.job, std::move(outcome));
    }
    while (!ended.empty() && ended.begin()->first == next_done) {
      done(ended.begin()->second);
      ended.erase(ended.begin());
      ++next_done;
    }
  }
}

}  // namespace storm::ci
