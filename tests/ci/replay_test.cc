// Plans and failures as a shell sees them.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr const char* kSmall = "scenarios/small_chaos.toml";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void replace_in(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = contents(path);
  const auto place = text.find(from);
  ASSERT_NE(place, std::string::npos) << from;
  std::ofstream(path, std::ios::binary) << text.replace(place, from.size(), to);
}

std::string fingerprint_in(const std::string& output) {
  const auto place = output.find("fingerprint  ");
  return place == std::string::npos ? "" : output.substr(place + 13, 32);
}

/// The naive engine's failure of seed 1.
class ReplayTest : public testing::Test {
 protected:
  void SetUp() override {
    run_ = run_syncstorm({"run", kSmall, "--engine", "naive", "--out", temporary_.path()});
    ASSERT_EQ(run_.exit_code, 1) << run_.output << run_.errors;
    folder_ = temporary_.path() + "/small_chaos-naive/seed-1/failure";
  }

  TemporaryFolder temporary_;
  std::string folder_;
  ProgramRun run_;
};

TEST_F(ReplayTest, AFailureNamesItsFolderAndReplayingItIsTheSameRun) {
  EXPECT_TRUE(contains(run_.output, "failure      " + folder_)) << run_.output;
  EXPECT_TRUE(contains(run_.output, "syncstorm shrink " + folder_ + "\n")) << run_.output;
  EXPECT_EQ(contents(folder_ + "/summary.txt"), run_.output);
  EXPECT_TRUE(contents(folder_ + "/repeat.txt").ends_with("syncstorm replay " + folder_ + "\n"));
  const ProgramRun replay = run_syncstorm({"replay", folder_});
  EXPECT_EQ(replay.exit_code, 1) << replay.errors;
  EXPECT_TRUE(contains(replay.output, "comparison   the same: ")) << replay.output;
  EXPECT_EQ(fingerprint_in(replay.output), fingerprint_in(run_.output));
}

TEST_F(ReplayTest, TheJunitFileIsXml) {
  const ProgramRun check = run_program({"xmllint", "--noout", folder_ + "/junit.xml"});
  EXPECT_EQ(check.exit_code, 0) << check.errors;
}

TEST_F(ReplayTest, ManyWorldsLeaveFoldersToo) {
  const ProgramRun many = run_syncstorm({"run", kSmall, "--engine", "naive", "--quiet", "--seeds",
                                         "2", "--out", temporary_.path() + "/many"});
  EXPECT_EQ(many.exit_code, 1) << many.output;
  const std::string folder = temporary_.path() + "/many/small_chaos-naive/seed-1/failure";
  EXPECT_TRUE(contains(many.output, "syncstorm replay " + folder)) << many.output;
  EXPECT_EQ(run_syncstorm({"replay", folder, "--json"}).exit_code, 1);
}

TEST_F(ReplayTest, ThePlanRunsByItselfAndLeavesTheFolderAlone) {
  const std::string record = contents(folder_ + "/failure.json");
  const ProgramRun run = run_syncstorm(
      {"run", folder_ + "/plan.toml", "--engine", "naive", "--out", temporary_.path()});
  EXPECT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_EQ(fingerprint_in(run.output), fingerprint_in(run_.output));
  EXPECT_TRUE(contains(run.output, "/small_chaos-naive/plan-")) << run.output;
  EXPECT_TRUE(contains(run.output, "syncstorm run " + folder_ + "/plan.toml --engine naive\n"));
  EXPECT_EQ(contents(folder_ + "/failure.json"), record);
}

TEST_F(ReplayTest, AFolderIsNotRunButReplayed) {
  const ProgramRun run = run_syncstorm({"run", folder_});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "syncstorm replay " + folder_)) << run.errors;
}

TEST_F(ReplayTest, PlansCanBeCheckedAndVerified) {
  const std::string plan = folder_ + "/plan.toml";
  const ProgramRun check = run_syncstorm({"check", plan});
  EXPECT_EQ(check.exit_code, 0) << check.errors;
  EXPECT_TRUE(contains(check.output, "ok: a plan of small_chaos, seed 1: ")) << check.output;
  const ProgramRun verify = run_syncstorm({"verify", plan});
  EXPECT_EQ(verify.exit_code, 0) << verify.errors;
  EXPECT_TRUE(contains(verify.output, "small_chaos seed 1: the same twice")) << verify.output;
}

TEST_F(ReplayTest, APlanTakesNoOtherSeed) {
  const std::string plan = folder_ + "/plan.toml";
  const std::vector<std::vector<std::string>> calls{
      {"run", plan, "--seed", "1"}, {"run", plan, "--seeds", "5"}, {"verify", plan, "--seed", "2"}};
  for (const auto& call : calls) {
    const ProgramRun run = run_syncstorm(call);
    EXPECT_EQ(run.exit_code, 2) << call[2];
    EXPECT_TRUE(contains(run.errors, "a plan has a seed of its own, 1,")) << run.errors;
  }
}

TEST_F(ReplayTest, AnEditedPlanHasToBeRunAsAPlan) {
  replace_in(folder_ + "/plan.toml", "seed = 1 ", "seed = 2 ");
  const ProgramRun replay = run_syncstorm({"replay", folder_});
  EXPECT_EQ(replay.exit_code, 2);
  EXPECT_TRUE(contains(replay.errors, "it has been changed since")) << replay.errors;
  EXPECT_TRUE(contains(replay.errors, "syncstorm run " + folder_ + "/plan.toml"));
}

TEST_F(ReplayTest, AnotherRunOfTheSameProgramIsNondeterminism) {
  replace_in(folder_ + "/failure.json", fingerprint_in(run_.output), std::string(32, '0'));
  const ProgramRun replay = run_syncstorm({"replay", folder_});
  EXPECT_EQ(replay.exit_code, 3) << replay.output;
  EXPECT_TRUE(contains(replay.output, "comparison   DIFFERENT")) << replay.output;
}

TEST_F(ReplayTest, AFailureThatAChangedProgramNoLongerHasIsGone) {
  // The reference engine stands for a repaired one, and another hash for another program.
  replace_in(folder_ + "/failure.json", "\"engine\": \"naive\"", "\"engine\": \"reference\"");
  replace_in(folder_ + "/failure.json", "\"executable_hash\": \"xxh3", "\"executable_hash\": \"x");
  const ProgramRun replay = run_syncstorm({"replay", folder_});
  EXPECT_EQ(replay.exit_code, 0) << replay.output;
  EXPECT_TRUE(contains(replay.output, "gone: nothing was violated; the program has changed since"))
      << replay.output;
}

TEST_F(ReplayTest, AShrunkPlanIsReplayedOnDemand) {
  const ProgramRun without = run_syncstorm({"replay", folder_, "--shrunk"});
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_TRUE(contains(without.errors, "there is no shrunk.toml")) << without.errors;
  std::filesystem::copy_file(folder_ + "/plan.toml", folder_ + "/shrunk.toml");
  const ProgramRun replay = run_syncstorm({"replay", folder_, "--shrunk"});
  EXPECT_EQ(replay.exit_code, 1) << replay.output;
  EXPECT_TRUE(contains(replay.output, "the shrunk plan violates what was recorded"));
}

TEST_F(ReplayTest, ReplayingLeavesNothingBehind) {
  const auto files = [this] {
    return std::distance(std::filesystem::recursive_directory_iterator(temporary_.path()), {});
  };
  const auto before = files();
  const std::string record = contents(folder_ + "/failure.json");
  run_syncstorm({"replay", folder_});
  EXPECT_EQ(files(), before);
  EXPECT_EQ(contents(folder_ + "/failure.json"), record);
}

TEST(PlanCommandTest, AMistakeInAPlanGetsPlaceAndNearestName) {
  const TemporaryFolder folder;
  const std::string file = folder.write("plan.toml", "[plan]\nformat = 1\nscenarjo = \"x\"\n");
  for (const char* command : {"check", "run", "verify"}) {
    const ProgramRun run = run_syncstorm({command, file});
    EXPECT_EQ(run.exit_code, 2) << command;
    EXPECT_TRUE(contains(run.errors, file + ":3:1: error: unknown key \"scenarjo\" in [plan]"));
    EXPECT_TRUE(contains(run.errors, "did you mean \"scenario\"?")) << run.errors;
  }
}

}  // namespace
}  // namespace storm::ci
