#include "engine/reference/values/hybrid_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace storm::engine::reference {
namespace {

WallTime wall_at(std::int64_t millis) { return WallTime{milliseconds{millis}}; }

TEST(HybridClockTest, FollowsTheWallClock) {
  HybridClock clock;
  EXPECT_EQ(clock.tick(wall_at(5)), HybridTime{5U << 16U});
  EXPECT_EQ(clock.tick(wall_at(9)), HybridTime{9U << 16U});
}

TEST(HybridClockTest, TimesBeforeTheEpochCountAsTheEpoch) {
  EXPECT_EQ(to_hybrid(wall_at(-1)), HybridTime{0});
}

TEST(HybridClockTest, AbsurdStampsDoNotExhaustIt) {
  HybridClock clock;
  clock.observe(HybridTime{~std::uint64_t{0}});
  const HybridTime first = clock.tick(wall_at(1));
  EXPECT_LT(first, clock.tick(wall_at(1)));
}

TEST(HybridClockTest, AStampFromTheFutureCountsAsWrittenOnArrival) {
  HybridClock clock;
  const HybridTime claimed = to_hybrid(wall_at(0) + hours(72));
  EXPECT_EQ(believe(clock, claimed, wall_at(7'000), 1min), to_hybrid(wall_at(7'000)));
  EXPECT_LT(clock.last(), claimed);
}

TEST(HybridClockTest, AStampWithinTheBoundIsBelievedAndSeen) {
  HybridClock clock;
  const HybridTime claimed = to_hybrid(wall_at(60'000));
  EXPECT_EQ(believe(clock, claimed, wall_at(0), 1min), claimed);
  EXPECT_GT(clock.tick(wall_at(0)), claimed);
}

RC_GTEST_PROP(HybridClockProperty, NeverGoesBackWhateverItSees,
              (const std::vector<std::pair<bool, std::int64_t>>& steps)) {
  HybridClock clock;
  for (const auto& [observes, number] : steps) {
    const HybridTime before = clock.last();
    if (observes) {
      clock.observe(HybridTime{static_cast<std::uint64_t>(number)});
      RC_ASSERT(clock.last() >= before);
    } else {
      RC_ASSERT(clock.tick(WallTime{Duration{number}}) > before);
    }
    // Over a restart it goes on from what was stored.
    clock = HybridClock(clock.last());
  }
}

}  // namespace
}  // namespace storm::engine::reference
