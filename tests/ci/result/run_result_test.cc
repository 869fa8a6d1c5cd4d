#include "ci/result/run_result.h"

#include "gtest/gtest.h"

#include "ci/machine/exit_code.h"
#include "ci/machine/words.h"

namespace storm::ci {
namespace {

TEST(RunResultTest, NumbersAreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(12345678), "12,345,678");
}

TEST(RunResultTest, DurationsAreForPeople) {
  EXPECT_EQ(duration_words(days{31} + 2h), "31d 2h");
  EXPECT_EQ(duration_words(90s), "1m 30s");
  EXPECT_EQ(duration_words(5ms), "5ms");
  EXPECT_EQ(duration_words(Duration::zero()), "0s");
}

scenarios::Plan plan() {
  scenarios::Plan plan;
  plan.scenario = "week";
  plan.seed = 18446744073709551615U;
  plan.devices.resize(1);
  plan.devices[0].name = "desk-01";
  return plan;
}

scenarios::RunReport report_with(std::vector<scenarios::Violation> violations) {
  scenarios::RunReport report;
  report.verdict = violations.empty() ? scenarios::Verdict::Pass : scenarios::Verdict::Violated;
  report.fingerprint = "00112233445566778899aabbccddeeff";
  report.simulated = days{7};
  report.properties.push_back(
      {.name = "convergence",
       .says = "all agree",
       .judgement = {.counts = {{"replicas compared", 1}}, .violations = std::move(violations)}});
  return report;
}

RunFacts facts() {
  return {.engine = "reference",
          .repeat = "syncstorm run week.toml --seed 18446744073709551615",
          .metrics_path = "out/metrics.om",
          .version = "1",
          .wall_microseconds = 1'500'000,
          .memory_bytes = 3 << 20};
}

TEST(RunResultTest, APassSaysWhatItJudged) {
  const RunResult result = make_result(plan(), report_with({}), facts());
  EXPECT_EQ(exit_code_of(result), to_int(ExitCode::Pass));
  EXPECT_EQ(result.at("seed"), "18446744073709551615");
  const std::string text = to_text(result);
  EXPECT_NE(text.find("1 replicas compared"), std::string::npos) << text;
  EXPECT_NE(text.find("7d in 1.50 s"), std::string::npos) << text;
  EXPECT_NE(text.find("00112233445566778899aabbccddeeff"), std::string::npos) << text;
}

TEST(RunResultTest, AViolationNamesItsDevicesAndStandsInTheLine) {
  const RunResult result =
      make_result(plan(),
                  report_with({{.property = "convergence",
                                .kind = "different",
                                .at = Instant{1h},
                                .devices = {0},
                                .operations = {engine::OperationId{5}},
                                .explanation = "desk-01 shows something else"}}),
                  facts());
  EXPECT_EQ(exit_code_of(result), to_int(ExitCode::Violated));
  EXPECT_EQ(result.at("properties")[0].at("violations")[0].at("devices")[0], "desk-01");
  EXPECT_NE(to_text(result).find("desk-01 shows something else"), std::string::npos);
  EXPECT_NE(to_line(result).find("convergence"), std::string::npos);
  EXPECT_NE(to_line(result).find("syncstorm run week.toml"), std::string::npos);
}

TEST(RunResultTest, ACrashOfTheProcessIsAResult) {
  const RunResult result = make_crash_result("week", 7, facts(), "signal 11");
  EXPECT_EQ(exit_code_of(result), to_int(ExitCode::Violated));
  EXPECT_NE(to_text(result).find("signal 11"), std::string::npos);
}

}  // namespace
}  // namespace storm::ci
