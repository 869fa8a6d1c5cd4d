#include "sim/link.h"

#include "gtest/gtest.h"

namespace storm::sim {
namespace {

LinkQuality plain() { return {.latency = 20ms}; }

TEST(LinkTest, PassesWithItsLatency) {
  Link link(Seed(1), plain());
  EXPECT_EQ(link.pass(Direction::Out, 100, Instant{}), Passage{20ms});
}

TEST(LinkTest, BlocksOneWayAndNests) {
  Link link(Seed(1), plain());
  link.block(Direction::Out);
  link.block(Direction::Out);
  EXPECT_TRUE(link.pass(Direction::Out, 1, Instant{}).empty());
  EXPECT_EQ(link.pass(Direction::In, 1, Instant{}).size(), 1U);
  link.unblock(Direction::Out);
  EXPECT_FALSE(link.open(Direction::Out));
  link.unblock(Direction::Out);
  EXPECT_TRUE(link.open(Direction::Out));
}

TEST(LinkTest, QueuesMessagesBehindEachOtherAtItsRate) {
  LinkQuality slow = plain();
  slow.bytes_per_second = 1000;
  Link link(Seed(1), slow);
  EXPECT_EQ(link.pass(Direction::Out, 500, Instant{}), Passage{520ms});
  EXPECT_EQ(link.pass(Direction::Out, 500, Instant{}), Passage{1020ms});
  EXPECT_EQ(link.pass(Direction::In, 500, Instant{}), Passage{520ms}) << "directions are separate";
}

TEST(LinkTest, LosesAndDoublesAsOftenAsItSays) {
  LinkQuality bad = plain();
  bad.loss = {.num = 1, .den = 10};
  bad.duplication = {.num = 1, .den = 5};
  Link link(Seed(7), bad);
  int lost = 0;
  int doubled = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Passage passage = link.pass(Direction::Out, 1, Instant{i * 1s});
    lost += passage.empty() ? 1 : 0;
    doubled += passage.size() == 2 ? 1 : 0;
  }
  // Five standard deviations around 1 000 and 1 800.
  EXPECT_NEAR(lost, 1000, 150);
  EXPECT_NEAR(doubled, 1800, 200);
}

TEST(LinkTest, TheFateOfAMessageHangsOnItsInstantAlone) {
  LinkQuality bad = plain();
  bad.jitter = 1s;
  bad.loss = {.num = 1, .den = 3};
  Link all(Seed(9), bad);
  Link every_third(Seed(9), bad);
  for (int i = 0; i < 300; ++i) {
    const Instant now{i * 1s};
    const Passage passage = all.pass(Direction::Out, 1, now);
    if (i % 3 == 0) {
      EXPECT_EQ(every_third.pass(Direction::Out, 999, now), passage);
    }
    every_third.pass(Direction::In, 1, now);
  }
}

TEST(LinkTest, MessagesOfOneInstantHaveFatesOfTheirOwn) {
  LinkQuality bad = plain();
  bad.jitter = 1s;
  Link link(Seed(9), bad);
  const Passage first = link.pass(Direction::Out, 1, Instant{});
  EXPECT_NE(link.pass(Direction::Out, 1, Instant{}), first);
}

TEST(LinkTest, TheLatestDegradationCountsUntilItIsTakenBack) {
  Link link(Seed(1), plain());
  const auto first = link.degrade({.latency = 100ms});
  const auto second = link.degrade({.latency = 500ms});
  EXPECT_EQ(link.quality().latency, 500ms);
  link.restore(first);
  EXPECT_EQ(link.quality().latency, 500ms);
  link.restore(second);
  EXPECT_EQ(link.quality().latency, 20ms);
}

TEST(LinkTest, AnAdjustedDegradationKeepsItsPlace) {
  Link link(Seed(1), plain());
  const std::uint64_t first = link.degrade({.latency = 100ms});
  const std::uint64_t second = link.degrade({.latency = 200ms});
  link.adjust(first, {.latency = 150ms});
  EXPECT_EQ(link.quality().latency, 200ms) << "the one set last counts";
  EXPECT_EQ(link.healthy().latency, 20ms);
  link.restore(second);
  EXPECT_EQ(link.quality().latency, 150ms);
  link.restore(first);
  EXPECT_EQ(link.quality().latency, 20ms);
}

}  // namespace
}  // namespace storm::sim
