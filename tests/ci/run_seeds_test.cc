// `syncstorm run FILE --seeds N`: what it keeps and goes on from.

#include <algorithm>
#include <filesystem>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

constexpr const char* kSmall = "scenarios/small_chaos.toml";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class RunSeedsTest : public testing::Test {
 protected:
  ProgramRun run_seeds(const std::string& seeds, std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"run", kSmall, "--jobs", "2", "--out", out_.path(), "--seeds", seeds});
    return run_syncstorm(more);
  }

  void change_results(const char* sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((out_.path() + "/results.sqlite").c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
  }

  TemporaryFolder out_;
};

TEST_F(RunSeedsTest, GoesOnWhereItStoppedAndTellsOfEachWorld) {
  const ProgramRun first = run_seeds("2");
  EXPECT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_TRUE(contains(first.output, "seed 1      pass\nseed 2      pass\n2 of 2 worlds passed"));
  const ProgramRun more = run_seeds("3");
  EXPECT_EQ(more.exit_code, 0) << more.errors;
  EXPECT_TRUE(contains(more.errors, "2 of 3 worlds are in")) << more.errors;
  EXPECT_TRUE(contains(more.output, "effort       1 world in ")) << more.output;
  EXPECT_TRUE(contains(more.output, "seed 1      pass\nseed 2      pass\nseed 3      pass\n"));
}

TEST_F(RunSeedsTest, WhenAllIsDoneItSaysSoAndHowToStartAnew) {
  const ProgramRun first = run_seeds("2", {"--json"});
  const ProgramRun again = run_seeds("2", {"--json"});
  EXPECT_EQ(again.output, first.output) << "the same results, their wall time included";
  EXPECT_EQ(std::count(again.output.begin(), again.output.end(), '\n'), 2);
  const ProgramRun told = run_seeds("2");
  EXPECT_TRUE(contains(told.errors, "nothing is left to run, and --anew runs them again"));
  EXPECT_FALSE(contains(told.output, "effort")) << told.output;
  const ProgramRun anew = run_seeds("2", {"--anew"});
  EXPECT_EQ(anew.errors, "");
  EXPECT_TRUE(contains(anew.output, "effort       2 worlds")) << anew.output;
}

TEST_F(RunSeedsTest, ResultsOfAnotherBuildDoNotCount) {
  ASSERT_EQ(run_seeds("2").exit_code, 0);
  change_results("UPDATE world SET subject = subject || 'x'");
  const ProgramRun rebuilt = run_seeds("2");
  EXPECT_EQ(rebuilt.exit_code, 0);
  EXPECT_TRUE(contains(rebuilt.errors, "were run by another build of syncstorm: they do not count"))
      << rebuilt.errors;
  EXPECT_TRUE(contains(rebuilt.output, "effort       2 worlds")) << rebuilt.output;
}

TEST_F(RunSeedsTest, AWorldWhoseFilesAreGoneRunsAgain) {
  ASSERT_EQ(run_seeds("2").exit_code, 0);
  std::filesystem::remove_all(out_.path() + "/small_chaos/seed-2");
  const ProgramRun again = run_seeds("2");
  EXPECT_TRUE(contains(again.output, "effort       1 world ")) << again.output;
  EXPECT_TRUE(std::filesystem::exists(out_.path() + "/small_chaos/seed-2/metrics.om"));
}

TEST_F(RunSeedsTest, EachDistinctFailureIsToldOnceWithItsCount) {
  const ProgramRun first = run_seeds("2", {"--engine", "naive"});
  EXPECT_EQ(first.exit_code, 1);
  EXPECT_TRUE(contains(first.output, "    in 2 of 2 worlds; fastest: seed ")) << first.output;
  EXPECT_TRUE(contains(first.output, "0 of 2 worlds passed, ")) << first.output;
  const ProgramRun again = run_seeds("2", {"--engine", "naive"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(again.output.substr(0, again.output.find("results ")),
            first.output.substr(0, first.output.find("effort ")));
}

TEST_F(RunSeedsTest, AKillLosesOnlyWhatWasRunning) {
  run_program({"timeout", "-s", "KILL", "1", STORM_PROGRAM, "run", kSmall, "--jobs", "2", "--out",
               out_.path(), "--seeds", "1000000", "--quiet"});
  const ProgramRun after = run_seeds("3", {"--json"});
  EXPECT_EQ(after.exit_code, 0) << after.errors;
  EXPECT_EQ(std::count(after.output.begin(), after.output.end(), '\n'), 3) << after.output;
}

TEST_F(RunSeedsTest, ABoundIsKeptWithoutASeriesToo) {
  const ProgramRun run =
      run_syncstorm({"run", kSmall, "--world-time", "1ms", "--out", out_.path()});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_TRUE(contains(run.output, "it hung: no result within 0.001 s")) << run.output;
  EXPECT_TRUE(contains(run.output, "--seed 1 --world-time 1ms\n")) << run.output;
  EXPECT_FALSE(std::filesystem::exists(out_.path() + "/results.sqlite"));
}

TEST_F(RunSeedsTest, SeveralFilesAreToldApart) {
  const ProgramRun run =
      run_syncstorm({"run", kSmall, "scenarios/tiny.toml", "--jobs", "2", "--out", out_.path()});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_TRUE(contains(run.output, "small_chaos  seed 1      pass\n")) << run.output;
  EXPECT_TRUE(contains(run.output, "2 of 2 worlds passed")) << run.output;
}

TEST_F(RunSeedsTest, ValuesThatAreNoneSayWhatIsExpected) {
  const ProgramRun time = run_seeds("1", {"--world-time", "long"});
  EXPECT_EQ(time.exit_code, 2);
  EXPECT_TRUE(contains(time.errors,
                       "--world-time: a duration of at least 1ms, such as \"1h30m\" "
                       "is expected, found \"long\""))
      << time.errors;
  EXPECT_EQ(run_seeds("1", {"--world-memory", "much"}).exit_code, 2);
  EXPECT_EQ(run_seeds("1", {"--sweep", "everything"}).exit_code, 2);
}

}  // namespace
}  // namespace storm::ci
