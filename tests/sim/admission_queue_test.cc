#include "sim/admission_queue.h"

#include <memory>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "tests/sim/sim_fixtures.h"

namespace storm::sim {
namespace {

/// A process with a queue before it, and when each of its requests was served.
struct Queue {
  bool admit(int name) {
    return queue.admit(
        process, AdmissionQueue::Work([this, name] { served.emplace_back(name, kernel.now()); }));
  }

  using Served = std::vector<std::pair<int, Instant>>;

  Kernel kernel{Seed(1), Ties::Scheduled};
  Process process{kernel, NodeId{0}};
  AdmissionQueue queue;
  Served served;
};

TEST(AdmissionQueueTest, WithoutWorkersToCountEachTakesItsTime) {
  Queue world;
  world.queue.add({.service_time = 2s});
  EXPECT_TRUE(world.admit(1));
  EXPECT_TRUE(world.admit(2));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(world.served, (Queue::Served{{1, Instant{2s}}, {2, Instant{2s}}}));
}

TEST(AdmissionQueueTest, OneWorkerServesOneAfterTheOther) {
  Queue world;
  world.queue.add({.service_time = 2s, .workers = 1, .waiting_max = 2});
  EXPECT_TRUE(world.admit(1));
  EXPECT_TRUE(world.admit(2));
  EXPECT_TRUE(world.admit(3));
  EXPECT_FALSE(world.admit(4)) << "no room";
  world.kernel.run_until(Instant{3s});
  EXPECT_TRUE(world.admit(5)) << "the second is being served";
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(
      world.served,
      (Queue::Served{{1, Instant{2s}}, {2, Instant{4s}}, {3, Instant{6s}}, {5, Instant{8s}}}));
}

TEST(AdmissionQueueTest, SeveralWorkersServeSeveralAtOnce) {
  Queue world;
  world.queue.add({.service_time = 2s, .workers = 2, .waiting_max = 9});
  for (const int name : {1, 2, 3}) EXPECT_TRUE(world.admit(name));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(world.served, (Queue::Served{{1, Instant{2s}}, {2, Instant{2s}}, {3, Instant{4s}}}));
}

TEST(AdmissionQueueTest, WithoutRoomToWaitAFreeWorkerIsEnough) {
  Queue world;
  world.queue.add({.service_time = 1s, .workers = 1, .waiting_max = 0});
  EXPECT_TRUE(world.admit(1));
  EXPECT_FALSE(world.admit(2));
  world.kernel.run_until(Instant{1s});
  EXPECT_TRUE(world.admit(3));
}

TEST(AdmissionQueueTest, LoadsAddUpAndGoInAnyOrder) {
  Queue world;
  const auto wide = world.queue.add({.service_time = 1s, .workers = 3, .waiting_max = 1});
  const auto slow = world.queue.add({.service_time = 4s});
  const auto narrow = world.queue.add(
      {.service_time = 1s, .workers = 1, .waiting_max = 5, .refusal = StatusCode::TooManyRequests});
  EXPECT_EQ(world.queue.refusal(), StatusCode::TooManyRequests);
  EXPECT_TRUE(world.admit(1));
  EXPECT_TRUE(world.admit(2));
  EXPECT_FALSE(world.admit(3));
  world.queue.remove(narrow);
  EXPECT_EQ(world.queue.refusal(), StatusCode::Unavailable);
  EXPECT_EQ(world.queue.waiting(), 0U) << "there are three workers again";
  world.queue.remove(wide);
  EXPECT_TRUE(world.admit(4));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(world.served, (Queue::Served{{4, Instant{4s}}, {2, Instant{5s}}, {1, Instant{6s}}}));
  world.queue.remove(slow);
  EXPECT_FALSE(world.queue.slow());
}

TEST(AdmissionQueueTest, WhatWaitsIsServedAtOnceWhenTheLoadGoes) {
  Queue world;
  const auto load = world.queue.add({.service_time = 10s, .workers = 1, .waiting_max = 5});
  for (const int name : {1, 2, 3}) EXPECT_TRUE(world.admit(name));
  world.kernel.run_until(Instant{1s});
  world.queue.remove(load);
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(world.served, (Queue::Served{{2, Instant{1s}}, {3, Instant{1s}}, {1, Instant{10s}}}));
}

TEST(AdmissionQueueTest, NothingIsServedInSuspendAndNoTimePasses) {
  Queue world;
  world.queue.add({.service_time = 2s, .workers = 1, .waiting_max = 5});
  EXPECT_TRUE(world.admit(1));
  EXPECT_TRUE(world.admit(2));
  world.kernel.run_until(Instant{1s});
  world.process.suspend();
  world.kernel.run_until(Instant{1h});
  EXPECT_TRUE(world.served.empty());
  world.process.resume();
  world.kernel.run_until(Instant{2h});
  EXPECT_EQ(world.served, (Queue::Served{{1, Instant{1h + 1s}}, {2, Instant{1h + 3s}}}));
}

TEST(AdmissionQueueTest, WhatWaitsDiesWithTheProcess) {
  Queue world;
  int destroyed = 0;
  world.queue.add({.service_time = 2s, .workers = 1, .waiting_max = 5});
  for (int i = 0; i < 2; ++i) {
    auto alive = std::make_unique<DestructionCounter>(destroyed);
    EXPECT_TRUE(world.queue.admit(
        world.process, AdmissionQueue::Work([kept = std::move(alive)] { FAIL() << "served"; })));
  }
  world.queue.forget();
  world.process.kill();
  EXPECT_EQ(destroyed, 2);
  world.kernel.run_until(Instant{1min});

  Process next(world.kernel, NodeId{0});
  EXPECT_TRUE(world.queue.admit(next, AdmissionQueue::Work([] {}))) << "the worker is free again";
  EXPECT_EQ(world.queue.waiting(), 0U);
}

}  // namespace
}  // namespace storm::sim
