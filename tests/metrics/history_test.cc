#include "metrics/history.h"

#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "metrics/history_excerpt.h"
#include "tests/metrics/hand_made_history.h"

namespace storm::metrics {
namespace {

using World = HandMadeHistory;

std::set<HappeningIndex> past_of(const World& world, const Focus& focus) {
  std::set<HappeningIndex> result;
  const std::vector<std::uint8_t> past = causal_past(world.history, focus);
  for (HappeningIndex i = 0; i < past.size(); ++i) {
    if (past[i] != 0) result.insert(i);
  }
  return result;
}

TEST(HistoryTest, JoinsArrivalsAndLossesWithTheirSending) {
  World world;
  world.send(sim::MessageKind::Request, World::kA, World::kServer, 1);
  const HappeningIndex lost_copy = world.lose(sim::Loss::ReceiverDown);
  const HappeningIndex arrived = world.arrive();
  EXPECT_EQ(world.history.happenings()[0].partner, arrived);
  EXPECT_EQ(world.history.happenings()[arrived].partner, 0U);
  EXPECT_EQ(world.history.happenings()[arrived].node, World::kServer);
  EXPECT_EQ(world.history.happenings()[lost_copy].node, World::kA);
}

TEST(HistoryTest, RemembersWhatAUserDidAndWasToldAtOnce) {
  World world;
  world.begin(World::kA, 4, "deletes note");
  EXPECT_EQ(world.history.answer(4), "");
  world.answer(World::kA, 4, "accepted");
  EXPECT_EQ(world.history.answer(4), "accepted");
  EXPECT_EQ(world.history.story(4)->subject, "note");
  EXPECT_EQ(world.history.story(5), nullptr);
}

TEST(HistoryTest, ThePastGoesAlongANodeAndBackAlongMessages) {
  World world;
  const HappeningIndex cause = world.begin(World::kA, 1, "sets x");
  world.send(sim::MessageKind::Request, World::kA, World::kServer, 1);
  const HappeningIndex sent = world.last();
  const HappeningIndex after_sending = world.begin(World::kA, 2, "sets y");
  const HappeningIndex elsewhere = world.begin(World::kC, 3, "sets z");
  const HappeningIndex arrived = world.arrive();
  const HappeningIndex applied = world.apply(1);
  const HappeningIndex later = world.apply(2);
  const auto past =
      past_of(world, {.at = world.now(), .nodes = {}, .operations = {1}, .subjects = {}});
  EXPECT_EQ(past, (std::set<HappeningIndex>{cause, sent, arrived, applied}));
  EXPECT_FALSE(past.contains(after_sending));
  EXPECT_FALSE(past.contains(elsewhere));
  EXPECT_FALSE(past.contains(later));
}

TEST(HistoryTest, ThePastOfANodeEndsWhenTheViolationIsSeen) {
  World world;
  const HappeningIndex before = world.begin(World::kA, 1, "sets x");
  const Instant seen = world.now();
  world.begin(World::kA, 2, "sets y");
  const auto past =
      past_of(world, {.at = seen, .nodes = {World::kA}, .operations = {}, .subjects = {}});
  EXPECT_EQ(past, (std::set<HappeningIndex>{before}));
}

TEST(HistoryTest, ALostMessageReachesNobodysPast) {
  World world;
  const HappeningIndex sent = world.begin(World::kA, 1, "sets x");
  world.send(sim::MessageKind::Request, World::kA, World::kServer, 1);
  const HappeningIndex lost = world.lose(sim::Loss::Link);
  const HappeningIndex applied = world.apply(9);
  EXPECT_EQ(
      past_of(world,
              {.at = world.now(), .nodes = {World::kServer}, .operations = {}, .subjects = {}}),
      (std::set<HappeningIndex>{applied}));
  const auto own =
      past_of(world, {.at = world.now(), .nodes = {World::kA}, .operations = {}, .subjects = {}});
  EXPECT_EQ(own, (std::set<HappeningIndex>{sent, sent + 1, lost}));
}

TEST(HistoryExcerptTest, LeavesOutIdleExchangesAndCountsThem) {
  World world;
  for (std::uint64_t name = 1; name <= 5; ++name) world.exchange(World::kA, name, 40, 10);
  world.exchange(World::kA, 6, 40, 400);
  world.exchange(World::kA, 7, 340, 12);
  const Focus focus{.at = world.now(), .nodes = {World::kA}, .operations = {}, .subjects = {}};
  const Excerpt excerpt = excerpt_of(world.history, focus, {});
  EXPECT_EQ(excerpt.idle.size(), 5U);
  EXPECT_EQ(excerpt.shown.size(), 8U);
  EXPECT_EQ(excerpt.happened, 28U);
  const Excerpt all = excerpt_of(world.history, focus, {.happenings_max = 200, .idle = Idle::Show});
  EXPECT_EQ(all.shown.size(), 28U);
  EXPECT_TRUE(all.idle.empty());
}

TEST(HistoryExcerptTest, ALostPollIsNotIdle) {
  World world;
  for (std::uint64_t name = 1; name <= 3; ++name) world.exchange(World::kA, name, 40, 10);
  world.send(sim::MessageKind::Request, World::kA, World::kServer, 4, 40);
  world.lose(sim::Loss::Link);
  const Excerpt excerpt =
      excerpt_of(world.history,
                 {.at = world.now(), .nodes = {World::kA}, .operations = {}, .subjects = {}}, {});
  EXPECT_EQ(excerpt.shown.size(), 2U);
  EXPECT_EQ(excerpt.idle.size(), 3U);
}

TEST(HistoryExcerptTest, CutShortItKeepsTheNearestAndSaysSo) {
  World world;
  for (std::uint64_t operation = 1; operation <= 50; ++operation) {
    world.begin(World::kA, operation, "sets x", operation == 20 ? "mine" : "other");
    world.answer(World::kA, operation, "accepted");
  }
  const Excerpt excerpt = excerpt_of(
      world.history, {.at = world.now(), .nodes = {World::kA}, .operations = {20}, .subjects = {}},
      {.happenings_max = 5, .idle = Idle::Hide});
  std::vector<std::uint64_t> shown;
  for (const HappeningIndex i : excerpt.shown)
    shown.push_back(world.history.happenings()[i].number);
  EXPECT_EQ(shown, (std::vector<std::uint64_t>{18, 19, 20, 21, 22}));
  EXPECT_EQ(excerpt.too_far, 45U);
  EXPECT_NE(extent_words(excerpt).find("CUT SHORT: 45 more"), std::string::npos);
}

TEST(HistoryExcerptTest, LeavesOutWhatCouldNotBeTried) {
  World world;
  world.begin(World::kA, 1, "sets x");
  world.answer(World::kA, 1, kNotTried);
  world.begin(World::kA, 2, "sets x");
  world.answer(World::kA, 2, "accepted");
  const Excerpt excerpt =
      excerpt_of(world.history,
                 {.at = world.now(), .nodes = {World::kA}, .operations = {}, .subjects = {}}, {});
  ASSERT_EQ(excerpt.shown.size(), 1U);
  EXPECT_EQ(world.history.happenings()[excerpt.shown[0]].number, 2U);
}

}  // namespace
}  // namespace storm::metrics
