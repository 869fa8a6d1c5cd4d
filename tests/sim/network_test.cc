#include "sim/network.h"

#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/sim/sim_fixtures.h"

namespace storm::sim {
namespace {

struct Answer {
  Instant at{};
  std::optional<std::string> body;
  std::optional<TransportError> error;
};

Task<void> ask(TwoMachines& world, std::vector<Answer>& answers, Duration timeout) {
  const RequestOutcome outcome =
      co_await request(world.alpha.transport(), world.beta.id(), bytes_of("hello"), timeout);
  Answer answer{.at = world.kernel.now(), .body = {}, .error = {}};
  if (outcome) {
    answer.body = text_of(outcome->body);
  } else {
    answer.error = outcome.error();
  }
  answers.push_back(answer);
}

Task<Response> echo(std::vector<std::string>& heard, Bytes body) {
  heard.push_back(text_of(body));
  co_return Response{.status = StatusCode::Ok, .body = bytes_of(text_of(body) + " back")};
}

void listen_on_beta(TwoMachines& world, std::vector<std::string>& heard) {
  world.beta.transport().listen(
      [&heard](NodeId /*from*/, Bytes body) { return echo(heard, std::move(body)); });
}

TEST(NetworkTest, ARequestTakesTwoLinksEachWay) {
  TwoMachines world;
  std::vector<std::string> heard;
  std::vector<Answer> answers;
  listen_on_beta(world, heard);
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].body, "hello back");
  EXPECT_EQ(answers[0].at, Instant{40ms});
}

TEST(NetworkTest, WhoDoesNotListenRefuses) {
  TwoMachines world;
  std::vector<Answer> answers;
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].error, TransportError::Unreachable);
  EXPECT_EQ(answers[0].at, Instant{40ms});
}

TEST(NetworkTest, WhoIsOffDoesNotAnswerAtAll) {
  TwoMachines world;
  std::vector<Answer> answers;
  world.beta.power_off();
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].error, TransportError::TimedOut);
  EXPECT_EQ(answers[0].at, Instant{5s});
}

TEST(NetworkTest, AnUnpluggedLinkIsKnownAtOnce) {
  TwoMachines world;
  std::vector<Answer> answers;
  world.alpha.link().unplug();
  EXPECT_FALSE(world.alpha.transport().link_is_up());
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].error, TransportError::Unreachable);
  EXPECT_EQ(answers[0].at, Instant{1ms});
}

TEST(NetworkTest, OnAOneWayPartitionTheServerHearsAndTheClientDoesNot) {
  TwoMachines world;
  std::vector<std::string> heard;
  std::vector<Answer> answers;
  listen_on_beta(world, heard);
  world.alpha.link().block(Direction::In);
  EXPECT_TRUE(world.alpha.transport().link_is_up());
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(heard, (std::vector<std::string>{"hello"}));
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].error, TransportError::TimedOut);
}

TEST(NetworkTest, ADoubledRequestIsHandledTwiceAndAnsweredOnce) {
  LinkQuality doubling = TwoMachines::quiet_link();
  doubling.duplication = {.num = 1, .den = 1};
  TwoMachines world(doubling);
  std::vector<std::string> heard;
  std::vector<Answer> answers;
  listen_on_beta(world, heard);
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(heard.size(), 2U);
  EXPECT_EQ(answers.size(), 1U);
}

TEST(NetworkTest, APushArrivesOnceAndNobodyIsToldWhenItIsLost) {
  TwoMachines world;
  std::vector<std::string> heard;
  world.beta.transport().on_push(
      [&heard](NodeId /*from*/, Bytes body) { heard.push_back(text_of(body)); });
  world.alpha.transport().push(world.beta.id(), bytes_of("one"));
  world.kernel.run_until(Instant{1s});
  world.alpha.link().block(Direction::Out);
  world.alpha.transport().push(world.beta.id(), bytes_of("two"));
  world.kernel.run_until(Instant{1h});
  EXPECT_EQ(heard, (std::vector<std::string>{"one"}));
}

TEST(NetworkTest, AResponseToAFormerLifeFindsNobody) {
  TwoMachines world;
  std::vector<std::string> heard;
  std::vector<Answer> answers;
  listen_on_beta(world, heard);
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{25ms});
  world.alpha.power_off();
  world.alpha.power_on();
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(heard.size(), 1U);
  EXPECT_TRUE(answers.empty());
}

TEST(NetworkTest, ASuspendedClientTimesOutByItsOwnTimeAwake) {
  TwoMachines world;
  std::vector<Answer> answers;
  world.beta.power_off();
  world.alpha.spawn("ask", ask(world, answers, 5s));
  world.kernel.run_until(Instant{2s});
  world.alpha.suspend();
  world.kernel.run_until(Instant{1h});
  world.alpha.resume();
  world.kernel.run_until(Instant{2h});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].at, Instant{1h + 3s});
}

}  // namespace
}  // namespace storm::sim
