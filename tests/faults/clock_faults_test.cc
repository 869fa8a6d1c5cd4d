#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

constexpr std::int64_t nanos(Duration duration) { return duration.count(); }

TEST(ClockFaultsTest, AStepStays) {
  sim::TwoMachines world;
  const Struck fault(world, world.alpha, "clock_step", {{"by", nanos(-2h)}});
  EXPECT_EQ(world.alpha.clock().error(), -2h);
}

TEST(ClockFaultsTest, ADriftEnds) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "clock_drift", {{"ppb", 1'000'000}});
  world.kernel.run_until(Instant{1000s});
  EXPECT_EQ(world.alpha.clock().error(), 1s);
  fault.end();
  world.kernel.run_until(Instant{2000s});
  EXPECT_EQ(world.alpha.clock().error(), 1s);
}

TEST(ClockFaultsTest, AResetShows1970UntilItIsCorrected) {
  sim::TwoMachines world;
  world.alpha.clock().step(days{20'000});
  Struck fault(world, world.alpha, "clock_reset", {{"to", nanos(3h)}});
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{3h});
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{3h + 1min});
  fault.end();
  EXPECT_EQ(world.alpha.clock().error(), days{20'000});
}

TEST(ClockFaultsTest, TheFarFutureIsTakenBackAndNothingElse) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "clock_far_future", {{"by", nanos(days{9000})}});
  EXPECT_EQ(world.alpha.clock().error(), days{9000});
  const Struck meanwhile(world, world.alpha, "clock_step", {{"by", nanos(1h)}});
  fault.end();
  EXPECT_EQ(world.alpha.clock().error(), 1h);
}

TEST(ClockFaultsTest, AFrozenWallClockStandsWhileMonotonicTimeGoesOn) {
  for (const std::int64_t afterwards : {0, 1}) {
    sim::TwoMachines world;
    world.kernel.run_until(Instant{1min});
    const WallTime before = world.alpha.clock().wall();
    Struck fault(world, world.alpha, "clock_frozen", {{"afterwards", afterwards}});
    world.kernel.run_until(Instant{11min});
    EXPECT_EQ(world.alpha.clock().wall(), before);
    EXPECT_EQ(world.alpha.clock().monotonic(), MonoTime{11min});
    fault.end();
    const Duration behind = afterwards == 0 ? Duration::zero() : Duration{10min};
    EXPECT_EQ(world.alpha.clock().error(), -behind);
    world.kernel.run_until(Instant{12min});
    EXPECT_EQ(world.alpha.clock().error(), -behind);
  }
}

TEST(ClockFaultsTest, CoarseClocksShowMultiplesOnly) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "clock_coarse", {{"grain", nanos(1s)}});
  Struck finer(world, world.alpha, "clock_coarse", {{"grain", nanos(100ms)}});
  world.kernel.run_until(Instant{1999ms});
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{1s});
  EXPECT_EQ(world.alpha.clock().monotonic(), MonoTime{1s});
  fault.end();
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{1900ms});
  finer.end();
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{1999ms});
}

TEST(ClockFaultsTest, ACoarseClockBefore1970RoundsDown) {
  sim::TwoMachines world;
  world.alpha.clock().step(-1500ms);
  const Struck fault(world, world.alpha, "clock_coarse", {{"grain", nanos(1s)}});
  EXPECT_EQ(world.alpha.clock().wall(), WallTime{-2s});
}

}  // namespace
}  // namespace storm::faults
