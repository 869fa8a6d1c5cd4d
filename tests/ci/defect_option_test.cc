// --defect, from the command line to plans and repeat lines.

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr const char* kGeneral = "scenarios/general_chaos.toml";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What stands behind that word at the beginning of a line of a summary.
std::string after(const std::string& text, const std::string& word) {
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.starts_with(word + " ")) continue;
    return line.substr(line.find_first_not_of(' ', word.size()));
  }
  return {};
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

TEST(DefectOptionTest, ListPrintsWhereEachComesFrom) {
  const ProgramRun run = run_syncstorm({"list", "--defects"});
  EXPECT_EQ(run.exit_code, 0);
  for (const char* part : {"Z01", "Z15", "Z18", "Z21", "Z46", "Z50", "plants: ", "needs: ",
                           "violates: ", "seen in: https://github.com/pubkey/rxdb/pull/8254"}) {
    EXPECT_TRUE(contains(run.output, part)) << part;
  }
  EXPECT_FALSE(contains(run.output, "policies"));
  EXPECT_EQ(run_syncstorm({"list", "--defects", "--faults"}).exit_code, 2);
}

TEST(DefectOptionTest, AnUnknownDefectGetsTheNearestName) {
  const ProgramRun run = run_syncstorm({"run", kGeneral, "--defect", "Z51"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(contains(run.errors, "there are: Z01, Z15, Z18, Z21, Z46, Z50")) << run.errors;
  EXPECT_TRUE(contains(run.errors, "did you mean \"Z01\"?")) << run.errors;
  EXPECT_EQ(run_syncstorm({"verify", kGeneral, "--defect", "z"}).exit_code, 2);
  const ProgramRun naive = run_syncstorm({"run", kGeneral, "--engine", "naive", "--defect", "Z01"});
  EXPECT_EQ(naive.exit_code, 2);
  EXPECT_TRUE(contains(naive.errors, "there are: none")) << naive.errors;
}

TEST(DefectOptionTest, TheRepeatLineOfAFailurePlantsTheDefectAgain) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out";
  const ProgramRun found =
      run_syncstorm({"run", kGeneral, "--seed", "7", "--defect", "Z21", "--out", out});
  EXPECT_EQ(found.exit_code, 1) << found.output;
  std::vector<std::string> repeat = words_of(after(found.output, "repeat"));
  ASSERT_GT(repeat.size(), 2U) << found.output;
  EXPECT_TRUE(contains(after(found.output, "repeat"), "--defect Z21"));
  repeat.erase(repeat.begin());
  repeat.insert(repeat.end(), {"--out", out});
  const ProgramRun again = run_syncstorm(repeat);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(after(again.output, "fingerprint"), after(found.output, "fingerprint"));
  EXPECT_EQ(run_syncstorm({"run", kGeneral, "--seed", "7", "--out", out}).exit_code, 0);

  std::ifstream plan(out + "/general_chaos-Z21/seed-7/failure/plan.toml");
  const std::string text{std::istreambuf_iterator<char>(plan), {}};
  EXPECT_TRUE(contains(text, "defect.Z21")) << text.substr(0, 1000);
}

TEST(DefectOptionTest, SeveralDefectsAreOneRun) {
  const TemporaryFolder folder;
  const std::string out = folder.path() + "/out";
  const ProgramRun commas =
      run_syncstorm({"run", kGeneral, "--seed", "2", "--defect", "Z01,Z46", "--out", out});
  const ProgramRun twice = run_syncstorm(
      {"run", kGeneral, "--seed", "2", "--defect", "Z01", "--defect", "Z46", "--out", out});
  EXPECT_EQ(after(commas.output, "fingerprint"), after(twice.output, "fingerprint"));
  EXPECT_NE(after(commas.output, "fingerprint"), "");
  EXPECT_TRUE(contains(twice.output, "--defect Z01,Z46")) << twice.output;
}

}  // namespace
}  // namespace storm::ci
