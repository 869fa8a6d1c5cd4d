#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

// The build has shrunk naive_loss_plan.toml and naive_trace_plan.toml, made tests of them and
// compiled those: see CMakeLists.txt.

namespace storm::ci {
namespace {

TEST(ShrinkAsTestTest, TheMadeTestFailsAsThePlanDoes) {
  const ProgramRun run = run_program({STORM_SHRUNK_LOSS_TEST});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_NE(run.output.find("ShrunkTest.ConvergenceHolds"), std::string::npos) << run.output;
  EXPECT_NE(run.output.find("convergence: missing on the replica: "), std::string::npos)
      << run.output;
}

TEST(ShrinkAsTestTest, ATestThatReplaysARecordingFailsAsThePlanDoes) {
  const ProgramRun run = run_program({STORM_SHRUNK_TRACE_TEST});
  EXPECT_EQ(run.exit_code, 1) << run.output << run.errors;
  EXPECT_NE(run.output.find("honesty: last success invented: phone-01 "), std::string::npos)
      << run.output;
}

}  // namespace
}  // namespace storm::ci
