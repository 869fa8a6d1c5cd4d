#include "scenarios/properties/progress.h"

#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

TEST(ProgressTest, DrainedInTimeAndQuietIsFine) {
  EvidenceBuilder builder;
  builder.progress[0].drained_at = EvidenceBuilder::kHealed + minutes{30};
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("progress", "devices judged"), 3U);
  EXPECT_EQ(builder.counted("progress", "drained in time"), 3U);
  EXPECT_EQ(builder.counted("progress", "fell quiet"), 3U);
}

TEST(ProgressTest, ADeviceThatNeverHadAnythingToSendIsFine) {
  EvidenceBuilder builder;
  builder.progress[0].drained_at = std::nullopt;
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("progress", "drained in time"), 3U);
}

TEST(ProgressTest, ADeviceThatNeverDrainsIsExplainedByItsOldestOperation) {
  EvidenceBuilder builder;
  builder.create(1, "n").landings.clear();
  builder.show("n");
  builder.progress[1].truly_pending = 1;
  builder.progress[1].status.pending = 1;
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].property, "progress");
  EXPECT_EQ(violations[0].kind, "never drained");
  EXPECT_EQ(violations[0].explanation,
            "1 operations of b had not reached the server by day 30 02:00:00, 2h 00m 00s after the "
            "heal, though it was on and connected; 30m 00s is allowed. The device itself says that "
            "1 are pending. The oldest: b created n on day 0 01:00:00; the user was told: "
            "accepted.");
}

TEST(ProgressTest, ADeviceThatDoesNotSayWhatIsPendingIsNotPutWordsInItsMouth) {
  EvidenceBuilder builder;
  builder.create(1, "n").landings.clear();
  builder.show("n");
  builder.progress[1].truly_pending = 1;
  builder.progress[1].status.pending.reset();
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_NE(violations[0].explanation.find(
                "The device itself does not say how many are pending. The oldest:"),
            std::string::npos)
      << violations[0].explanation;
}

TEST(ProgressTest, DrainingLateIsABreach) {
  EvidenceBuilder builder;
  builder.progress[2].drained_at = EvidenceBuilder::kHealed + minutes{30} + nanoseconds{1};
  EXPECT_EQ(builder.complaints(), Complaints{"progress: drained late"});
}

TEST(ProgressTest, TrafficThatGoesOnIsABreach) {
  EvidenceBuilder builder;
  builder.progress[0].messages_at_the_end = 10;
  EXPECT_EQ(builder.complaints(), Complaints{});
  builder.progress[0].messages_at_the_end = 11;
  EXPECT_EQ(builder.complaints(), Complaints{"progress: traffic does not stop"});
}

TEST(ProgressTest, WhereNoneWasPossibleNoneIsDemanded) {
  EvidenceBuilder builder;
  builder.progress[0].progress_was_possible = false;
  builder.progress[0].drained_at = std::nullopt;
  builder.progress[0].truly_pending = 4;
  builder.progress[0].status.pending = 4;
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("progress", "not judged: no progress was possible"), 1U);
}

}  // namespace
}  // namespace storm::scenarios
