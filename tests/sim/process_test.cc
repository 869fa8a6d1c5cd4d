#include "sim/process.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <stdexcept>
#include <vector>

#include "gtest/gtest.h"

#include "engine/env/signal.h"
#include "sim/device_clock.h"
#include "tests/sim/sim_fixtures.h"

namespace storm::sim {
namespace {

struct Fixture {
  Fixture() { clock.attach(process); }

  Kernel kernel{Seed(1), Ties::Scheduled};
  Process process{kernel, NodeId{0}};
  DeviceClock clock{kernel, WallTime{}, {}};
};

Task<void> note_after(Fixture& world, Duration delay, int name, std::vector<int>& log) {
  co_await sleep_for(world.clock, delay);
  log.push_back(name);
}

TEST(ProcessTest, EqualDeadlinesFireInArmingOrder) {
  Fixture world;
  std::vector<int> log;
  for (int i = 0; i < 8; ++i) world.process.spawn("note", note_after(world, 1s, i, log));
  world.kernel.run_until(Instant{1s});
  EXPECT_EQ(log, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(ProcessTest, WhatDoesNotWaitCanRunWithinThePresentEvent) {
  Fixture world;
  std::vector<int> log;
  const auto events = world.kernel.events_run();
  const auto nest = [](std::vector<int>& notes) -> Task<void> {
    const auto inner = [](std::vector<int>& more) -> Task<int> {
      more.push_back(1);
      co_return 2;
    };
    notes.push_back(co_await inner(notes));
  };
  EXPECT_TRUE(world.process.run_now(nest(log)));
  EXPECT_EQ(log, (std::vector<int>{1, 2}));
  world.kernel.run_until(Instant{1s});
  EXPECT_EQ(world.kernel.events_run(), events);
}

TEST(ProcessTest, WhatWaitsDoesNotEndWithinThePresentEvent) {
  Fixture world;
  std::vector<int> log;
  EXPECT_FALSE(world.process.run_now(note_after(world, 1s, 1, log)));
  EXPECT_TRUE(log.empty());
  world.kernel.run_until(Instant{2s});
  EXPECT_EQ(log, (std::vector<int>{1}));
}

Task<void> throw_at_once() {
  throw std::runtime_error("at once");
  co_return;
}

TEST(ProcessTest, WhatFailsWithinThePresentEventFailsItsCaller) {
  Fixture world;
  EXPECT_THROW(world.process.run_now(throw_at_once()), std::runtime_error);
}

TEST(ProcessTest, TimersFireAtTheirExactInstant) {
  Fixture world;
  std::vector<int> log;
  world.process.spawn("note", note_after(world, 1500ms, 1, log));
  world.kernel.run_until(Instant{1500ms - 1ns});
  EXPECT_TRUE(log.empty());
  world.kernel.run_until(Instant{1500ms});
  EXPECT_EQ(log, (std::vector<int>{1}));
}

Task<void> sleep_holding(Fixture& world, int& destroyed, int& resumed) {
  const DestructionCounter counter(destroyed);
  co_await sleep_for(world.clock, 1h);
  ++resumed;
}

Task<void> nest(Fixture& world, int& destroyed, int& resumed) {
  const DestructionCounter counter(destroyed);
  co_await sleep_holding(world, destroyed, resumed);
  ++resumed;
}

TEST(ProcessTest, KillDestroysSuspendedCoroutinesWithoutResumingThem) {
  Fixture world;
  int destroyed = 0;
  int resumed = 0;
  world.process.spawn("nest", nest(world, destroyed, resumed));
  world.kernel.run_until(Instant{1s});
  world.process.kill();
  EXPECT_EQ(destroyed, 2);
  world.kernel.run_until(Instant{2h});
  EXPECT_EQ(resumed, 0);
  EXPECT_EQ(world.kernel.events_waiting(), 0U);
}

TEST(ProcessTest, KillReachesACoroutineThatHasNotStarted) {
  Fixture world;
  int destroyed = 0;
  int resumed = 0;
  world.process.spawn("nest", nest(world, destroyed, resumed));
  world.process.kill();
  world.kernel.run_until(Instant{2h});
  EXPECT_EQ(destroyed, 0);
  EXPECT_EQ(resumed, 0);
}

TEST(ProcessTest, NothingOfADoomedProcessRuns) {
  Fixture world;
  int destroyed = 0;
  int resumed = 0;
  world.process.spawn("nest", nest(world, destroyed, resumed));
  world.kernel.run_until(Instant{1s});
  world.process.doom();
  world.kernel.run_until(Instant{2h});
  EXPECT_EQ(resumed, 0);
}

Task<void> race(Fixture& world, std::vector<int>& log) {
  using boost::asio::experimental::awaitable_operators::operator||;
  const auto winner = co_await (note_after(world, 3s, 1, log) || note_after(world, 2s, 2, log));
  log.push_back(winner.index() == 0 ? 10 : 20);
}

TEST(ProcessTest, ALostRaceIsCancelledThroughItsSlot) {
  Fixture world;
  std::vector<int> log;
  world.process.spawn("race", race(world, log));
  world.kernel.run_until(Instant{1h});
  EXPECT_EQ(log, (std::vector<int>{2, 20}));
}

TEST(ProcessTest, SuspendedTimersKeepWhatTheyHadLeft) {
  Fixture world;
  std::vector<int> log;
  world.process.spawn("note", note_after(world, 10s, 1, log));
  world.kernel.run_until(Instant{4s});
  world.process.suspend();
  world.kernel.run_until(Instant{1h});
  world.process.resume();
  world.kernel.run_until(Instant{1h + 6s - 1ns});
  EXPECT_TRUE(log.empty());
  world.kernel.run_until(Instant{1h + 6s});
  EXPECT_EQ(log, (std::vector<int>{1}));
}

Task<void> throw_later(Fixture& world) {
  co_await sleep_for(world.clock, 1s);
  throw std::runtime_error("a bug");
}

TEST(ProcessTest, AnExceptionThatLeavesACoroutineEndsTheRun) {
  Fixture world;
  world.process.spawn("throw", throw_later(world));
  EXPECT_THROW(world.kernel.run_until(Instant{1h}), std::runtime_error);
}

Task<void> await_signal(Signal& signal, std::vector<bool>& log) {
  for (int i = 0; i < 3; ++i) {
    const bool notified = co_await signal.wait_for(10s);
    log.push_back(notified);
  }
}

TEST(SignalTest, WakesEarlyKeepsWhatNobodyAwaitedAndTimesOut) {
  Fixture world;
  Signal signal(world.clock);
  std::vector<bool> log;
  signal.notify();
  world.process.spawn("await", await_signal(signal, log));
  world.kernel.run_until(Instant{1s});
  EXPECT_EQ(log, (std::vector<bool>{true}));
  signal.notify();
  signal.notify();
  world.kernel.run_until(Instant{2s});
  EXPECT_EQ(log, (std::vector<bool>{true, true}));
  world.kernel.run_until(Instant{12s});
  EXPECT_EQ(log, (std::vector<bool>{true, true, false}));
}

}  // namespace
}  // namespace storm::sim
