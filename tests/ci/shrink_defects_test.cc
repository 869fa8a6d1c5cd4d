#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"

#include "ci/machine/exit_code.h"
#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

// Each planted defect, found by chance in one general scenario, becomes small enough to be
// understood in a minute.

namespace storm::ci {
namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class ShrinkDefectsTest : public testing::TestWithParam<const char*> {
 protected:
  /// The folder of the first failure with that defect, or nothing.
  std::string find() const {
    for (int seed = 1; seed <= 400; ++seed) {
      const ProgramRun run =
          run_syncstorm({"run", "scenarios/general_chaos.toml", "--defect", GetParam(), "--seed",
                         fmt::format("{}", seed), "--quiet", "--out", out_.path()});
      if (run.exit_code == to_int(ExitCode::Pass)) continue;
      return fmt::format("{}/general_chaos-{}/seed-{}/failure", out_.path(), GetParam(), seed);
    }
    return {};
  }

  TemporaryFolder out_;
};

TEST_P(ShrinkDefectsTest, FailuresBecomeSmallAndRepeat) {
  const std::string folder = find();
  ASSERT_NE(folder, "") << "no seed found it";
  const ProgramRun shrink = run_syncstorm({"shrink", folder, "--time-budget", "60s"});
  ASSERT_EQ(shrink.exit_code, to_int(ExitCode::Pass)) << shrink.output << shrink.errors;
  const std::string plan = contents(folder + "/shrunk.toml");
  EXPECT_LE(count_of(plan, "[[device]]"), 3U) << plan;
  EXPECT_LE(count_of(plan, "[[operation]]"), 6U) << plan;
  EXPECT_LE(count_of(plan, "[[fault]]"), 3U) << plan;
  const ProgramRun replay = run_syncstorm({"replay", folder});
  EXPECT_EQ(replay.exit_code, to_int(ExitCode::Violated)) << replay.output << replay.errors;
  const ProgramRun small = run_syncstorm({"replay", folder, "--shrunk"});
  EXPECT_EQ(small.exit_code, to_int(ExitCode::Violated)) << small.output << small.errors;
}

INSTANTIATE_TEST_SUITE_P(Planted, ShrinkDefectsTest,
                         testing::Values("Z01", "Z15", "Z18", "Z21", "Z46", "Z50"),
                         [](const testing::TestParamInfo<const char*>& defect) {
                           return std::string(defect.param);
                         });

}  // namespace
}  // namespace storm::ci
