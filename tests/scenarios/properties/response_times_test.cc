#include "scenarios/properties/response_times.h"

#include "gtest/gtest.h"

namespace storm::scenarios {
namespace {

constexpr WallTime kNoon{days{20'000} + 12h};

bool any_at(const ResponseTimes& times, WallTime at) { return times.any_within(at, at); }

TEST(ResponseTimesTest, RecentOnesAreKeptToTheNanosecond) {
  ResponseTimes times;
  times.add(kNoon);
  EXPECT_TRUE(any_at(times, kNoon));
  EXPECT_FALSE(any_at(times, kNoon + 1ns));
  EXPECT_FALSE(any_at(times, kNoon - 1ns));
  EXPECT_TRUE(times.any_within(kNoon - 2min, kNoon));
  EXPECT_FALSE(times.any_within(kNoon + 1ns, kNoon + 2min));
}

TEST(ResponseTimesTest, OlderOnesAreKeptByTheMinute) {
  ResponseTimes times;
  times.add(kNoon + 30s);
  for (std::size_t i = 0; i < ResponseTimes::kExact; ++i) {
    times.add(kNoon + 1h + seconds{static_cast<std::int64_t>(i)});
  }
  EXPECT_TRUE(any_at(times, kNoon));
  EXPECT_TRUE(any_at(times, kNoon + 1min - 1ns));
  EXPECT_FALSE(any_at(times, kNoon - 1ns));
  EXPECT_FALSE(any_at(times, kNoon + 1min));
}

TEST(ResponseTimesTest, AClockMayStandBeforeTheEpochAndGoBack) {
  ResponseTimes times;
  const WallTime early{-1ns};
  for (std::size_t i = 0; i <= ResponseTimes::kExact; ++i) times.add(early);
  times.add(kNoon);
  times.add(early - days{1});
  EXPECT_TRUE(any_at(times, early));
  EXPECT_TRUE(any_at(times, WallTime{-1min})) << "the minute before the epoch";
  EXPECT_FALSE(any_at(times, WallTime{}));
  EXPECT_EQ(times.latest(), early - days{1}) << "the latest to arrive, whatever its clock said";
}

TEST(ResponseTimesTest, WithoutResponsesThereIsNoLatest) {
  EXPECT_EQ(ResponseTimes().latest(), std::nullopt);
}

}  // namespace
}  // namespace storm::scenarios
