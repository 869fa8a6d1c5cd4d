#include "scenarios/properties/no_silent_loss.h"

#include <chrono>
#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

using engine::Fate;

constexpr std::string_view kName = "no silent loss";

TEST(NoSilentLossTest, LaterWritesSupersede) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.set(2, "n", "title", "v2", "v1");
  builder.show("n", {{"title", "v2"}});
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted(kName, "writes judged"), 3U);
  EXPECT_EQ(builder.counted(kName, "kept"), 1U);
  EXPECT_EQ(builder.counted(kName, "superseded by a later write"), 2U);
}

TEST(NoSilentLossTest, AWriteThatLostToWhatItReplacedIsALoss) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.show("n", {{"title", "v0"}});
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].property, kName);
  EXPECT_EQ(violations[0].kind, "lost to an older write");
  EXPECT_EQ(violations[0].operations,
            (std::vector{engine::OperationId{2}, engine::OperationId{1}}));
  EXPECT_EQ(violations[0].explanation,
            "b set n/title to \"v1\" on day 0 02:00:00; the user was told: accepted. The server "
            "shows \"v0\" in n/title instead, which is older: a created n with title = \"v0\" on "
            "day 0 01:00:00, and the lost write was made with knowledge of it. The lost write "
            "reached the server on day 0 02:01:00.");
}

TEST(NoSilentLossTest, LossIsSeenThroughAChainAcrossDevices) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.set(2, "n", "title", "v2", "v1");
  builder.show("n", {{"title", "v0"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
  // Only the last of the chain is lost; the one before was superseded, by a write that was
  // promised.
  EXPECT_EQ(builder.counted(kName, "lost"), 1U);
  EXPECT_EQ(builder.counted(kName, "superseded by a later write"), 1U);
}

TEST(NoSilentLossTest, AnAuthorsOwnOrderCountsWithoutSeeing) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.set(1, "n", "title", "v2", "v0");
  builder.show("n", {{"title", "v1"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
}

TEST(NoSilentLossTest, OneOfTwoConcurrentWritesIsADeclaredLoss) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.set(2, "n", "title", "v2", "v0");
  for (const char* winner : {"v1", "v2"}) {
    builder.show("n", {{"title", winner}});
    EXPECT_EQ(builder.complaints(), Complaints{}) << winner;
    EXPECT_EQ(builder.counted(kName, "lost to a concurrent write"), 1U);
  }
}

TEST(NoSilentLossTest, AWriteOfAnotherFieldIsNoExcuse) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"body", "w0"}, {"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  builder.set(2, "n", "body", "w1", "w0");
  builder.show("n", {{"body", "w1"}, {"title", "v0"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
}

TEST(NoSilentLossTest, WhatItsUserWasToldOfIsNotSilent) {
  for (const Fate fate : {Fate::Failed, Fate::ConflictLost}) {
    EvidenceBuilder builder;
    builder.create(0, "n", {{"title", "v0"}});
    EvidenceBuilder::tell(builder.set(1, "n", "title", "v1", "v0"), fate, "too late");
    builder.show("n", {{"title", "v0"}});
    EXPECT_EQ(builder.complaints(), Complaints{});
    EXPECT_EQ(builder.counted(kName, "reported to their user"), 1U);
  }
}

TEST(NoSilentLossTest, AReportedSuccessorDoesNotExcuseItsPredecessor) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  EvidenceBuilder::tell(builder.set(1, "n", "title", "v2", "v1"), Fate::Failed);
  builder.show("n", {{"title", "v0"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
}

TEST(NoSilentLossTest, AnOpenOutcomeMayStandOrNot) {
  for (const char* shown : {"v0", "v1"}) {
    EvidenceBuilder builder;
    builder.create(0, "n", {{"title", "v0"}});
    EvidenceBuilder::leave_open(builder.set(1, "n", "title", "v1", "v0"));
    builder.show("n", {{"title", shown}});
    EXPECT_EQ(builder.complaints(), Complaints{}) << shown;
    EXPECT_EQ(builder.counted(kName, "outcome left open, not owed"), 1U);
  }
}

TEST(NoSilentLossTest, AnOpenOutcomeToldSyncedLaterIsOwed) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  LedgerEntry& entry = builder.set(1, "n", "title", "v1", "v0");
  entry.answer = Answer::Unknown;
  EvidenceBuilder::tell(entry, Fate::Synced);
  builder.show("n", {{"title", "v0"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
}

TEST(NoSilentLossTest, AnOpenSuccessorDoesNotExcuseAnOlderValue) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.set(1, "n", "title", "v1", "v0");
  EvidenceBuilder::leave_open(builder.set(1, "n", "title", "v2", "v1"));
  builder.show("n", {{"title", "v0"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: lost to an older write"});
}

TEST(NoSilentLossTest, AFieldThatVanishedIsALoss) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.show("n");
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: field vanished"});
}

TEST(NoSilentLossTest, AnInventedValueIsABreach) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  builder.show("n", {{"title", "v9"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: invented value"});
  builder.show("n", {{"title", "v0"}, {"unheard", "of"}});
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: invented value"});
}

TEST(NoSilentLossTest, ARefusedWriteThatStandsIsAnInventedValue) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  LedgerEntry& refused = builder.set(1, "n", "title", "v1", "v0");
  refused.answer = Answer::Refused;
  refused.refusal = engine::Refusal::DiskFull;
  builder.show("n", {{"title", "v1"}});
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].kind, "invented value");
  EXPECT_EQ(
      violations[0].explanation,
      "The server shows \"v1\" in n/title. b set n/title to \"v1\" on day 0 02:00:00, but the "
      "user was told: refused (the disk is full).");
}

TEST(NoSilentLossTest, ADocumentThatNobodyDeletedMustBeThere) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}}).landings.clear();
  builder.set(0, "n", "title", "v1", "v0").landings.clear();
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].kind, "document lost");
  EXPECT_EQ(
      violations[0].explanation,
      "n is not on the server, and nobody deleted it. a created n on day 0 01:00:00; the user "
      "was told: accepted. 2 accepted operations on it are gone. The server never had any of "
      "it.");
}

TEST(NoSilentLossTest, ADeleteExcusesAllThatWasInIt) {
  for (const bool open : {false, true}) {
    EvidenceBuilder builder;
    builder.create(0, "n", {{"title", "v0"}});
    LedgerEntry& deletion = builder.remove(1, "n");
    if (open) EvidenceBuilder::leave_open(deletion);
    builder.set(2, "n", "title", "v1", "v0");
    EXPECT_EQ(builder.complaints(), Complaints{});
    EXPECT_EQ(builder.counted(kName, "gone with a deleted document"), 2U);
  }
}

TEST(NoSilentLossTest, ADeleteThatWasReportedLostExcusesNothing) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v0"}});
  EvidenceBuilder::tell(builder.remove(1, "n"), Fate::ConflictLost);
  EXPECT_EQ(builder.complaints(), Complaints{"no silent loss: document lost"});
}

TEST(NoSilentLossTest, ACreateWithAnOpenOutcomeMayBeAbsent) {
  EvidenceBuilder builder;
  EvidenceBuilder::leave_open(builder.create(0, "n", {{"title", "v0"}}));
  EXPECT_EQ(builder.complaints(), Complaints{});
}

TEST(NoSilentLossTest, BreachesOfOneKindAreListedUpToABound) {
  EvidenceBuilder builder;
  for (int i = 0; i < 50; ++i) builder.create(0, "n" + std::to_string(i));
  EXPECT_EQ(builder.judge().size(), 20U);
  EXPECT_EQ(builder.counted(kName, "document lost: further ones, not listed"), 30U);
}

/// 30 000 operations, a third of them on one field of one document: the judge must not be
/// quadratic. The bound is generous (the judge takes a few dozen milliseconds); quadratic would be
/// minutes.
TEST(NoSilentLossTest, AMonthOfOperationsIsJudgedInLinearTime) {
  EvidenceBuilder builder;
  builder.create(0, "hot", {{"title", "v0"}});
  std::string hot = "v0";
  for (int i = 0; i < 10'000; ++i) {
    const std::string next = "v" + std::to_string(i + 1);
    builder.set(static_cast<std::uint32_t>(i % 3), "hot", "title", next, hot);
    hot = next;
  }
  builder.show("hot", {{"title", hot}});
  for (int i = 0; i < 10'000; ++i) {
    const std::string name = "n" + std::to_string(i);
    builder.create(0, name, {{"body", "b" + std::to_string(i)}});
    builder.set(1, name, "body", "c" + std::to_string(i), "b" + std::to_string(i));
    builder.show(name, {{"body", "c" + std::to_string(i)}});
  }
  const Judgement judgement = judge_no_silent_loss(builder.evidence());
  EXPECT_TRUE(judgement.violations.empty());
  EXPECT_EQ(builder.counted(kName, "kept"), 10'001U);
}

}  // namespace
}  // namespace storm::scenarios
