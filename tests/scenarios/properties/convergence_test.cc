#include "scenarios/properties/convergence.h"

#include <gtest/gtest.h>

#include "tests/scenarios/properties/evidence_builder.h"

namespace storm::scenarios {
namespace {

TEST(ConvergenceTest, AnEmptyRunHasNoBreach) {
  EXPECT_EQ(EvidenceBuilder().complaints(), Complaints{});
}

TEST(ConvergenceTest, EqualStatesAreCounted) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v1"}});
  builder.show("n", {{"title", "v1"}});
  EXPECT_EQ(builder.complaints(), Complaints{});
  EXPECT_EQ(builder.counted("convergence", "replicas compared"), 3U);
  EXPECT_EQ(builder.counted("convergence", "documents compared"), 3U);
}

TEST(ConvergenceTest, AFieldThatDiffersIsNamed) {
  EvidenceBuilder builder;
  builder.create(0, "n", {{"title", "v1"}});
  builder.show("n", {{"title", "v1"}});
  builder.replicas[1]->at("n").fields["title"] = "v0";
  const auto violations = builder.judge();
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].property, "convergence");
  EXPECT_EQ(violations[0].kind, "different on the replica");
  EXPECT_EQ(violations[0].devices, std::vector<std::uint32_t>{1});
  EXPECT_EQ(violations[0].explanation,
            "b differs from the server in 1 of 1 documents on day 30 02:00:00, 2h 00m 00s after "
            "the heal: 0 missing, 0 only there, 1 different. First: in n, title is \"v0\" here and "
            "\"v1\" "
            "on the server.");
}

TEST(ConvergenceTest, DocumentsOnOneSideOnlyAreBreaches) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  builder.show("n");
  builder.replicas[1]->clear();
  EXPECT_EQ(builder.complaints(), Complaints{"convergence: missing on the replica"});
  builder.replicas[1] = builder.replicas[0];
  (*builder.replicas[2])["ghost"] = {.scope = "s", .fields = {}, .counters = {}};
  EXPECT_EQ(builder.complaints(), Complaints{"convergence: only on the replica"});
}

TEST(ConvergenceTest, ZeroAndAbsentCountersAreEqual) {
  EvidenceBuilder builder;
  builder.create(0, "n");
  builder.show("n", {}, {{"k", 0}});
  builder.replicas[0]->at("n").counters = {};
  builder.replicas[1]->at("n").counters = {{"j", 0}, {"k", 0}, {"l", 0}};
  EXPECT_EQ(builder.complaints(), Complaints{});
  builder.replicas[2]->at("n").counters = {{"l", 1}};
  EXPECT_EQ(builder.complaints(), Complaints{"convergence: different on the replica"});
}

TEST(ConvergenceTest, ScopesThatADeviceDoesNotHoldAreNotExpectedThere) {
  EvidenceBuilder builder;
  builder.plan().devices[1].scopes = {"other"};
  builder.create(0, "n");
  builder.show("n");
  builder.replicas[1]->clear();
  EXPECT_EQ(builder.complaints(), Complaints{});
  builder.replicas[1] = builder.replicas[0];
  EXPECT_EQ(builder.complaints(), Complaints{"convergence: only on the replica"});
}

TEST(ConvergenceTest, AReplicaThatCannotBeAskedIsABreachOfItsOwnKind) {
  EvidenceBuilder builder;
  builder.replicas[2] = std::nullopt;
  EXPECT_EQ(builder.complaints(), Complaints{"convergence: could not be asked"});
  EXPECT_EQ(builder.counted("convergence", "replicas that could not be asked"), 1U);
}

}  // namespace
}  // namespace storm::scenarios
