#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

/// Counts the answers that reach whoever waits for them.
class AnswerCounter final : public sim::Observer {
 public:
  void saw(const sim::MessageSighting& message) override {
    if (message.kind == sim::MessageKind::Response && message.awaited) ++answers;
  }
  void saw(const sim::PowerSighting& /*power*/) override {}

  int answers = 0;
};

TEST(GatewayFaultsTest, APortalAnswersForEverybody) {
  sim::TwoMachines world;
  Talk talk(world);
  AnswerCounter counter;
  world.kernel.add_observer(counter);
  Struck fault(world, world.alpha, "captive_portal");
  EXPECT_TRUE(world.alpha.transport().link_is_up());
  EXPECT_FALSE(world.network.reachable(world.alpha.id(), world.beta.id()));
  const Answer answer = talk.ask();
  EXPECT_EQ(answer.status, StatusCode::Ok);
  EXPECT_NE(answer.body.find("guest network"), std::string::npos);
  EXPECT_TRUE(talk.heard.empty());
  EXPECT_EQ(counter.answers, 0) << "nobody may take this for the server's answer";
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
  EXPECT_EQ(counter.answers, 1);
  world.kernel.remove_observer(counter);
}

TEST(GatewayFaultsTest, APortalSwallowsPushes) {
  sim::TwoMachines world;
  int pushes = 0;
  world.alpha.transport().on_push([&pushes](NodeId /*from*/, const Bytes& /*body*/) { ++pushes; });
  Struck fault(world, world.alpha, "captive_portal");
  world.beta.transport().push(world.alpha.id(), sim::bytes_of("news"));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(pushes, 0);
  fault.end();
  world.beta.transport().push(world.alpha.id(), sim::bytes_of("news"));
  world.kernel.run_until(Instant{2min});
  EXPECT_EQ(pushes, 1);
}

TEST(GatewayFaultsTest, APortalMayAlsoSayNothing) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "captive_portal", {{"answer", 4}});
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(GatewayFaultsTest, TheServersProxyAnswersInsteadOfIt) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_answers", {{"answer", 1}});
  EXPECT_EQ(talk.ask().status, StatusCode::TooManyRequests);
  EXPECT_TRUE(talk.heard.empty());
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(GatewayFaultsTest, AProxyWithoutPatienceAnswersAfterTheWorkIsDone) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "server_answers", {{"when", 1}});
  EXPECT_EQ(talk.ask().status, StatusCode::Unavailable);
  EXPECT_EQ(talk.heard.size(), 1U);
  fault.end();
}

TEST(GatewayFaultsTest, AShareOfRequestsGetsTheError) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.alpha, "server_answers", {{"share", 300'000}});
  for (int i = 0; i < 100; ++i) talk.ask();
  EXPECT_GT(talk.heard.size(), 50U);
  EXPECT_LT(talk.heard.size(), 90U);
  fault.end();
}

TEST(GatewayFaultsTest, TheNextReplyIsLostAndNoOther) {
  for (const bool at_the_server : {false, true}) {
    sim::TwoMachines world;
    Talk talk(world);
    Struck fault(world, at_the_server ? world.beta : world.alpha, "reply_lost");
    EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
    EXPECT_EQ(talk.heard.size(), 1U) << "the work was done";
    EXPECT_EQ(talk.ask().body, "echo");
    fault.end();
  }
}

TEST(GatewayFaultsTest, AReplyThatDidNotComeInTimeIsNotLostLater) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck(world, world.alpha, "reply_lost").end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(GatewayFaultsTest, AResetBreaksWhatIsUnderWay) {
  sim::TwoMachines world;
  Talk talk(world);
  talk.begin();
  world.kernel.run_until(Instant{15ms});
  Struck fault(world, world.beta, "connection_reset", {{"share", 0}});
  world.kernel.run_until(Instant{16ms});
  ASSERT_EQ(talk.answers.size(), 1U);
  EXPECT_EQ(talk.answers[0].error, TransportError::Reset);
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(talk.heard.size(), 1U) << "what was on its way arrives";
  EXPECT_EQ(talk.answers.size(), 1U);
  EXPECT_EQ(talk.ask().body, "echo");
  fault.end();
}

TEST(GatewayFaultsTest, AResetComesBeforeOrAfterTheWork) {
  for (const std::int64_t leg : {0, 1}) {
    sim::TwoMachines world;
    Talk talk(world);
    Struck fault(world, world.beta, "connection_reset", {{"leg", leg}});
    EXPECT_EQ(talk.ask().error, TransportError::Reset);
    EXPECT_EQ(talk.heard.size(), leg == 0 ? 1U : 0U);
    fault.end();
    EXPECT_EQ(talk.ask().body, "echo");
  }
}

}  // namespace
}  // namespace storm::faults
