#include "ci/machine/worker_pool.h"

#include <csignal>
#include <new>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "gtest/gtest.h"

#include "ci/machine/trouble.h"

namespace storm::ci {
namespace {

TEST(WorkerPoolTest, OutcomesComeInTheOrderOfTheJobs) {
  std::vector<std::string> outputs;
  run_in_processes(
      7, 3,
      [](std::uint64_t job) { return std::string(100'000 * (7 - job), 'x') + char('a' + job); },
      [&outputs](const WorkerOutcome& outcome) {
        EXPECT_TRUE(outcome.trouble.empty()) << outcome.trouble;
        outputs.push_back(outcome.output);
        return GoOn::Yes;
      });
  ASSERT_EQ(outputs.size(), 7U);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    EXPECT_EQ(outputs[i].size(), 100'000 * (7 - i) + 1);
    EXPECT_EQ(outputs[i].back(), static_cast<char>('a' + i));
  }
}

TEST(WorkerPoolTest, ACrashIsAnOutcomeAndNotTheEnd) {
  std::vector<std::string> troubles;
  run_in_processes(
      3, 2,
      [](std::uint64_t job) -> std::string {
        if (job == 1) std::raise(SIGKILL);
        return "fine";
      },
      [&troubles](const WorkerOutcome& outcome) {
        troubles.push_back(outcome.trouble);
        return GoOn::Yes;
      });
  ASSERT_EQ(troubles.size(), 3U);
  EXPECT_EQ(troubles[0], "");
  EXPECT_NE(troubles[1].find("signal 9"), std::string::npos) << troubles[1];
  EXPECT_EQ(troubles[2], "");
}

TEST(WorkerPoolTest, AnExceptionIsTheJobsOutcome) {
  std::vector<std::string> troubles;
  run_in_processes(
      1, 1, [](std::uint64_t /*job*/) -> std::string { throw std::runtime_error("a bug"); },
      [&troubles](const WorkerOutcome& outcome) {
        troubles.push_back(outcome.trouble);
        return GoOn::Yes;
      });
  ASSERT_EQ(troubles.size(), 1U);
  EXPECT_EQ(troubles[0], "its process ended with status 70");
}

TEST(WorkerPoolTest, AJobThatHangsIsEnded) {
  std::vector<std::string> troubles;
  run_in_processes(
      2, 2,
      [](std::uint64_t job) -> std::string {
        while (job == 0) ::pause();
        return "fine";
      },
      [&troubles](const WorkerOutcome& outcome) {
        troubles.push_back(outcome.trouble);
        return GoOn::Yes;
      },
      {.time = std::chrono::milliseconds{300}, .memory_bytes = 0});
  ASSERT_EQ(troubles.size(), 2U);
  EXPECT_EQ(troubles[0], "it hung: no result within 0.300 s");
  EXPECT_EQ(troubles[1], "");
}

TEST(WorkerPoolTest, EachEndHasItsName) {
  std::vector<WorkerEnd> ends;
  run_in_processes(
      5, 1,
      [](std::uint64_t job) -> std::string {
        if (job == 1) std::raise(SIGKILL);
        if (job == 2) std::raise(SIGSEGV);
        if (job == 3) throw std::bad_alloc();
        if (job == 4) throw MachineTrouble("no room");
        return "fine";
      },
      [&ends](const WorkerOutcome& outcome) {
        ends.push_back(outcome.end);
        return GoOn::Yes;
      });
  EXPECT_EQ(ends, (std::vector<WorkerEnd>{WorkerEnd::Finished, WorkerEnd::Killed, WorkerEnd::Died,
                                          WorkerEnd::OutOfMemory, WorkerEnd::MachineFailed}));
}

TEST(WorkerPoolTest, WhoNeedsTooMuchMemoryDoesNotGetIt) {
  // A sanitizer reserves terabytes, and is not bounded.
  const bool is_bounded = default_memory_bytes() != 0;
  const std::size_t wanted = is_bounded ? std::size_t{1} << 31U : 1;
  std::vector<WorkerEnd> ends;
  run_in_processes(
      1, 1, [wanted](std::uint64_t /*job*/) { return std::string(wanted, 'x'); },
      [&ends](const WorkerOutcome& outcome) {
        ends.push_back(outcome.end);
        return GoOn::Yes;
      },
      {.time = {}, .memory_bytes = is_bounded ? std::uint64_t{1} << 30U : 0});
  EXPECT_EQ(ends,
            std::vector<WorkerEnd>{is_bounded ? WorkerEnd::OutOfMemory : WorkerEnd::Finished});
}

TEST(WorkerPoolTest, AJobThatHangsHoldsUpNoResultOfAnother) {
  std::vector<std::uint64_t> ended;
  std::vector<std::uint64_t> done;
  run_in_processes(
      3, 2,
      [](std::uint64_t job) -> std::string {
        while (job == 0) ::pause();
        return "fine";
      },
      [&done](const WorkerOutcome& outcome) {
        done.push_back(outcome.job);
        return GoOn::Yes;
      },
      {},
      {.ended = [&ended](const WorkerOutcome& outcome) { ended.push_back(outcome.job); },
       .stopped = [&ended] { return ended.size() == 2; }});
  EXPECT_EQ(ended, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(done, std::vector<std::uint64_t>{}) << "their turn has not come";
}

TEST(WorkerPoolTest, AStopEndsWhatRuns) {
  int asked = 0;
  std::uint64_t done = 0;
  run_in_processes(
      2, 2,
      [](std::uint64_t /*job*/) -> std::string {
        for (;;) ::pause();
      },
      [&done](const WorkerOutcome& /*outcome*/) {
        ++done;
        return GoOn::Yes;
      },
      {}, {.ended = {}, .stopped = [&asked] { return ++asked == 3; }});
  EXPECT_EQ(done, 0U);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

TEST(WorkerPoolTest, AnExceptionOfTheCallerLeavesNoChildBehind) {
  const auto throws = [](const WorkerOutcome& /*outcome*/) -> GoOn {
    throw MachineTrouble("no room for results");
  };
  const auto work = [](std::uint64_t job) -> std::string {
    while (job == 1) ::pause();
    return "fine";
  };
  EXPECT_THROW(run_in_processes(2, 2, work, throws), MachineTrouble);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child is left";
}

TEST(WorkerPoolTest, WhoeverAsksToStopIsNotGivenMore) {
  std::vector<std::uint64_t> seen;
  run_in_processes(
      1000, 2, [](std::uint64_t /*job*/) { return std::string("fine"); },
      [&seen](const WorkerOutcome& outcome) {
        seen.push_back(outcome.job);
        return outcome.job == 3 ? GoOn::No : GoOn::Yes;
      });
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace storm::ci
