#include "sim/gateway.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

namespace storm::sim {
namespace {

using Act = Meddling::Act;

Meddling always(Act act, Leg leg = Leg::Request) {
  Meddling meddling;
  meddling.act = act;
  meddling.leg = leg;
  return meddling;
}

Meddling sometimes(Act act, Ratio share) {
  Meddling meddling = always(act);
  meddling.share = share;
  return meddling;
}

/// What befalls the next messages of a leg, a letter each: answered, reset, lost, or passed on.
std::string fates(Gateway& gateway, int messages, Leg leg = Leg::Request) {
  std::string text;
  for (int i = 0; i < messages; ++i) {
    const Meddling* taken = gateway.decide(leg);
    text += taken == nullptr ? '-' : "ARL"[static_cast<std::size_t>(taken->act)];
  }
  return text;
}

TEST(GatewayTest, LetsEverythingPassWhileNobodyMeddles) {
  Gateway gateway(Seed(1));
  EXPECT_EQ(fates(gateway, 3), "---");
  EXPECT_FALSE(gateway.cuts_off());
}

TEST(GatewayTest, AMeddlerTakesHisLegUntilHeIsRemoved) {
  Gateway gateway(Seed(1));
  const std::uint64_t token = gateway.install(always(Act::Lose, Leg::Reply));
  EXPECT_EQ(fates(gateway, 2, Leg::Request), "--");
  EXPECT_EQ(fates(gateway, 2, Leg::Reply), "LL");
  gateway.remove(token);
  EXPECT_EQ(fates(gateway, 2, Leg::Reply), "--");
}

TEST(GatewayTest, TheOneWhoCameFirstHasTheMessage) {
  Gateway gateway(Seed(1));
  const std::uint64_t first = gateway.install(always(Act::Answer));
  gateway.install(always(Act::Reset));
  EXPECT_EQ(fates(gateway, 2), "AA");
  gateway.remove(first);
  EXPECT_EQ(fates(gateway, 2), "RR");
}

TEST(GatewayTest, AMeddlerWhoHasHadEnoughLeavesTheRestToTheNext) {
  Gateway gateway(Seed(1));
  Meddling twice = always(Act::Answer);
  twice.times = 2;
  gateway.install(twice);
  EXPECT_EQ(fates(gateway, 4), "AA--");
  gateway.install(always(Act::Lose));
  EXPECT_EQ(fates(gateway, 1), "L");
}

TEST(GatewayTest, OnlyMessagesThatHeTakesCountForHim) {
  Gateway gateway(Seed(1));
  Meddling once = always(Act::Lose, Leg::Reply);
  once.times = 1;
  gateway.install(once);
  EXPECT_EQ(fates(gateway, 5, Leg::Request), "-----");
  EXPECT_EQ(fates(gateway, 3, Leg::Reply), "L--");
}

TEST(GatewayTest, WhoTakesTheMessageSaysWhatBecomesOfIt) {
  Gateway gateway(Seed(1));
  Meddling portal = always(Act::Answer);
  portal.status = StatusCode::Forbidden;
  portal.body = Bytes(3);
  portal.delay = 7ms;
  gateway.install(portal);
  const Meddling* taken = gateway.decide(Leg::Request);
  ASSERT_NE(taken, nullptr);
  EXPECT_EQ(taken->status, StatusCode::Forbidden);
  EXPECT_EQ(taken->body, Bytes(3));
  EXPECT_EQ(taken->delay, 7ms);
}

TEST(GatewayTest, IsCutOffAsLongAsOneMeddlerSaysSo) {
  Gateway gateway(Seed(1));
  Meddling portal = always(Act::Answer);
  portal.cuts_off = true;
  const std::uint64_t first = gateway.install(portal);
  const std::uint64_t second = gateway.install(portal);
  gateway.install(always(Act::Lose));
  EXPECT_TRUE(gateway.cuts_off());
  gateway.remove(first);
  EXPECT_TRUE(gateway.cuts_off());
  gateway.remove(second);
  EXPECT_FALSE(gateway.cuts_off());
}

TEST(GatewayTest, ATokenIsGivenBackOnce) {
  Gateway gateway(Seed(1));
  const std::uint64_t token = gateway.install(always(Act::Lose));
  EXPECT_NE(gateway.install(always(Act::Lose)), token);
  gateway.remove(token);
  EXPECT_DEATH(gateway.remove(token), "meddlers_.end");
}

TEST(GatewayTest, AShareOfTheMessagesIsTaken) {
  Gateway gateway(Seed(1));
  gateway.install(sometimes(Act::Lose, {.num = 1, .den = 4}));
  const std::string text = fates(gateway, 1000);
  const auto lost = std::ranges::count(text, 'L');
  EXPECT_EQ(lost, 258) << "of this seed; a quarter is 250";
  Gateway never(Seed(1));
  never.install(sometimes(Act::Lose, {.num = 0, .den = 4}));
  EXPECT_EQ(fates(never, 100), std::string(100, '-'));
}

constexpr Ratio kHalf{.num = 1, .den = 2};

TEST(GatewayTest, TheTwoLegsOfAnExchangeAreDecidedApart) {
  Gateway gateway(Seed(1));
  Meddling reply = sometimes(Act::Lose, kHalf);
  reply.leg = Leg::Reply;
  gateway.install(reply);
  const std::string replies = fates(gateway, 64, Leg::Reply);
  Gateway other(Seed(1));
  other.install(sometimes(Act::Lose, kHalf));
  EXPECT_NE(fates(other, 64, Leg::Request), replies);
}

/// Shrinking and replay rest on this: what befalls a message must not hang on what else goes on.
RC_GTEST_PROP(GatewayProperty, AMessagesFateHangsOnSeedAndNumberAlone, (std::uint64_t seed)) {
  const auto quiet = *rc::gen::inRange(0, 20);
  Gateway alone{Seed(seed)};
  alone.install(sometimes(Act::Lose, kHalf));
  const std::string expected = fates(alone, 40);

  // Somebody who comes later, the other leg, and messages that passed while nobody meddled.
  Gateway busy{Seed(seed)};
  fates(busy, quiet);
  busy.install(sometimes(Act::Lose, kHalf));
  fates(busy, *rc::gen::inRange(0, 20), Leg::Reply);
  busy.install(sometimes(Act::Reset, {.num = 0, .den = 1}));
  RC_ASSERT(fates(busy, 40 - quiet) == expected.substr(static_cast<std::size_t>(quiet)));
}

}  // namespace
}  // namespace storm::sim
