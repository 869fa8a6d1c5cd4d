#include "engine/reference/client/backoff.h"

#include <gtest/gtest.h>

#include "tests/sim/test_random.h"

namespace storm::engine::reference {
namespace {

TEST(BackoffTest, DoublesUpToItsLimitAndStaysInTheUpperHalf) {
  sim::TestRandom random(1);
  Backoff backoff(1s, 5min);
  for (const Duration step : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
    const Duration pause = backoff.next(random);
    EXPECT_GE(pause, step / 2);
    EXPECT_LE(pause, step);
  }
}

TEST(BackoffTest, BeginsAnewAfterASuccess) {
  sim::TestRandom random(1);
  Backoff backoff(1s, 5min);
  for (int i = 0; i < 100; ++i) backoff.next(random);
  backoff.reset();
  EXPECT_LE(backoff.next(random), 1s);
}

TEST(BackoffTest, DevicesThatFailTogetherDoNotComeBackTogether) {
  sim::TestRandom one(1);
  sim::TestRandom other(2);
  EXPECT_NE(Backoff(1s, 5min).next(one), Backoff(1s, 5min).next(other));
}

}  // namespace
}  // namespace storm::engine::reference
