#include <string>
#include <utility>
#include <vector>

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
  EXPECT_TRUE(contains(run.output, "replay " + folder.path() + "/failures/small_chaos-naive-"));
  EXPECT_TRUE(contains(run.output, "syncstorm run scenarios/small_chaos.toml --seed"));
  EXPECT_TRUE(contains(run.output, "--engine naive")) << run.output;
}

TEST(CampaignCommandTest, AWorldThatTakesTooLongIsAResult) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm({"campaign", "scenarios/month_offline.toml", "--seeds", "1",
                                        "--world-time", "50ms", "--quiet", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "it hung")) << run.output;
  EXPECT_TRUE(contains(run.output, "--seed 1 --world-time 50ms\n")) << run.output;
}

TEST(CampaignCommandTest, AWorldThatHungIsTriedAgainOnlyWithAnotherBound) {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"campaign", kSmall,  "--seeds",    "1",
                                       "--quiet",  "--out", folder.path()};
  const auto with_time = [&words](const char* time) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--world-time", time});
    return run_syncstorm(all);
  };
  EXPECT_EQ(with_time("1ms").exit_code, 1);
  const ProgramRun again = with_time("1ms");
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_TRUE(contains(again.errors, "1 of 1 worlds are in")) << again.errors;
  const ProgramRun longer = with_time("5m");
  EXPECT_EQ(longer.exit_code, 0) << longer.output;
}

TEST(CampaignCommandTest, ASignalStopsItAndTheResultsAreKept) {
  for (const char* signal : {"TERM", "INT"}) {
    const TemporaryFolder folder;
    const ProgramRun run = run_program({"timeout", "--preserve-status", "-s", signal, "2",
                                        STORM_PROGRAM, "campaign", kSmall, "--seeds", "1000000",
                                        "--jobs", "2", "--quiet", "--out", folder.path()});
    EXPECT_EQ(run.exit_code, 75) << signal << run.errors;
    EXPECT_TRUE(contains(run.errors, "the same command goes on")) << run.errors;
  }
}

TEST(CampaignCommandTest, AFailuresFolderIsKeptWhenAnotherSeedIsFaster) {
  const TemporaryFolder folder;
  const auto with_seed = [&folder](const char* seed) {
    return run_syncstorm({"campaign", kSmall, "--engine", "naive", "--seeds", "1", "--seed", seed,
                          "--quiet", "--out", folder.path()});
  };
  EXPECT_EQ(with_seed("1").exit_code, 1);
  EXPECT_EQ(with_seed("2").exit_code, 1);
  const ProgramRun list = run_program({"ls", folder.path() + "/failures/" +
                                                 "small_chaos-naive-convergence-missing_on_the_"
                                                 "replica"});
  EXPECT_FALSE(contains(list.output, "failure-old")) << list.output << list.errors;
  EXPECT_TRUE(contains(list.output, "failure\n")) << list.output << list.errors;
}

TEST(CampaignCommandTest, AFailuresFolderShowsThatFailure) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm(
      {"campaign", kSmall, "--engine", "naive", "--seeds", "1", "--quiet", "--out", folder.path()});
  ASSERT_EQ(run.exit_code, 1) << run.errors;
  const std::string failures = folder.path() + "/failures/small_chaos-naive-";
  const std::vector<std::pair<std::string, std::string>> shown{
      {"effects_once-counter_too_low", "# effects once: counter too low\n"},
      {"convergence-different_on_the_replica", "# convergence: different on the replica\n"}};
  for (const auto& [name, begins] : shown) {
    const ProgramRun log = run_program({"head", "-1", failures + name + "/failure/events.log"});
    EXPECT_EQ(log.output, begins) << log.errors;
  }
  const ProgramRun shrink = run_syncstorm({"shrink", failures + shown[0].first + "/failure"});
  EXPECT_EQ(shrink.exit_code, 0) << shrink.errors;
  EXPECT_TRUE(contains(shrink.output, "keeps        effects once: counter too low\n"));
}

TEST(CampaignCommandTest, SeedsBeyondTheLastAreRefused) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm({"campaign", kSmall, "--seed", "18446744073709551615",
                                        "--seeds", "2", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "would not fit into 64 bits")) << run.errors;
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
