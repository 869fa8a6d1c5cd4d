#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

constexpr std::int64_t nanos(Duration duration) { return duration.count(); }

TEST(LoadFaultsTest, ASlowServerTakesLongerForEachButNotForAll) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_slow", {{"by", nanos(3s)}});
  talk.begin();
  talk.begin();
  world.kernel.run_until(Instant{1min});
  ASSERT_EQ(talk.answers.size(), 2U);
  for (const Answer& answer : talk.answers) {
    EXPECT_EQ(answer.body, "echo");
    EXPECT_EQ(answer.at, Instant{3s + 40ms});
  }
  fault.end();
  EXPECT_EQ(talk.ask().at, Instant{1min + 40ms});
}

TEST(LoadFaultsTest, AServerThatIsTooSlowDoesItsWorkForNobody) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_slow", {{"by", nanos(6s)}});
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  EXPECT_EQ(talk.heard.size(), 1U);
  fault.end();
}

TEST(LoadFaultsTest, AnOverloadedServerServesAFewAndRefusesTheRestAtOnce) {
  for (const std::int64_t refusal : {0, 1}) {
    sim::TwoMachines world;
    Talk talk(world);
    Struck fault(world, world.beta, "server_overloaded",
                 {{"service_time", nanos(1s)}, {"waiting", 1}, {"refusal", refusal}});
    for (int i = 0; i < 3; ++i) talk.begin();
    world.kernel.run_until(Instant{30s});
    ASSERT_EQ(talk.answers.size(), 3U);
    EXPECT_EQ(talk.answers[0].status,
              refusal == 0 ? StatusCode::Unavailable : StatusCode::TooManyRequests);
    EXPECT_EQ(talk.answers[0].at, Instant{40ms});
    EXPECT_EQ(talk.answers[1].at, Instant{1s + 40ms});
    EXPECT_EQ(talk.answers[2].at, Instant{2s + 40ms});
    EXPECT_EQ(talk.heard.size(), 2U);
    fault.end();
    EXPECT_EQ(talk.ask().at, Instant{30s + 40ms});
  }
}

TEST(LoadFaultsTest, WhoeverHasGivenUpIsServedBeforeWhoeverStillWaits) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_overloaded", {{"service_time", nanos(4s)}});
  for (int i = 0; i < 3; ++i) talk.begin();
  // The second and the third have timed out by now, and are still to be served.
  world.kernel.run_until(Instant{6s});
  ASSERT_EQ(talk.answers.size(), 3U);
  EXPECT_EQ(talk.answers[0].body, "echo");
  EXPECT_EQ(talk.answers[1].error, TransportError::TimedOut);
  EXPECT_EQ(talk.answers[2].error, TransportError::TimedOut);
  EXPECT_EQ(talk.heard.size(), 1U);
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut) << "the retry stands behind them";
  EXPECT_EQ(talk.heard.size(), 4U) << "all has been done, for nobody";
  fault.end();
}

TEST(LoadFaultsTest, ACrashTakesTheQueueAlong) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_overloaded", {{"service_time", nanos(1s)}});
  for (int i = 0; i < 3; ++i) talk.begin();
  world.kernel.run_until(Instant{500ms});
  world.beta.power_off();
  world.beta.power_on();
  Talk again(world);
  world.kernel.run_until(Instant{1min});
  EXPECT_TRUE(talk.heard.empty());
  EXPECT_TRUE(again.heard.empty());
  for (const Answer& answer : talk.answers) EXPECT_EQ(answer.error, TransportError::TimedOut);
  EXPECT_EQ(again.ask().at, Instant{1min + 1s + 40ms}) << "the fault outlasts the crash";
  fault.end();
}

TEST(LoadFaultsTest, TheEndMayComeWhileTheServerIsDown) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_overloaded");
  for (int i = 0; i < 3; ++i) talk.begin();
  world.kernel.run_until(Instant{500ms});
  world.beta.power_off();
  fault.end();
  world.beta.power_on();
  Talk again(world);
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(again.ask().at, Instant{1min + 40ms});
}

}  // namespace
}  // namespace storm::faults
