#include "scenarios/plan/rhythm.h"

#include <array>
#include <gtest/gtest.h>

#include "sim/seed.h"
#include "sim/xoshiro.h"

namespace storm::scenarios {
namespace {

constexpr WallTime kMonday{seconds{1'772'409'600}};  // 2026-03-02T00:00:00Z

TEST(ActivityTimesTest, StaysWithinThePeriod) {
  sim::Xoshiro random(sim::Seed(1));
  const ActivityTimes times(Rhythm::OfficeHours, kMonday, Instant{90min}, Instant{91min});
  for (int n = 0; n < 1000; ++n) {
    const Instant at = times.draw(random);
    EXPECT_GE(at, Instant{90min});
    EXPECT_LT(at, Instant{91min});
  }
}

TEST(ActivityTimesTest, MorningsAreBusyAndNightsAndWeekendsQuiet) {
  sim::Xoshiro random(sim::Seed(1));
  const ActivityTimes times(Rhythm::OfficeHours, kMonday, Instant{}, Instant{days{7}});
  std::array<int, 7> by_day{};
  std::array<int, 24> by_hour{};
  for (int n = 0; n < 20'000; ++n) {
    const Duration at = times.draw(random).time_since_epoch();
    ++by_day.at(static_cast<std::size_t>(at / Duration{days{1}}));
    ++by_hour.at(static_cast<std::size_t>(at % Duration{days{1}} / Duration{1h}));
  }
  EXPECT_GT(by_hour[10], 10 * by_hour[3]);
  EXPECT_GT(by_hour[3], 0);
  EXPECT_GT(by_day[0], 3 * by_day[5]);
  EXPECT_GT(by_day[6], 0);
}

TEST(ActivityTimesTest, SharesOfAFlatPeriodAreSharesOfItsLength) {
  const ActivityTimes times(Rhythm::Flat, kMonday, Instant{1h}, Instant{11h});
  EXPECT_EQ(times.at_share(0, 10), Instant{1h});
  EXPECT_EQ(times.at_share(5, 10), Instant{6h});
  EXPECT_EQ(times.at_share(9, 10), Instant{10h});
}

}  // namespace
}  // namespace storm::scenarios
