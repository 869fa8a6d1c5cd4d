#include "scenarios/properties/honesty.h"

#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

using engine::Fate;

constexpr Instant kNoon{days{3} + hours{12}};

TEST(HonestyTest, PendingMayBeOverstatedInBetween) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 5, 5);
  builder.look(0, kNoon + 1min, 9, 5);
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("honesty", "looks at a status"), 2U);
}

TEST(HonestyTest, PendingUnderstatedIsABreachOncePerDevice) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 4, 5);
  builder.look(0, kNoon + 1min, 4, 5);
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].kind, "pending understated");
  EXPECT_EQ(violations[0].at, kNoon);
  EXPECT_EQ(
      violations[0].explanation,
      "a told its user on day 3 12:00:00 that 4 operations were pending; truly it was 5, 0 of "
      "them accepted in that very instant. So it was at 2 looks.");
}

TEST(HonestyTest, WhatWasAcceptedInThatInstantIsExcused) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 4, 5).in_this_instant = 1;
  EXPECT_EQ(builder.complaints(), Complaints{});
}

TEST(HonestyTest, AtTheEndPendingIsExact) {
  EvidenceBuilder builder;
  builder.progress[1].status.pending = 1;
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: pending wrong at the end"});
}

TEST(HonestyTest, AFigureThatIsAbsentIsNoClaim) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 0, 5).status.pending.reset();
  builder.progress[1].status.pending.reset();
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("honesty", "not judged: looks without a figure of pending"), 1U);
  EXPECT_EQ(builder.counted("honesty", "not judged: no figure of pending at the end"), 1U);
}

TEST(HonestyTest, ASuccessIsAResponseOrNothing) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 0, 0);
  builder.respond(0, kNoon + 1h);
  builder.look(0, kNoon + 2h, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon + 1h + 2min)};
  // Long after, the same claim is still true, and so is an older one after newer responses.
  builder.respond(0, kNoon + 3h);
  builder.look(0, kNoon + 9h, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon + 1h + 2min)};
  EXPECT_EQ(builder.complaints(), Complaints{});
}

TEST(HonestyTest, ASuccessBeforeAnyResponseIsALie) {
  EvidenceBuilder builder;
  builder.look(0, kNoon, 0, 0).status.last_success = engine::LastTime{EvidenceBuilder::wall(kNoon)};
  builder.respond(0, kNoon + 1s);
  builder.look(0, kNoon + 1min, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon)};
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].property, "honesty");
  EXPECT_EQ(violations[0].kind, "last success invented");
  EXPECT_EQ(violations[0].explanation,
            "a told its user on day 3 12:00:00 that it last synced at 2022-01-11 12:00:00 by its "
            "own clock; no response had ever reached it. So it was at 2 looks.");
}

TEST(HonestyTest, ASuccessLongAfterTheLastResponseIsALie) {
  EvidenceBuilder builder;
  builder.respond(0, kNoon);
  builder.look(0, kNoon + 10min, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon + kClaimLate + 1ns)};
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: last success invented"});
}

TEST(HonestyTest, ResponsesAreFoundAfterTheClockWentBack) {
  EvidenceBuilder builder;
  builder.respond(0, kNoon);
  builder.respond(0, kNoon - hours{48});
  builder.respond(0, kNoon - hours{47});
  builder.look(0, kNoon + 1h, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon - hours{47})};
  builder.look(0, kNoon + 2h, 0, 0).status.last_success =
      engine::LastTime{EvidenceBuilder::wall(kNoon)};
  EXPECT_EQ(builder.complaints(), Complaints{});
}

TEST(HonestyTest, SyncedIsToldOnlyOfWhatTheServerHas) {
  EvidenceBuilder builder;
  LedgerEntry& entry = builder.create(0, "n");
  builder.show("n");
  EvidenceBuilder::tell(entry, Fate::Synced);
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("honesty", "operations told synced"), 1U);
  entry.landings.clear();
  EvidenceBuilder::land(entry, entry.submitted + minutes{3});
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: synced too early"});
  entry.landings.clear();
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: synced but never applied"});
}

TEST(HonestyTest, WhatWasReportedLostMustNotStand) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  EvidenceBuilder::tell(builder.set(1, "n", "title", "v1", "v0"), Fate::ConflictLost);
  builder.show("n", {{"title", "v1"}});
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: stands though reported lost"});
}

TEST(HonestyTest, ACreateThatWasReportedFailedMustNotStand) {
  EvidenceBuilder builder;
  EvidenceBuilder::tell(builder.create(0, "n"), Fate::Failed);
  builder.show("n");
  EXPECT_EQ(builder.complaints(), Complaints{"honesty: stands though reported lost"});
}

}  // namespace
}  // namespace storm::scenarios
