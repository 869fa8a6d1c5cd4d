// Files that are none, are too much, or hold what nobody should be shown: each command says so and
// ends with 2, and no output carries it further.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto place = text.find(from); place != std::string::npos;
       place = text.find(from, place + to.size())) {
    text.replace(place, from.size(), to);
  }
  return text;
}

/// What each command that reads scenarios or plans says about the file.
void expect_refused(const std::string& file, const std::string& says) {
  const TemporaryFolder out;
  const std::vector<std::vector<std::string>> calls{{"check", file},
                                                    {"run", file, "--out", out.path()},
                                                    {"campaign", file, "--out", out.path()},
                                                    {"verify", file},
                                                    {"shrink", file}};
  for (const auto& call : calls) {
    const ProgramRun run = run_syncstorm(call);
    EXPECT_EQ(run.exit_code, 2) << call[0] << ": " << file;
    EXPECT_NE(run.errors.find(says), std::string::npos) << call[0] << ": " << run.errors;
  }
}

TEST(OddFilesTest, WhatIsNoFileIsRefused) {
  expect_refused("/dev/zero", "/dev/zero: error: is a device or socket; a file is expected");
  const TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  expect_refused(pipe, "is a pipe into which nobody writes");
  const std::string big = folder.write("big.toml", "");
  std::filesystem::resize_file(big, std::uintmax_t{1} << 40U);
  expect_refused(big, "is too big: at most ");
}

TEST(OddFilesTest, DeepTomlIsRefused) {
  std::string key = "a";
  for (int n = 1; n < 2'000; ++n) key += ".a";
  std::string text = "x = [\n";
  for (int n = 0; n < 16; ++n) text += "{" + key + " = [\n";
  text += "1\n";
  for (int n = 0; n < 16; ++n) text += "]}\n";
  const TemporaryFolder folder;
  expect_refused(folder.write("deep.toml", text + "]\n"), "are nested too deeply");
}

TEST(OddFilesTest, APlanWithAByteOrderMarkIsAPlan) {
  const TemporaryFolder folder;
  const std::string plan =
      folder.write("plan.toml", "\xEF\xBB\xBF" + contents("tests/ci/naive_loss_plan.toml"));
  const ProgramRun run = run_syncstorm({"check", plan});
  EXPECT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_NE(run.output.find("ok: a plan of "), std::string::npos) << run.output;
}

TEST(OddFilesTest, ATerminalIsNotSteeredByWhatAScenarioSays) {
  const TemporaryFolder folder;
  const std::string file =
      folder.write("tiny.toml", replaced(contents("scenarios/tiny.toml"), "says = \"",
                                         "says = \"x\\u001b[2J\\u001b]0;pwn\\u0007 \\u009b2J"));
  for (const ProgramRun& run :
       {run_syncstorm({"check", file}),
        run_syncstorm({"list", "--scenarios", "--folder", folder.path()})}) {
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_NE(run.output.find("x?[2J?]0;pwn? ?2J"), std::string::npos) << run.output;
  }
}

TEST(OddFilesTest, NoOutputOfAFailureCarriesWhatNobodyCanRead) {
  const TemporaryFolder folder;
  const std::string name = "d\\u001b[2J\\uFFFE\\uFFFF\\u202e";
  const std::string plan = folder.write(
      "plan.toml",
      replaced(contents("tests/ci/naive_loss_plan.toml"), "document = \"", "document = \"" + name));
  const ProgramRun run =
      run_syncstorm({"run", plan, "--engine", "naive", "--out", folder.path() + "/out"});
  ASSERT_EQ(run.exit_code, 1) << run.errors;
  EXPECT_NE(run.output.find("d?[2J???"), std::string::npos) << run.output;
  std::vector<std::string> texts{run.output, run.errors};
  std::size_t pictures = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() + "/out")) {
    const std::string extension = entry.path().extension().string();
    // A plan is read again, and TOML may hold all of it.
    if (!entry.is_regular_file() || extension == ".toml") continue;
    texts.push_back(contents(entry.path().string()));
    if (extension == ".svg" || extension == ".xml") ++pictures;
  }
  EXPECT_EQ(pictures, 2U);
  for (const std::string& text : texts) {
    for (const char* hidden : {"\x1b", "\uFFFE", "\uFFFF", "\u202e"}) {
      EXPECT_EQ(text.find(hidden), std::string::npos) << text.substr(0, 100);
    }
  }
}

TEST(OddFilesTest, NothingOfAFileThatIsNoTraceIsShown) {
  const TemporaryFolder folder;
  const std::string secret = folder.write("secret", "token abc123\n");
  const std::string file = folder.write(
      "leak.toml", contents("scenarios/tiny.toml") +
                       "\n[[trace]]\nname = \"t\"\nfile = \"secret\"\n" +
                       "[[trace]]\nname = \"u\"\nfile = \"secret\"\nformat = \"mahimahi\"\n" +
                       "[[trace]]\nname = \"v\"\nfile = \"/dev/zero\"\n");
  const ProgramRun run = run_syncstorm({"check", file});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.errors.find("abc123"), std::string::npos) << run.errors;
  EXPECT_NE(run.errors.find("the file is no recorded trace"), std::string::npos) << run.errors;
  EXPECT_NE(run.errors.find("/dev/zero: is a device or socket"), std::string::npos) << run.errors;
}

TEST(OddFilesTest, ARecordingThatEndsOtherwiseIsRefusedAtOnce) {
  const TemporaryFolder folder;
  const std::string recording =
      folder.write("r.json", R"({"kind": "concurrent", "endContent": "b", "numAgents": 2,
                    "txns": [{"parents": [], "agent": 0, "patches": [[0, 0, "a"]]}]})");
  const ProgramRun run = run_syncstorm({"run", "scenarios/two_writers.toml", "--recording",
                                        recording, "--out", folder.path() + "/out"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.errors.find("the recording does not end as it says"), std::string::npos)
      << run.errors;
}

}  // namespace
}  // namespace storm::ci
