#include "ci/failure/replay_outcome.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/ci/result/run_records.h"

namespace storm::ci {
namespace {

using scenarios::FailureMark;

const FailureMark kLie{.property = "honesty", .kind = "lie"};
const FailureMark kLost{.property = "no_silent_loss", .kind = "lost"};

RunRecord record() {
  // As the judges came by them; to be compared as a set.
  RunRecord record = failed_record("aa", {kLost, kLie});
  record.executable_hash = "old";
  return record;
}

RunRecord run_with(const std::string& fingerprint, const std::vector<FailureMark>& found) {
  RunRecord run = failed_record(fingerprint, found);
  run.version = "0.2";
  return run;
}

TEST(ReplayOutcomeTest, TheSameRunExitsAsTheRunDid) {
  const RunRecord same = run_with("aa", {kLie, kLost});
  for (const char* program : {"old", "new"}) {
    const ReplayOutcome outcome = compare_with_record(expected_of(record()), same, program);
    EXPECT_EQ(outcome.agreement, Agreement::SameRun);
    EXPECT_EQ(outcome.code, ExitCode::Violated);
    EXPECT_TRUE(outcome.words.starts_with("the same:")) << outcome.words;
  }
}

TEST(ReplayOutcomeTest, TheSameProgramMustGiveTheSameRun) {
  const std::vector<RunRecord> others{run_with("bb", {kLie, kLost}), run_with("bb", {}),
                                      run_with("aa", {kLie})};
  for (const RunRecord& other : others) {
    const ReplayOutcome outcome = compare_with_record(expected_of(record()), other, "old");
    EXPECT_EQ(outcome.code, ExitCode::Nondeterminism);
    EXPECT_TRUE(outcome.words.starts_with("DIFFERENT")) << outcome.words;
    EXPECT_NE(to_text(outcome, expected_of(record()), other).find("recorded by 0.1: honesty: lie"),
              std::string::npos);
  }
}

TEST(ReplayOutcomeTest, AChangedProgramMayGiveAnother) {
  const auto with_new = [](const RunRecord& result) {
    return compare_with_record(expected_of(record()), result, "new");
  };
  const ReplayOutcome moved = with_new(run_with("bb", {kLie, kLost}));
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
    EXPECT_EQ(to_json(outcome, expected_of(record())).at("program"), "changed");
  }
}

TEST(ReplayOutcomeTest, AnUnknownProgramCountsAsChanged) {
  ExpectedRun unknown = expected_of(record());
  unknown.executable_hash.clear();
  EXPECT_EQ(compare_with_record(unknown, run_with("bb", {}), "").program, Program::Changed);
}

TEST(ReplayOutcomeTest, AShrunkPlanNeedsToViolateSomethingOfWhatWasRecorded) {
  const ExpectedRun expected = expected_of_shrunk(record(), std::nullopt);
  const auto shrunk = [&expected](const std::vector<FailureMark>& found) {
    return compare_shrunk(expected, run_with("cc", found), "old");
  };
  EXPECT_EQ(shrunk({kLost}).code, ExitCode::Violated);
  EXPECT_EQ(shrunk({kLost}).agreement, Agreement::SameViolations);
  EXPECT_NE(shrunk({kLost}).words.find("no fingerprint"), std::string::npos);
  EXPECT_EQ(shrunk({{.property = "progress", .kind = "stuck"}}).code, ExitCode::Nondeterminism);
  EXPECT_EQ(shrunk({}).agreement, Agreement::Gone);
  EXPECT_EQ(compare_shrunk(expected, run_with("cc", {}), "new").code, ExitCode::Pass);
}

TEST(ReplayOutcomeTest, AShrunkPlanThatWasVerifiedHasToGiveTheSameRun) {
  const ExpectedRun verified{.version = "0.1",
                             .engine = "naive",
                             .fingerprint = "cc",
                             .executable_hash = "shrinker",
                             .marks = {kLost}};
  const ExpectedRun expected = expected_of_shrunk(record(), verified);
  const auto shrunk = [&expected](const std::string& fingerprint, const std::string& program) {
    return compare_shrunk(expected, run_with(fingerprint, {kLost}), program);
  };
  EXPECT_EQ(shrunk("cc", "shrinker").agreement, Agreement::SameRun);
  EXPECT_EQ(shrunk("cc", "shrinker").code, ExitCode::Violated);
  EXPECT_EQ(shrunk("dd", "shrinker").code, ExitCode::Nondeterminism);
  EXPECT_EQ(shrunk("dd", "new").code, ExitCode::Violated);
  EXPECT_NE(shrunk("dd", "new").words.find("the program has changed since"), std::string::npos);
  EXPECT_NE(shrunk("cc", "new").words.find("the program has changed since"), std::string::npos);
  const RunRecord other = run_with("cc", {kLie});
  EXPECT_EQ(compare_shrunk(expected, other, "new").agreement, Agreement::OtherViolations);
}

}  // namespace
}  // namespace storm::ci
