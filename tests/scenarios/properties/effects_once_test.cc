#include "scenarios/properties/effects_once.h"

#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

using engine::Fate;

/// A document with 5 and -2 added to its counter "k".
struct TwoIncrements {
  EvidenceBuilder builder;
  LedgerEntry& created = builder.create(0, "n");
  LedgerEntry& up = builder.increment(0, "n", "k", 5);
  LedgerEntry& down = builder.increment(1, "n", "k", -2);

  Complaints with(std::int64_t shown) {
    builder.show("n", {}, {{"k", shown}});
    return builder.complaints();
  }
};

TEST(EffectsOnceTest, TheSumOfWhatWasPromisedIsRight) {
  TwoIncrements run;
  EXPECT_EQ(run.with(3), Complaints{});
  EXPECT_EQ(run.builder.counted("effects once", "counters judged"), 1U);
  EXPECT_EQ(run.builder.counted("effects once", "increments judged"), 2U);
}

TEST(EffectsOnceTest, OtherSumsAreBreaches) {
  TwoIncrements run;
  EXPECT_EQ(run.with(8), Complaints{"effects once: counter too high"});
  EXPECT_EQ(run.with(-2), Complaints{"effects once: counter too low"});
  EXPECT_EQ(run.with(0), Complaints{"effects once: counter too low"});
}

TEST(EffectsOnceTest, ALostIncrementIsNamed) {
  TwoIncrements run;
  run.up.landings.clear();
  run.with(-2);
  const auto violations = run.builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].operations, std::vector{run.up.operation.id});
  EXPECT_EQ(violations[0].explanation,
            "n/k is -2 on the server; its users were promised 2 increments, 3 in all: 5 too low. "
            "Never reached the server: a added 5 to n/k on day 0 02:00:00; the user was told: "
            "accepted.");
}

TEST(EffectsOnceTest, AnAbsentCounterIsZero) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  builder.increment(0, "n", "k", 5);
  builder.show("n");
  EXPECT_EQ(builder.complaints(), Complaints{"effects once: counter too low"});
}

TEST(EffectsOnceTest, ACounterThatNobodyAddedToIsABreach) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  builder.show("n", {}, {{"k", 1}});
  EXPECT_EQ(builder.complaints(), Complaints{"effects once: counter too high"});
}

TEST(EffectsOnceTest, ADoubledEffectIsNamedAsSuch) {
  TwoIncrements run;
  EvidenceBuilder::land(run.up, run.up.landings.front().first + minutes{1});
  EXPECT_EQ(run.with(8), Complaints{"effects once: applied twice"});
  // Applied twice without the effect of it: counted, but no breach.
  EXPECT_EQ(run.with(3), Complaints{});
  EXPECT_EQ(run.builder.counted("effects once", "increments applied more than once"), 1U);
}

TEST(EffectsOnceTest, WhatWasReportedFailedMustNotCount) {
  TwoIncrements run;
  EvidenceBuilder::tell(run.up, Fate::Failed);
  EXPECT_EQ(run.with(-2), Complaints{});
  EXPECT_EQ(run.with(3), Complaints{"effects once: counter too high"});
}

TEST(EffectsOnceTest, AnySubsetOfOpenOutcomesIsAllowed) {
  TwoIncrements run;
  EvidenceBuilder::leave_open(run.builder.increment(2, "n", "k", 10));
  EvidenceBuilder::leave_open(run.builder.increment(2, "n", "k", 100));
  for (const std::int64_t shown : {3, 13, 103, 113}) EXPECT_EQ(run.with(shown), Complaints{});
  EXPECT_EQ(run.with(23), Complaints{"effects once: counter too high"});
  EXPECT_EQ(run.with(2), Complaints{"effects once: counter too low"});
}

TEST(EffectsOnceTest, ManyOpenOutcomesAreJudgedByTheirRange) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  std::int64_t all = 0;
  for (int bit = 0; bit < 40; ++bit) {
    const std::int64_t delta = std::int64_t{1} << bit;
    EvidenceBuilder::leave_open(builder.increment(0, "n", "k", delta));
    all += delta;
  }
  builder.show("n", {}, {{"k", all}});
  EXPECT_EQ(builder.complaints(), Complaints{});
  builder.show("n", {}, {{"k", all + 1}});
  EXPECT_EQ(builder.complaints(), Complaints{"effects once: counter too high"});
}

TEST(EffectsOnceTest, CountersOfADeletedDocumentWentWithIt) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  builder.increment(0, "n", "k", 5);
  EvidenceBuilder::tell(builder.increment(2, "n", "k", 7), Fate::ConflictLost);
  builder.remove(1, "n");
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("effects once", "counters gone with their document"), 1U);
}

TEST(EffectsOnceTest, ADocumentThatNobodyCreatedIsABreach) {
  EvidenceBuilder builder;
  builder.show("n", {{"title", "v0"}}, {{"k", 1}});
  EXPECT_EQ(builder.complaints(), Complaints{"effects once: document nobody created"});
}

TEST(EffectsOnceTest, ADocumentWhoseCreateWasRefusedIsABreach) {
  EvidenceBuilder builder;
  builder.create(0, "n").answer = Answer::Refused;
  builder.show("n");
  EXPECT_EQ(builder.complaints(), Complaints{"effects once: document nobody created"});
}

TEST(EffectsOnceTest, ACreateWithAnOpenOutcomeMayStand) {
  EvidenceBuilder builder;
  EvidenceBuilder::leave_open(builder.create(0, "n"));
  builder.show("n");
  EXPECT_EQ(builder.complaints(), Complaints{});
}

}  // namespace
}  // namespace storm::scenarios
