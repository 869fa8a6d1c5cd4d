#include "ci/failure/replay_outcome.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace storm::ci {
namespace {

FailedRun record() {
  return {.version = "0.1",
          .engine = "naive",
          .scenario = "week",
          .seed = 7,
          .fingerprint = "aa",
          .plan_hash = "p",
          .executable_hash = "old",
          .found_with = "syncstorm run week.toml --seed 7",
          .violations = {{.property = "honesty", .kind = "lie"},
                         {.property = "no_silent_loss", .kind = "lost"}}};
}

RunResult run_with(const std::string& fingerprint, const std::vector<RecordedViolation>& found) {
  RunResult properties = RunResult::array();
  for (const RecordedViolation& violation : found) {
    properties.push_back({{"name", violation.property},
                          {"violations", RunResult::array({{{"kind", violation.kind}}})}});
  }
  return {{"verdict", found.empty() ? "pass" : "violated"},
          {"fingerprint", fingerprint},
          {"version", "0.2"},
          {"properties", properties}};
}

TEST(ReplayOutcomeTest, TheSameRunExitsAsTheRunDid) {
  const RunResult same = run_with("aa", record().violations);
  for (const char* program : {"old", "new"}) {
    const ReplayOutcome outcome = compare_with_record(record(), same, program);
    EXPECT_EQ(outcome.agreement, Agreement::SameRun);
    EXPECT_EQ(outcome.code, ExitCode::Violated);
    EXPECT_TRUE(outcome.words.starts_with("the same:")) << outcome.words;
  }
}

TEST(ReplayOutcomeTest, TheSameProgramMustGiveTheSameRun) {
  const std::vector<RunResult> others{run_with("bb", record().violations), run_with("bb", {}),
                                      run_with("aa", {record().violations[0]})};
  for (const RunResult& other : others) {
    const ReplayOutcome outcome = compare_with_record(record(), other, "old");
    EXPECT_EQ(outcome.code, ExitCode::Nondeterminism);
    EXPECT_TRUE(outcome.words.starts_with("DIFFERENT")) << outcome.words;
    EXPECT_NE(to_text(outcome, record(), other).find("recorded by 0.1: honesty: lie"),
              std::string::npos);
  }
}

TEST(ReplayOutcomeTest, AChangedProgramMayGiveAnother) {
  const auto with_new = [](const RunResult& result) {
    return compare_with_record(record(), result, "new");
  };
  const ReplayOutcome moved = with_new(run_with("bb", record().violations));
  EXPECT_EQ(moved.agreement, Agreement::SameViolations);
  EXPECT_EQ(moved.code, ExitCode::Violated);
  const ReplayOutcome other = with_new(run_with("bb", {{.property = "progress", .kind = "stuck"}}));
  EXPECT_EQ(other.agreement, Agreement::OtherViolations);
  EXPECT_EQ(other.code, ExitCode::Violated);
  const ReplayOutcome gone = with_new(run_with("bb", {}));
  EXPECT_EQ(gone.agreement, Agreement::Gone);
  EXPECT_EQ(gone.code, ExitCode::Pass);
  for (const ReplayOutcome& outcome : {moved, other, gone}) {
    EXPECT_NE(outcome.words.find("the program has changed since"), std::string::npos);
    EXPECT_EQ(to_json(outcome, record()).at("program"), "changed");
  }
}

TEST(ReplayOutcomeTest, AnUnknownProgramCountsAsChanged) {
  FailedRun unknown = record();
  unknown.executable_hash.clear();
  EXPECT_EQ(compare_with_record(unknown, run_with("bb", {}), "").program, Program::Changed);
}

TEST(ReplayOutcomeTest, AShrunkPlanNeedsToViolateSomethingOfWhatWasRecorded) {
  const FailedRun expected = record_of_shrunk(record(), std::nullopt);
  const auto shrunk = [&expected](const std::vector<RecordedViolation>& found) {
    return compare_shrunk(expected, run_with("cc", found), "old");
  };
  EXPECT_EQ(shrunk({record().violations[1]}).code, ExitCode::Violated);
  EXPECT_EQ(shrunk({record().violations[1]}).agreement, Agreement::SameViolations);
  EXPECT_NE(shrunk({record().violations[1]}).words.find("no fingerprint"), std::string::npos);
  EXPECT_EQ(shrunk({{.property = "progress", .kind = "stuck"}}).code, ExitCode::Nondeterminism);
  EXPECT_EQ(shrunk({}).agreement, Agreement::Gone);
  EXPECT_EQ(compare_shrunk(expected, run_with("cc", {}), "new").code, ExitCode::Pass);
}

TEST(ReplayOutcomeTest, AShrunkPlanThatWasVerifiedHasToGiveTheSameRun) {
  const ShrunkRun verified{.version = "0.1",
                           .engine = "naive",
                           .mark = {.property = "no_silent_loss", .kind = "lost"},
                           .fingerprint = "cc",
                           .executable_hash = "shrinker"};
  const FailedRun expected = record_of_shrunk(record(), verified);
  const auto shrunk = [&expected](const std::string& fingerprint, const std::string& program) {
    return compare_shrunk(expected, run_with(fingerprint, {record().violations[1]}), program);
  };
  EXPECT_EQ(shrunk("cc", "shrinker").agreement, Agreement::SameRun);
  EXPECT_EQ(shrunk("cc", "shrinker").code, ExitCode::Violated);
  EXPECT_EQ(shrunk("dd", "shrinker").code, ExitCode::Nondeterminism);
  EXPECT_EQ(shrunk("dd", "new").code, ExitCode::Violated);
  EXPECT_NE(shrunk("dd", "new").words.find("the program has changed since"), std::string::npos);
  EXPECT_NE(shrunk("cc", "new").words.find("the program has changed since"), std::string::npos);
  const RunResult other = run_with("cc", {record().violations[0]});
  EXPECT_EQ(compare_shrunk(expected, other, "new").agreement, Agreement::OtherViolations);
}

}  // namespace
}  // namespace storm::ci
