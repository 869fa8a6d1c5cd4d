#include "ci/result/run_record_text.h"

#include <string>

#include "gtest/gtest.h"

#include "ci/machine/words.h"
#include "tests/ci/result/run_records.h"

namespace storm::ci {
namespace {

TEST(RunRecordTextTest, NumbersAreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(12345678), "12,345,678");
}

TEST(RunRecordTextTest, DurationsAreForPeople) {
  EXPECT_EQ(duration_words(days{31} + 2h), "31d 2h");
  EXPECT_EQ(duration_words(90s), "1m 30s");
  EXPECT_EQ(duration_words(5ms), "5ms");
  EXPECT_EQ(duration_words(Duration::zero()), "0s");
}

TEST(RunRecordTextTest, APassSaysWhatItJudged) {
  const RunRecord record = passed_record();
  EXPECT_EQ(exit_code_of(record), ExitCode::Pass);
  const std::string text = to_text(record);
  EXPECT_NE(text.find("week  seed 18446744073709551615  engine naive\n"), std::string::npos);
  EXPECT_NE(text.find("  pass      convergence      1 replicas compared\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("operations   3 planned: 0 accepted, 0 refused, "), std::string::npos)
      << text;
  EXPECT_NE(text.find("simulated    2h in 1.23 s: 0 events, 0 events/s, 3 MiB\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("00112233445566778899aabbccddeeff"), std::string::npos) << text;
  EXPECT_EQ(to_line(record), "seed 18446744073709551615 pass");
}

TEST(RunRecordTextTest, AViolationStandsInTheTextAndInTheLine) {
  RunRecord record = failed_record("aa", {{.property = "honesty", .kind = "different"}});
  record.failure = {.folder = "out/failure",
                    .replay = "syncstorm replay out/failure",
                    .shrink = "syncstorm shrink out/failure"};
  EXPECT_EQ(exit_code_of(record), ExitCode::Violated);
  const std::string text = to_text(record);
  EXPECT_NE(
      text.find("  VIOLATED  honesty          \n              - different: desk-01 different"),
      std::string::npos)
      << text;
  EXPECT_TRUE(
      text.ends_with("failure      out/failure\nreplay       syncstorm replay out/failure\n"
                     "shrink       syncstorm shrink out/failure\n"))
      << text;
  EXPECT_EQ(to_line(record), "seed 18446744073709551615 VIOLATED: honesty\n    repeat: " +
                                 record.repeat + "\n    replay: syncstorm replay out/failure");
}

TEST(RunRecordTextTest, ACrashOfTheProcessIsAResult) {
  const RunRecord record = crashed_record("signal 11");
  EXPECT_EQ(exit_code_of(record), ExitCode::Violated);
  EXPECT_EQ(to_text(record),
            "week  seed 0  engine naive\nverdict      CRASHED\nhow          signal 11\n"
            "repeat       syncstorm run week.toml\n");
  EXPECT_EQ(to_line(record), "seed 0      CRASHED: signal 11\n    repeat: syncstorm run week.toml");
}

TEST(RunRecordTextTest, WhatAnOlderRecordHasNotIsZeroAndNoCrash) {
  RunRecord record = passed_record();
  record.measures = {{.name = "simulated_time", .unit = "nanoseconds", .value = -1},
                     {.name = "wall_time", .unit = "microseconds", .value = -1}};
  EXPECT_NE(to_text(record).find("simulated    0s in 0.00 s: 0 events"), std::string::npos);
  record.verdict = RunVerdict::Inconclusive;
  EXPECT_EQ(exit_code_of(record), ExitCode::Inconclusive);
}

}  // namespace
}  // namespace storm::ci
