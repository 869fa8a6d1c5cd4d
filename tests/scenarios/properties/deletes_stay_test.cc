#include "scenarios/properties/deletes_stay.h"

#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

using engine::Fate;

/// "a" creates a document, "b" deletes it, and "c" adds to it without knowing.
struct Deletion {
  EvidenceBuilder builder;
  LedgerEntry& created = builder.create(0, "n", {{"title", "v0"}});
  LedgerEntry& removed = builder.remove(1, "n");
  LedgerEntry& edited = builder.set(2, "n", "title", "v1", "v0");
};

TEST(DeletesStayTest, WhatIsGoneEverywhereIsFine) {
  Deletion run;
  EXPECT_EQ(run.builder.complaints(), Complaints{});
  EXPECT_EQ(run.builder.counted("deletes stay", "deleted documents judged"), 1U);
  EXPECT_EQ(run.builder.counted("deletes stay", "gone everywhere"), 1U);
}

TEST(DeletesStayTest, WhoBroughtItBackIsNamed) {
  Deletion run;
  run.builder.show("n", {{"title", "v1"}});
  const auto violations = run.builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].property, "deletes stay");
  EXPECT_EQ(violations[0].kind, "came back");
  EXPECT_EQ(violations[0].operations,
            (std::vector{run.removed.operation.id, run.edited.operation.id}));
  EXPECT_EQ(violations[0].explanation,
            "b deleted n on day 0 02:00:00; the user was told: accepted. The delete took effect on "
            "the server on day 0 02:01:00. After it, on day 0 03:01:00, this took effect: c set "
            "n/title to \"v1\" on "
            "day 0 03:00:00. It is still shown by the server, a, b, c on day 30 02:00:00.");
}

TEST(DeletesStayTest, WhoBroughtItBackMayHaveTakenEffectBeforeTheDeleteToo) {
  Deletion run;
  EvidenceBuilder::land(run.created, Instant{hours{4}});
  run.edited.landings.clear();
  run.builder.show("n", {{"title", "v0"}});
  const auto violations = run.builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].operations,
            (std::vector{run.removed.operation.id, run.created.operation.id}));
}

TEST(DeletesStayTest, ADeleteThatNeverTookEffectIsItsOwnKind) {
  Deletion run;
  run.removed.landings.clear();
  run.builder.show("n", {{"title", "v1"}});
  EXPECT_EQ(run.builder.complaints(), Complaints{"deletes stay: never took effect"});
}

TEST(DeletesStayTest, AReplicaThatStillShowsItIsNamed) {
  Deletion run;
  (*run.builder.replicas[2])["n"] = {.scope = "s", .fields = {}, .counters = {}};
  EXPECT_EQ(run.builder.complaints(),
            (Complaints{"convergence: only on the replica", "deletes stay: still on a replica"}));
}

TEST(DeletesStayTest, AReportedDeleteIsNotHeldToIt) {
  for (const Fate fate : {Fate::Failed, Fate::ConflictLost}) {
    Deletion run;
    EvidenceBuilder::tell(run.removed, fate);
    run.builder.show("n", {{"title", "v1"}});
    EXPECT_EQ(run.builder.complaints(), Complaints{});
    EXPECT_EQ(run.builder.counted("deletes stay", "not judged: reported to their user"), 1U);
  }
}

TEST(DeletesStayTest, AnOpenOutcomeMayStayOrGo) {
  Deletion run;
  EvidenceBuilder::leave_open(run.removed);
  EXPECT_EQ(run.builder.complaints(), Complaints{});
  run.builder.show("n", {{"title", "v1"}});
  EXPECT_EQ(run.builder.complaints(), Complaints{});
}

TEST(DeletesStayTest, ADocumentCreatedAgainIsNotJudged) {
  Deletion run;
  run.builder.create(0, "n", {{"title", "v2"}});
  run.builder.show("n", {{"title", "v2"}});
  EXPECT_EQ(run.builder.complaints(), Complaints{});
  EXPECT_EQ(run.builder.counted("deletes stay", "not judged: created again later"), 1U);
}

}  // namespace
}  // namespace storm::scenarios
