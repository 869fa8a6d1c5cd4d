#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr const char* kSmall = "scenarios/small_chaos.toml";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string small_chaos_with(const std::string& from, const std::string& to) {
  std::ifstream in(kSmall);
  std::stringstream text;
  text << in.rdbuf();
  std::string changed = text.str();
  const auto place = changed.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return changed.replace(place, from.size(), to);
}

TEST(CommandLineTest, HelpHasAnExampleForEveryCommand) {
  for (const char* command : {"run", "campaign", "verify", "replay", "shrink", "check", "list"}) {
    const ProgramRun run = run_syncstorm({command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_TRUE(contains(run.output, std::string("Example: syncstorm ") + command)) << run.output;
  }
  EXPECT_TRUE(contains(run_syncstorm({"--help"}).output, "Exit codes"));
}

TEST(CommandLineTest, VersionNamesTheProgram) {
  const ProgramRun run = run_syncstorm({"--version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(run.output.starts_with("syncstorm ")) << run.output;
}

TEST(CommandLineTest, UsageErrorsExitWithTwo) {
  EXPECT_EQ(run_syncstorm({}).exit_code, 2);
  EXPECT_EQ(run_syncstorm({"run"}).exit_code, 2);
  EXPECT_EQ(run_syncstorm({"run", kSmall, "--sed", "1"}).exit_code, 2);
  EXPECT_EQ(run_syncstorm({"run", kSmall, "--seed", "minus"}).exit_code, 2);
  EXPECT_EQ(run_syncstorm({"explode"}).exit_code, 2);
}

TEST(CommandLineTest, ANumberIsWhatWasTypedOrRefused) {
  for (const char* option : {"--seed", "--seeds", "--jobs"}) {
    for (const char* number : {"-1", "", "010", "18446744073709551616"}) {
      const ProgramRun run =
          run_syncstorm({"run", kSmall, std::string(option) + "=" + number, "--quiet"});
      EXPECT_EQ(run.exit_code, 2) << option << "=" << number << ": " << run.output;
    }
  }
}

TEST(CommandLineTest, AnEmptyFolderIsNoFolder) {
  const ProgramRun run = run_syncstorm({"run", kSmall, "--out", "", "--quiet"});
  EXPECT_EQ(run.exit_code, 2) << run.output;
  EXPECT_TRUE(contains(run.errors, "a folder is expected")) << run.errors;
}

TEST(CommandLineTest, UnknownCommandsAndOptionsGetTheNearestName) {
  const auto errors_of = [](const std::vector<std::string>& words) {
    const ProgramRun run = run_syncstorm(words);
    EXPECT_EQ(run.exit_code, 2) << run.output;
    return run.errors;
  };
  EXPECT_TRUE(contains(errors_of({"rum"}), "did you mean \"run\"?"));
  EXPECT_TRUE(contains(errors_of({"help"}), "did you mean \"--help\"?"));
  EXPECT_TRUE(contains(errors_of({"version"}), "did you mean \"--version\"?"));
  EXPECT_TRUE(contains(errors_of({"run", kSmall, "--sede", "3"}), "did you mean \"--seed\"?"));
}

TEST(CommandLineTest, WhatCannotBePrintedIsTheMachinesFault) {
  const ProgramRun run =
      run_program({"/bin/sh", "-c", std::string(STORM_PROGRAM) + " list --faults > /dev/full"});
  EXPECT_EQ(run.exit_code, 75) << run.errors;
  EXPECT_TRUE(contains(run.errors, "No space left on device")) << run.errors;
}

TEST(CommandLineTest, AMissingFileIsNamed) {
  const ProgramRun run = run_syncstorm({"run", "no_such.toml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "no_such.toml")) << run.errors;
}

TEST(CommandLineTest, AnUnknownKeyGetsPlaceAndNearestName) {
  const TemporaryFolder folder;
  const std::string file = folder.write("bad.toml", small_chaos_with("duration", "duraton"));
  for (const char* command : {"check", "run", "verify"}) {
    const ProgramRun run = run_syncstorm({command, file});
    EXPECT_EQ(run.exit_code, 2) << command;
    EXPECT_TRUE(contains(run.errors, file + ":")) << run.errors;
    EXPECT_TRUE(contains(run.errors, "did you mean \"duration\"?")) << run.errors;
  }
}

TEST(CommandLineTest, AnUnknownEngineGetsTheNearestName) {
  const ProgramRun run = run_syncstorm({"run", kSmall, "--engine", "referense"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "did you mean \"reference\"?")) << run.errors;
}

TEST(CommandLineTest, ARecordedTraceThatIsNotThereIsNamed) {
  const TemporaryFolder folder;
  const std::string trace = "[[trace]]\nname = \"drive\"\nfile = \"drive.csv\"\n\n[expect]";
  const std::string file = folder.write("traced.toml", small_chaos_with("[expect]", trace));
  const ProgramRun missing = run_syncstorm({"check", file});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_TRUE(contains(missing.errors, file + ":")) << missing.errors;
  EXPECT_TRUE(contains(missing.errors, folder.path() + "/drive.csv: cannot be read"))
      << missing.errors;
  const std::string csv = folder.write("drive.csv", "at,latency\n0s,1ms\n1s,slow\n");
  const ProgramRun wrong = run_syncstorm({"run", file});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_TRUE(contains(wrong.errors, csv + ":3:4: error: latency of a step cannot be read"))
      << wrong.errors;
  folder.write("drive.csv", "at,latency\n0s,1ms\n1s,2ms\n");
  EXPECT_EQ(run_syncstorm({"check", file}).exit_code, 0);
}

TEST(CommandLineTest, CheckSaysThatAllScenariosAreGood) {
  const ProgramRun run = run_syncstorm(
      {"check", "scenarios/month_offline.toml", kSmall, "scenarios/two_writers.toml"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
}

TEST(CommandLineTest, AScenarioThatNeedsARecordingSaysWhereToGetOne) {
  const ProgramRun run = run_syncstorm({"run", "scenarios/two_writers.toml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "github.com/josephg/editing-traces")) << run.errors;
}

TEST(CommandLineTest, ARunLeavesItsFilesAndPrintsTheLineThatRepeatsIt) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm({"run", kSmall, "--seed", "2", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "syncstorm run scenarios/small_chaos.toml --seed 2"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/small_chaos/seed-2/metrics.om"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/small_chaos/seed-2/report.json"));
}

TEST(CommandLineTest, JsonIsOneObjectWithAFingerprint) {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"run", kSmall, "--json", "--out", folder.path()};
  const ProgramRun first = run_syncstorm(words);
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_EQ(std::count(first.output.begin(), first.output.end(), '\n'), 1);
  const auto place = first.output.find("\"fingerprint\":\"");
  ASSERT_NE(place, std::string::npos) << first.output;
  const std::string fingerprint = first.output.substr(place, 48);
  EXPECT_TRUE(contains(run_syncstorm(words).output, fingerprint)) << "another process differs";
}

TEST(CommandLineTest, WorkersGiveWhatOneProcessGives) {
  const TemporaryFolder folder;
  const ProgramRun alone =
      run_syncstorm({"run", kSmall, "--json", "--seed", "3", "--out", folder.path()});
  const ProgramRun many = run_syncstorm(
      {"run", kSmall, "--json", "--seeds", "3", "--jobs", "2", "--out", folder.path()});
  EXPECT_EQ(many.exit_code, 0);
  const auto place = alone.output.find("\"fingerprint\":\"");
  ASSERT_NE(place, std::string::npos);
  EXPECT_TRUE(contains(many.output, alone.output.substr(place, 48)));
}

TEST(CommandLineTest, ANaiveEngineFailsWithOneAndSaysHowToRepeatIt) {
  const TemporaryFolder folder;
  const ProgramRun run =
      run_syncstorm({"run", kSmall, "--engine", "naive", "--quiet", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_TRUE(contains(run.output, "--seed 1 --engine naive")) << run.output;
}

TEST(CommandLineTest, VerifyComparesTwoRuns) {
  const ProgramRun run = run_syncstorm({"verify", kSmall, "--seed", "4"});
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_TRUE(contains(run.output, "the same twice")) << run.output;
}

TEST(CommandLineTest, AResultThatCannotBeWrittenIsTheMachinesFault) {
  const TemporaryFolder folder;
  const std::string file = folder.write("in_the_way", "");
  const ProgramRun run = run_syncstorm({"run", kSmall, "--out", file});
  EXPECT_EQ(run.exit_code, 75) << run.output;
  EXPECT_TRUE(contains(run.errors, "cannot write")) << run.errors;
}

TEST(CommandLineTest, ListNamesEverything) {
  const ProgramRun run = run_syncstorm({"list"});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  for (const char* name : {"month_offline", "convergence", "partition", "naive", "push_batch"}) {
    EXPECT_TRUE(contains(run.output, name)) << name;
  }
}

}  // namespace
}  // namespace storm::ci
