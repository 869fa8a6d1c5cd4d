#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "ci/machine/exit_code.h"
#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

// `syncstorm shrink` from the shell: the naive engine fails whatever it meets.

namespace storm::ci {
namespace {

namespace fs = std::filesystem;

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// The folder of a failure with hundreds of entries.
class ShrinkCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    const ProgramRun run = run_syncstorm({"run", "scenarios/small_chaos.toml", "--engine", "naive",
                                          "--quiet", "--out", out_.path()});
    ASSERT_EQ(run.exit_code, to_int(ExitCode::Violated)) << run.errors;
    folder_ = out_.path() + "/small_chaos-naive/seed-1/failure";
    ASSERT_TRUE(fs::exists(plan())) << run.output;
  }

  std::string plan() const { return folder_ + "/plan.toml"; }
  std::string shrunk() const { return folder_ + "/shrunk.toml"; }

  TemporaryFolder out_;
  std::string folder_;
};

TEST_F(ShrinkCommandTest, AFolderShrinksToAPlanThatFailsAlike) {
  const std::string original = contents(plan());
  const ProgramRun shrink = run_syncstorm({"shrink", folder_});
  ASSERT_EQ(shrink.exit_code, to_int(ExitCode::Pass)) << shrink.output << shrink.errors;
  EXPECT_TRUE(has(shrink.output, "verified     two runs, both ")) << shrink.output;
  EXPECT_EQ(contents(plan()), original);
  const std::string small = contents(shrunk());
  EXPECT_LE(count_of(small, "[[device]]"), 3U) << small;
  EXPECT_LE(count_of(small, "[[operation]]"), 6U) << small;
  EXPECT_LE(count_of(small, "[[fault]]"), 3U) << small;
  const ProgramRun again = run_syncstorm(
      {"run", shrunk(), "--engine", "naive", "--quiet", "--out", out_.path() + "/again"});
  EXPECT_EQ(again.exit_code, to_int(ExitCode::Violated)) << again.output;
  const std::size_t begin = shrink.output.find("keeps        ") + 13;
  const std::string mark = shrink.output.substr(begin, shrink.output.find('\n', begin) - begin);
  EXPECT_TRUE(has(again.output, mark.substr(mark.find(": ") + 2) + ": ")) << mark << again.output;
}

TEST_F(ShrinkCommandTest, AShrunkPlanReplaysAsTheSameRun) {
  const auto replay = [this] { return run_syncstorm({"replay", folder_, "--shrunk"}); };
  const auto replace_in_state = [this](const std::string& from, const std::string& to) {
    std::string text = contents(folder_ + "/shrink.json");
    const auto place = text.find(from);
    ASSERT_NE(place, std::string::npos) << text;
    std::ofstream(folder_ + "/shrink.json") << text.replace(place, from.size(), to);
  };
  ASSERT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  const ProgramRun same = replay();
  EXPECT_EQ(same.exit_code, to_int(ExitCode::Violated)) << same.errors;
  EXPECT_TRUE(has(same.output, "the same: the fingerprint and what was violated are as recorded\n"))
      << same.output;
  replace_in_state("\"executable_hash\": \"xxh3", "\"executable_hash\": \"x");
  const ProgramRun rebuilt = replay();
  EXPECT_EQ(rebuilt.exit_code, to_int(ExitCode::Violated));
  EXPECT_TRUE(has(rebuilt.output, "although the program has changed since")) << rebuilt.output;
  replace_in_state("\"executable_hash\": \"x", "\"executable_hash\": \"xxh3");
  replace_in_state("\"fingerprint\": \"", "\"fingerprint\": \"0");
  EXPECT_EQ(replay().exit_code, to_int(ExitCode::Nondeterminism));
  fs::remove(folder_ + "/shrink.json");
  const ProgramRun unknown = replay();
  EXPECT_EQ(unknown.exit_code, to_int(ExitCode::Violated));
  EXPECT_TRUE(has(unknown.output, "no fingerprint of it to compare")) << unknown.output;
}

TEST_F(ShrinkCommandTest, JobsDoNotChangeTheResult) {
  ASSERT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  const std::string one = contents(shrunk());
  fs::remove(shrunk());
  fs::remove(folder_ + "/shrink.json");
  ASSERT_EQ(run_syncstorm({"shrink", folder_, "--jobs", "3"}).exit_code, 0);
  EXPECT_EQ(contents(shrunk()), one);
}

TEST_F(ShrinkCommandTest, ATimeBudgetEndsItAndTheSameCommandGoesOn) {
  const ProgramRun cut = run_syncstorm({"shrink", folder_, "--time-budget", "1ms"});
  EXPECT_EQ(cut.exit_code, to_int(ExitCode::Pass)) << cut.errors;
  EXPECT_TRUE(has(cut.output, "time is up")) << cut.output;
  const ProgramRun rest = run_syncstorm({"shrink", folder_});
  EXPECT_EQ(rest.exit_code, to_int(ExitCode::Pass)) << rest.errors;
  EXPECT_TRUE(has(rest.output, "goes on      from 5 devices")) << rest.output;
  EXPECT_FALSE(has(rest.output, "time is up")) << rest.output;
  const ProgramRun nothing_left = run_syncstorm({"shrink", folder_});
  EXPECT_EQ(nothing_left.exit_code, to_int(ExitCode::Pass)) << nothing_left.errors;
  EXPECT_LE(count_of(contents(shrunk()), "[[operation]]"), 6U);
}

TEST_F(ShrinkCommandTest, AKillLeavesAPlanToGoOnFrom) {
  // Wherever it strikes; a machine that is done by then has nothing left to do.
  for (const std::string& signal : std::vector<std::string>{"KILL", "TERM", "INT"}) {
    run_program({"timeout", "-s", signal, "0.15", STORM_PROGRAM, "shrink", folder_});
    if (!fs::exists(shrunk())) continue;
    const ProgramRun check = run_syncstorm({"check", shrunk()});
    EXPECT_EQ(check.exit_code, to_int(ExitCode::Pass)) << signal << check.output << check.errors;
  }
  const ProgramRun rest = run_syncstorm({"shrink", folder_});
  EXPECT_EQ(rest.exit_code, to_int(ExitCode::Pass)) << rest.errors;
  EXPECT_LE(count_of(contents(shrunk()), "[[operation]]"), 6U);
}

TEST_F(ShrinkCommandTest, AShrunkPlanThatCannotBeGoneOnFromIsKept) {
  ASSERT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  const std::string first = contents(shrunk());
  const ProgramRun other =
      run_syncstorm({"shrink", folder_, "--keep", "no silent loss: lost to an older write"});
  ASSERT_EQ(other.exit_code, 0) << other.errors;
  EXPECT_TRUE(has(other.output, "kept         an earlier shrunk plan, as ")) << other.output;
  EXPECT_EQ(contents(folder_ + "/shrunk-old-1.toml"), first);
  const std::string second = contents(shrunk());
  std::ofstream(folder_ + "/shrink.json") << "{";
  ASSERT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  EXPECT_EQ(contents(folder_ + "/shrunk-old-1.toml"), first);
  EXPECT_EQ(contents(folder_ + "/shrunk-old-2.toml"), second);
}

TEST_F(ShrinkCommandTest, DamagedStateIsAsGoodAsNone) {
  ASSERT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  const std::string good = contents(shrunk());
  std::ofstream(shrunk()) << "not a plan";
  EXPECT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  EXPECT_EQ(contents(shrunk()), good);
  std::ofstream(folder_ + "/shrink.json") << "{";
  EXPECT_EQ(run_syncstorm({"shrink", folder_}).exit_code, 0);
  EXPECT_EQ(contents(shrunk()), good);
}

TEST_F(ShrinkCommandTest, APlanFileIsShrunkBesideItself) {
  const std::string plan_file = out_.path() + "/mine.toml";
  fs::copy_file(plan(), plan_file);
  const ProgramRun shrink = run_syncstorm({"shrink", plan_file, "--engine", "naive", "--keep",
                                           "no silent loss: lost to an older write"});
  EXPECT_EQ(shrink.exit_code, to_int(ExitCode::Pass)) << shrink.errors;
  EXPECT_TRUE(has(shrink.output, "keeps        no silent loss: lost to an older write"));
  EXPECT_LE(count_of(contents(out_.path() + "/mine.shrunk.toml"), "[[operation]]"), 6U);
}

TEST_F(ShrinkCommandTest, WhatDoesNotFailIsNotShrunk) {
  const ProgramRun passes = run_syncstorm({"shrink", plan()});
  EXPECT_EQ(passes.exit_code, to_int(ExitCode::Inconclusive)) << passes.output;
  EXPECT_TRUE(has(passes.errors, "there is nothing to shrink")) << passes.errors;
  EXPECT_FALSE(fs::exists(folder_ + "/plan.shrunk.toml"));
  const ProgramRun unknown = run_syncstorm({"shrink", folder_, "--keep", "no such: thing"});
  EXPECT_EQ(unknown.exit_code, to_int(ExitCode::BadInput));
  EXPECT_TRUE(has(unknown.errors, "it fails with:\n    \"convergence: ")) << unknown.errors;
}

TEST_F(ShrinkCommandTest, BadInputDestroysNothing) {
  EXPECT_EQ(run_syncstorm({"shrink", out_.path() + "/nowhere"}).exit_code,
            to_int(ExitCode::BadInput));
  EXPECT_EQ(run_syncstorm({"shrink", folder_, "--time-budget", "soon"}).exit_code,
            to_int(ExitCode::BadInput));
  EXPECT_EQ(run_syncstorm({"shrink", folder_, "--engine", "nave"}).exit_code,
            to_int(ExitCode::BadInput));
  EXPECT_EQ(run_syncstorm({"shrink", "scenarios/tiny.toml"}).exit_code, to_int(ExitCode::BadInput));
  std::ofstream(plan(), std::ios::app) << "\n# changed\n";
  const std::string damaged = contents(plan());
  EXPECT_EQ(run_syncstorm({"shrink", folder_}).exit_code, to_int(ExitCode::BadInput));
  EXPECT_EQ(contents(plan()), damaged);
  EXPECT_FALSE(fs::exists(shrunk()));
}

}  // namespace
}  // namespace storm::ci
