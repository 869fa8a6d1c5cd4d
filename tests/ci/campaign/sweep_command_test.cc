// `syncstorm run FILE --sweep ...`, as a shell calls it.

#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// scenarios/tiny.toml, made tinier, and with `more` at its end.
std::string tinier(const std::string& more) {
  std::ifstream in("scenarios/tiny.toml");
  std::stringstream text;
  text << in.rdbuf();
  std::string changed = text.str();
  const auto replace = [&changed](const std::string& from, const std::string& to) {
    const auto place = changed.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    if (place != std::string::npos) changed.replace(place, from.size(), to);
  };
  replace("operations = 5", "operations = 1");
  replace("team_documents = 2", "team_documents = 1");
  replace("own_documents = 1", "own_documents = 0");
  return changed + more;
}

/// Runs the first line that a sweep printed to repeat a failure, and returns how that ends.
int repeat_first(const ProgramRun& sweep, const TemporaryFolder& folder) {
  const std::string before = "syncstorm run ";
  const auto line = sweep.output.find("repeat: ");
  const auto place = sweep.output.find(before, line);
  if (line == std::string::npos || place == std::string::npos) return -1;
  const auto begin = place + before.size();
  const std::string plan = sweep.output.substr(begin, sweep.output.find('\n', begin) - begin);
  EXPECT_TRUE(contains(plan, "sweep-crash-points")) << plan;
  return run_syncstorm({"run", plan, "--out", folder.path()}).exit_code;
}

TEST(SweepCommandTest, EveryDiskCallIsFailedOnce) {
  const TemporaryFolder folder;
  const std::string file = folder.write("tinier.toml", tinier(""));
  const ProgramRun run = run_syncstorm(
      {"run", file, "--sweep", "disk-calls", "--jobs", "2", "--json", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "\"failed\":0")) << run.output;
  // Points, worlds run and points met are the same number, and not a small one.
  const auto number = [&run](const std::string& key) {
    const auto place = run.output.find("\"" + key + "\":");
    return place == std::string::npos ? 0 : std::stoi(run.output.substr(place + key.size() + 3));
  };
  EXPECT_GT(number("points"), 200);
  EXPECT_EQ(number("run"), number("points"));
  EXPECT_EQ(number("met"), number("points"));
}

TEST(SweepCommandTest, AFailingPointLeavesAPlanAndTheLineThatRepeatsIt) {
  const TemporaryFolder folder;
  // Harmless until a crash, and then a loss that no engine can help.
  const std::string file = folder.write(
      "lying.toml", tinier("\n[[fault]]\nkind = \"disk_lies\"\non = \"desk\"\nfrom = \"0s\"\n"));
  const ProgramRun run = run_syncstorm(
      {"run", file, "--sweep", "crash-points", "--jobs", "2", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_EQ(repeat_first(run, folder), 1);
}

TEST(SweepCommandTest, APlantedDefectIsFoundAndIsInThePlansToo) {
  const TemporaryFolder folder;
  const std::string file = folder.write("tinier.toml", tinier(""));
  // A cursor that is stored before the page: passes until somebody dies in between.
  const ProgramRun run = run_syncstorm({"run", file, "--sweep", "crash-points", "--defect", "Z01",
                                        "--jobs", "2", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "convergence")) << run.output;
  EXPECT_EQ(repeat_first(run, folder), 1);
}

TEST(SweepCommandTest, ATimeBudgetEndsIt) {
  const TemporaryFolder folder;
  const ProgramRun run =
      run_syncstorm({"run", "scenarios/small_chaos.toml", "--sweep", "disk-calls", "--time-budget",
                     "1ms", "--out", folder.path()});
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
  EXPECT_TRUE(contains(run.output, "the time budget ended before the sweep did")) << run.output;
}

TEST(SweepCommandTest, ASweepIsOfOneWorldThatPasses) {
  const TemporaryFolder folder;
  const auto fails = [&folder](std::vector<std::string> more, const std::string& says) {
    std::vector<std::string> words{"run",   "scenarios/tiny.toml", "--sweep", "crash-points",
                                   "--out", folder.path()};
    words.insert(words.end(), more.begin(), more.end());
    const ProgramRun run = run_syncstorm(words);
    EXPECT_EQ(run.exit_code, 2) << run.output;
    EXPECT_TRUE(contains(run.errors, says)) << run.errors;
  };
  fails({"--seeds", "2"}, "one world");
  fails({"scenarios/small_chaos.toml"}, "one world");
  fails({"--engine", "naive"}, "fails already");
  fails({"--time-budget", "soon"}, "--time-budget");
  EXPECT_EQ(run_syncstorm({"run", "scenarios/tiny.toml", "--sweep", "everything"}).exit_code, 2);
}

}  // namespace
}  // namespace storm::ci
