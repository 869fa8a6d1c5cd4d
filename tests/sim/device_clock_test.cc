#include "sim/device_clock.h"

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace storm::sim {
namespace {

constexpr WallTime kStart{days{20'000}};

struct Fixture {
  explicit Fixture(DeviceClock::Error error = {}) : clock(kernel, kStart, error) {
    clock.attach(process);
  }

  Kernel kernel{Seed(1), Ties::Scheduled};
  Process process{kernel, NodeId{0}};
  DeviceClock clock;
};

TEST(DeviceClockTest, OffsetAndDriftAddUp) {
  // 100 ppm fast for ten days is 86.4 s.
  Fixture world({.offset = days{3}, .drift_ppb = 100'000});
  EXPECT_EQ(world.clock.wall(), kStart + days{3});
  world.kernel.run_until(Instant{days{10}});
  EXPECT_EQ(world.clock.wall(), kStart + days{13} + 86400ms);
  EXPECT_EQ(world.clock.monotonic(), MonoTime{days{10} + 86400ms});
  EXPECT_EQ(world.clock.error(), days{3} + 86400ms);
}

TEST(DeviceClockTest, AStepMovesTheWallAndNotTheMonotonicClock) {
  Fixture world;
  world.kernel.run_until(Instant{1h});
  world.clock.step(-days{2});
  EXPECT_EQ(world.clock.wall(), kStart + 1h - days{2});
  EXPECT_EQ(world.clock.monotonic(), MonoTime{1h});
}

TEST(DeviceClockTest, SuspendStopsTheMonotonicClockOnly) {
  Fixture world;
  world.kernel.run_until(Instant{1h});
  world.clock.suspend();
  world.kernel.run_until(Instant{5h});
  EXPECT_EQ(world.clock.monotonic(), MonoTime{1h});
  EXPECT_EQ(world.clock.wall(), kStart + 5h);
  world.clock.resume();
  world.kernel.run_until(Instant{6h});
  EXPECT_EQ(world.clock.monotonic(), MonoTime{2h});
}

TEST(DeviceClockTest, ATimerRunsOnTheDevicesOwnSecond) {
  // 1 % fast: 100 of its seconds are 99.0099 true ones.
  Fixture world({.offset = Duration::zero(), .drift_ppb = 10'000'000});
  bool fired = false;
  world.clock.arm(101s, Clock::TimerCompletion([&fired](auto) { fired = true; }));
  world.kernel.run_until(Instant{100s});
  EXPECT_FALSE(fired) << "rounding may make it late by a nanosecond, never early";
  world.kernel.run_until(Instant{100s + 2ns});
  EXPECT_TRUE(fired);
}

TEST(DeviceClockTest, ANewProcessBeginsAtZeroAndKeepsTheWall) {
  Fixture world({.offset = 1h, .drift_ppb = 0});
  world.kernel.run_until(Instant{3h});
  Process next(world.kernel, NodeId{0});
  world.clock.attach(next);
  EXPECT_EQ(world.clock.monotonic(), MonoTime{});
  EXPECT_EQ(world.clock.wall(), kStart + 4h);
}

RC_GTEST_PROP(DeviceClockProperty, MonotonicTimeNeverGoesBack,
              (const std::vector<std::uint16_t>& script)) {
  Fixture world;
  MonoTime last{};
  bool suspended = false;
  for (const std::uint16_t word : script) {
    world.kernel.run_until(world.kernel.now() + Duration{word});
    if (word % 4 == 0) world.clock.step(Duration{word} - 30us);
    if (word % 4 == 1) world.clock.set_drift((std::int64_t{word} - 30'000) * 10'000);
    if (word % 4 == 2) {
      suspended ? world.clock.resume() : world.clock.suspend();
      suspended = !suspended;
    }
    RC_ASSERT(world.clock.monotonic() >= last);
    last = world.clock.monotonic();
  }
}

}  // namespace
}  // namespace storm::sim
