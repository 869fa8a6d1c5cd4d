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

/// Fast for a minute, away for half of one, slow for ten seconds, and over.
std::vector<sim::LinkTrace> drive() {
  return {{.name = "drive",
           .steps = {{.at = 0s, .latency = 35ms},
                     {.at = 60s, .state = sim::LinkTraceStep::State::Down},
                     {.at = 90s, .latency = 500ms, .loss_ppm = 1'000'000}},
           .length = 100s}};
}

TEST(LinkFaultsTest, ARecordingIsReplayedStepByStepAndBegunAnew) {
  sim::TwoMachines world;
  const sim::Link& link = world.alpha.link();
  Struck fault(world, world.alpha, "link_trace", {}, drive());
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(fault.step(), 60s);
    EXPECT_TRUE(link.plugged_in());
    EXPECT_EQ(link.quality().latency, 35ms);
    EXPECT_EQ(fault.step(), 30s);
    EXPECT_FALSE(link.plugged_in());
    EXPECT_EQ(fault.step(), 10s);
    EXPECT_TRUE(link.plugged_in());
    EXPECT_EQ(link.quality().latency, 500ms);
    EXPECT_EQ(link.quality().loss, (Ratio{.num = 1'000'000, .den = 1'000'000}));
  }
  fault.end();
  EXPECT_EQ(link.quality().latency, 10ms);
  EXPECT_EQ(link.quality().loss, Ratio{});
}

TEST(LinkFaultsTest, ARecordingBeginsWhereItsOffsetSays) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "link_trace", {{"offset", Duration{275s}.count()}}, drive());
  EXPECT_EQ(fault.step(), 15s) << "the rest of a step of the third round";
  EXPECT_FALSE(world.alpha.link().plugged_in());
  EXPECT_EQ(fault.step(), 10s);
  EXPECT_EQ(fault.step(), 60s);
  fault.end();
}

TEST(LinkFaultsTest, ARecordingThatEndsWhileTheLinkIsDownGivesItBack) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "link_trace", {{"offset", Duration{60s}.count()}}, drive());
  fault.step();
  EXPECT_EQ(talk.ask().error, TransportError::Unreachable);
  fault.end();
  EXPECT_TRUE(world.alpha.link().plugged_in());
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, ARecordedGapMayGoUnnoticed) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "link_trace",
               {{"offset", Duration{60s}.count()}, {"noticed", 1}}, drive());
  fault.step();
  EXPECT_TRUE(world.alpha.link().plugged_in());
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  EXPECT_TRUE(talk.heard.empty());
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(LinkFaultsTest, ARecordingOfOneStepIsNotBegunAnewAgainAndAgain) {
  sim::TwoMachines world;
  Struck fault(
      world, world.alpha, "link_trace", {},
      {{.name = "steady", .steps = {{.at = 0s, .bytes_per_second = 1'504'000}}, .length = 1ms}});
  EXPECT_EQ(fault.step(), Duration::zero());
  EXPECT_EQ(world.alpha.link().quality().bytes_per_second, 1'504'000U);
  fault.end();
  EXPECT_EQ(world.alpha.link().quality().bytes_per_second, 0U);
}

TEST(LinkFaultsTest, NobodyIsToldBetweenTwoStepsWithoutALink) {
  std::vector<sim::LinkTrace> traces = drive();
  traces[0].steps[0] = {.at = 0s, .state = sim::LinkTraceStep::State::Down};
  sim::TwoMachines world;
  int changes = 0;
  world.alpha.link().observe([&changes] { ++changes; });
  Struck fault(world, world.alpha, "link_trace", {}, traces);
  fault.step();
  fault.step();
  EXPECT_EQ(changes, 1);
  fault.step();
  EXPECT_EQ(changes, 2);
  fault.end();
  EXPECT_EQ(changes, 2);
}

TEST(LinkFaultsTest, AFaultThatBeginsDuringARecordingHasTheLastWord) {
  sim::TwoMachines world;
  Struck recording(world, world.alpha, "link_trace", {}, drive());
  recording.step();
  Struck quality(world, world.alpha, "link_quality", {{"latency", Duration{7s}.count()}});
  Struck partition(world, world.alpha, "partition");
  recording.step();
  recording.step();
  EXPECT_EQ(world.alpha.link().quality().latency, 7s);
  EXPECT_FALSE(world.alpha.link().plugged_in());
  recording.end();
  EXPECT_EQ(world.alpha.link().quality().latency, 7s);
  partition.end();
  quality.end();
  EXPECT_TRUE(world.alpha.link().plugged_in());
  EXPECT_EQ(world.alpha.link().quality().latency, 10ms);
}

}  // namespace
}  // namespace storm::faults
