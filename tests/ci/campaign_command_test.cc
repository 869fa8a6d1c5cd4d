#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr const char* kSmall = "scenarios/small_chaos.toml";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CampaignCommandTest, GoesOnWhereItStopped) {
  const TemporaryFolder folder;
  const ProgramRun first = run_syncstorm(
      {"campaign", kSmall, "--seeds", "2", "--jobs", "2", "--quiet", "--out", folder.path()});
  EXPECT_EQ(first.exit_code, 0) << first.output << first.errors;
  EXPECT_TRUE(contains(first.output, "2 of 2 worlds passed")) << first.output;
  const ProgramRun second =
      run_syncstorm({"campaign", kSmall, "--seeds", "3", "--quiet", "--out", folder.path()});
  EXPECT_TRUE(contains(second.errors, "2 of 3 worlds are in")) << second.errors;
  EXPECT_TRUE(contains(second.output, "3 of 3 worlds passed")) << second.output;
}

TEST(CampaignCommandTest, SurvivesKillMinusNine) {
  const TemporaryFolder folder;
  const ProgramRun first =
      run_syncstorm({"campaign", kSmall, "--seeds", "2", "--quiet", "--out", folder.path()});
  ASSERT_EQ(first.exit_code, 0) << first.output << first.errors;
  // Far more than it can do before it is killed; how many it does is of no matter.
  run_program({"timeout", "-s", "KILL", "0.5", STORM_PROGRAM, "campaign", kSmall, "--seeds",
               "1000000", "--jobs", "2", "--quiet", "--out", folder.path()});
  const ProgramRun after = run_syncstorm(
      {"campaign", kSmall, "--seeds", "2", "--json", "--quiet", "--out", folder.path()});
  EXPECT_EQ(after.exit_code, 0) << after.output << after.errors;
  EXPECT_FALSE(contains(after.output, "\"passed\":0")) << after.output;
}

TEST(CampaignCommandTest, OneLineForEachDistinctFailure) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm(
      {"campaign", kSmall, "--engine", "naive", "--seeds", "3", "--quiet", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "in 3 of 3 worlds")) << run.output;
  EXPECT_TRUE(contains(run.output, "folder: " + folder.path() + "/failures/small_chaos-"));
  EXPECT_TRUE(contains(run.output, "syncstorm run scenarios/small_chaos.toml --seed"));
  EXPECT_TRUE(contains(run.output, "--engine naive")) << run.output;
}

TEST(CampaignCommandTest, AWorldThatTakesTooLongIsAResult) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm({"campaign", "scenarios/month_offline.toml", "--seeds", "1",
                                        "--world-time", "50ms", "--quiet", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "it hung")) << run.output;
}

TEST(CampaignCommandTest, ResultsThatAreNotOursAreLeftAlone) {
  const TemporaryFolder folder;
  folder.write("results.sqlite", "not a database, but somebody's letter, and quite a long one");
  const ProgramRun run =
      run_syncstorm({"campaign", kSmall, "--seeds", "1", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 2) << run.output << run.errors;
  EXPECT_TRUE(contains(run.errors, "left as it is")) << run.errors;
}

}  // namespace
}  // namespace storm::ci
