#include "sim/seed.h"

#include <array>
#include <set>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "sim/xoshiro.h"

namespace storm::sim {
namespace {

TEST(SeedTest, ForksByNameAreRecordedForAllCompilers) {
  // Recorded: a change here changes every plan and every fingerprint.
  EXPECT_EQ(Seed(42).fork("link").value(), 8'068'706'823'369'993'954U);
  EXPECT_EQ(Seed(42).fork(std::uint64_t{7}).value(), 14'769'051'326'987'775'908U);
}

TEST(SeedTest, NeighbouringNumbersShareNothing) {
  std::set<std::uint64_t> values;
  for (std::uint64_t i = 0; i < 10'000; ++i) values.insert(Seed(1).fork(i).value());
  EXPECT_EQ(values.size(), 10'000U);
}

TEST(XoshiroTest, StreamIsRecordedForAllCompilers) {
  Xoshiro random(Seed(1));
  const std::array<std::uint64_t, 3> drawn{random.next(), random.next(), random.next()};
  EXPECT_EQ(drawn,
            (std::array<std::uint64_t, 3>{14'971'601'782'005'023'387U, 13'781'649'495'232'077'965U,
                                          1'847'458'086'238'483'744U}));
}

RC_GTEST_PROP(RandomProperty, BetweenStaysInItsRange,
              (std::uint64_t seed, std::int64_t one, std::int64_t other)) {
  Xoshiro random{Seed(seed)};
  const std::int64_t low = std::min(one, other);
  const std::int64_t high = std::max(one, other);
  RC_PRE(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) != ~0ULL);
  for (int i = 0; i < 20; ++i) {
    const std::int64_t value = random.between(low, high);
    RC_ASSERT(value >= low);
    RC_ASSERT(value <= high);
  }
}

TEST(RandomTest, ChanceComesOutAsOftenAsItSays) {
  Xoshiro random(Seed(5));
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) hits += random.chance({.num = 1, .den = 4}) ? 1 : 0;
  // Five standard deviations of the binomial distribution around 25 000.
  EXPECT_GT(hits, 24'300);
  EXPECT_LT(hits, 25'700);
}

}  // namespace
}  // namespace storm::sim
