#include "ci/worker_pool.h"

#include <csignal>
#include <string>
#include <unistd.h>
#include <vector>

#include "gtest/gtest.h"

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
  EXPECT_NE(troubles[0].find("hung"), std::string::npos) << troubles[0];
  EXPECT_EQ(troubles[1], "");
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
