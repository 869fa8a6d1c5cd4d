#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

TEST(LinkFaultsTest, ANoticedPartitionIsKnownAtOnce) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "partition");
  EXPECT_FALSE(world.alpha.transport().link_is_up());
  EXPECT_EQ(talk.ask().error, TransportError::Unreachable);
  fault.end();
  EXPECT_TRUE(world.alpha.transport().link_is_up());
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, AnInwardPartitionLosesTheAnswerOnly) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "partition", {{"direction", 2}});
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  EXPECT_EQ(talk.heard.size(), 1U);
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, AnOutwardPartitionLosesTheRequest) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "partition", {{"direction", 1}});
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  EXPECT_TRUE(talk.heard.empty());
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, QualityLastsAsLongAsTheFault) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "link_quality", {{"loss", 1'000'000}, {"jitter", 0}});
  EXPECT_EQ(world.alpha.link().quality().latency, 300ms);
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  fault.end();
  EXPECT_EQ(world.alpha.link().quality().latency, 10ms);
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, AFlappingLinkTurnsOverAtEachStepAndEndsUp) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "flapping",
               {{"up", Duration{30s}.count()}, {"down", Duration{10s}.count()}});
  EXPECT_TRUE(world.alpha.link().plugged_in());
  for (int turn = 0; turn < 3; ++turn) {
    const Duration down = fault.step();
    EXPECT_FALSE(world.alpha.link().plugged_in());
    EXPECT_GE(down, 5s);
    EXPECT_LE(down, 15s);
    const Duration up = fault.step();
    EXPECT_TRUE(world.alpha.link().plugged_in());
    EXPECT_GE(up, 15s);
    EXPECT_LE(up, 45s);
  }
  fault.step();
  fault.end();
  EXPECT_TRUE(world.alpha.link().plugged_in());
}

TEST(LinkFaultsTest, APartialPartitionCutsOffTheShareThatItSays) {
  sim::TwoMachines world;
  Talk talk(world);
  {
    Struck nobody(world, world.beta, "partial_partition", {{"share", 0}});
    EXPECT_EQ(talk.ask().body, "echo");
    nobody.end();
  }
  Struck everybody(world, world.beta, "partial_partition", {{"share", 1'000'000}});
  EXPECT_FALSE(world.network.reachable(world.alpha.id(), world.beta.id()));
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  everybody.end();
  EXPECT_TRUE(world.network.reachable(world.alpha.id(), world.beta.id()));
  EXPECT_EQ(talk.ask().body, "echo");
}

}  // namespace
}  // namespace storm::faults
