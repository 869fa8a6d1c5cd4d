#include "scenarios/plan/presence.h"

#include <gtest/gtest.h>

#include "scenarios/plan/plan.h"

namespace storm::scenarios {
namespace {

constexpr Instant at(Duration since_start) { return Instant{since_start}; }

/// One device, gone from 10 h to 20 h and, two minutes after it is back, once more until 21 h.
Plan plan_with_absence() {
  Plan plan;
  plan.chaos = days{2};
  plan.devices.resize(1);
  plan.faults.push_back(
      {.kind = "partition", .target = 0, .begin = at(10h), .end = at(20h), .parameters = {}});
  plan.faults.push_back(
      {.kind = "suspend", .target = 0, .begin = at(20h + 2min), .end = at(21h), .parameters = {}});
  plan.faults.push_back({.kind = "restart",
                         .target = kServerTarget,
                         .begin = at(30h),
                         .end = at(30h + 1min),
                         .parameters = {}});
  plan.faults.push_back(
      {.kind = "disk_full", .target = 0, .begin = at(1h), .end = at(2h), .parameters = {}});
  return plan;
}

TEST(PresenceTest, KnowsWhenADeviceIsCutOff) {
  const Plan plan = plan_with_absence();
  const Presence presence(plan);
  EXPECT_TRUE(presence.is_connected(0, at(90min)));
  EXPECT_FALSE(presence.is_connected(0, at(10h)));
  EXPECT_TRUE(presence.is_connected(0, at(20h)));
  EXPECT_FALSE(presence.is_connected(0, at(20h + 3min)));
  EXPECT_FALSE(presence.is_connected(0, at(30h)));
}

TEST(PresenceTest, ADeviceWithoutInternetIsCutOffToo) {
  Plan plan = plan_with_absence();
  plan.faults.push_back(
      {.kind = "internet_lost", .target = 0, .begin = at(40h), .end = at(41h), .parameters = {}});
  const Presence presence(plan);
  EXPECT_FALSE(presence.is_connected(0, at(40h)));
  EXPECT_TRUE(presence.is_connected(0, at(41h)));
}

TEST(PresenceTest, WhatIsDoneAwayReachesTheServerAfterAReturnThatLasts) {
  const Plan plan = plan_with_absence();
  const Presence presence(plan);
  EXPECT_EQ(presence.published_at(0, at(9h)), at(9h + 5min));
  EXPECT_EQ(presence.published_at(0, at(12h)), at(21h + 5min));
}

TEST(PresenceTest, ArrivalIsQuickOnlyForWhoHasNotBeenAway) {
  const Plan plan = plan_with_absence();
  const Presence presence(plan, 15s);
  EXPECT_EQ(presence.published_at(0, at(9h)), at(9h + 15s));
  EXPECT_EQ(presence.published_at(0, at(10h - 15s)), at(10h));
  EXPECT_EQ(presence.published_at(0, at(10h - 14s)), at(21h + 5min));
  EXPECT_EQ(presence.published_at(0, at(12h)), at(21h + 5min));
  EXPECT_EQ(presence.published_at(0, at(21h + 1min)), at(21h + 5min));
  EXPECT_EQ(presence.published_at(0, at(21h + 5min)), at(21h + 5min + 15s));
}

TEST(PresenceTest, ADeviceHasSeenWhatWasThereBeforeItLeft) {
  const Plan plan = plan_with_absence();
  const Presence presence(plan);
  EXPECT_EQ(presence.seen_until(0, at(9h)), at(9h));
  EXPECT_EQ(presence.seen_until(0, at(15h)), at(10h));
  EXPECT_EQ(presence.seen_until(0, at(20h + 1min)), at(10h));
  EXPECT_EQ(presence.seen_until(0, at(21h + 1min)), at(10h));
  EXPECT_EQ(presence.seen_until(0, at(21h + 5min)), at(21h + 5min));
}

TEST(PresenceTest, ArrivalIsTheFirstMomentAtWhichItHasBeenSeen) {
  const Plan plan = plan_with_absence();
  const Presence presence(plan);
  for (const Duration published : {Duration{9h}, Duration{10h + 1s}, Duration{20h + 1min}}) {
    const Instant arrival = presence.arrives_at(0, at(published));
    EXPECT_GE(presence.seen_until(0, arrival), at(published));
    if (arrival > at(published)) {
      EXPECT_LT(presence.seen_until(0, arrival - 1ns), at(published));
    }
  }
}

}  // namespace
}  // namespace storm::scenarios
