// A replica's disk that decays, or gives back what stood there long ago, without a word.

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "sim/xoshiro.h"
#include "tests/engine/reference/reference_world.h"
#include "tests/sim/sim_fixtures.h"

namespace storm::engine::reference {
namespace {

constexpr int kTrials = 150;

/// Two replicas of a few documents; the second compares its copy every ten minutes.
class DecayingWorld final : public ReferenceWorld {
 public:
  explicit DecayingWorld(std::uint64_t seed)
      : ReferenceWorld({.clock_offsets = {Duration::zero(), Duration::zero()},
                        .policies = {{"compare_every", Duration{10min}.count()}},
                        .seed = seed}),
        random_(sim::Seed(seed)) {
    for (int i = 0; i < 20; ++i) {
      const std::string name = "doc" + std::to_string(i);
      create(0, name, {{"title", "a title of some length"}, {"body", "a body of more length"}});
      increment(0, name, 1);
    }
    run(10s);
  }

  sim::Disk& disk() { return machine_of(1).disk(); }
  void rot(std::uint64_t bits) { disk().rot(sim::FileKind::Any, bits, random_); }
  /// Boots from a file whose last page but one is empty. It holds cells: the file grew with them.
  void ruin_a_page() {
    constexpr std::size_t kPageBytes = 1024;
    Bytes bytes = disk().image().files.at("/data/replica.db").bytes();
    const auto page = bytes.end() - 2 * kPageBytes;
    std::fill(page, page + kPageBytes, std::byte{});
    machine_of(1).boot_from({.files = {{"/data/replica.db", bytes}}});
  }

 private:
  sim::Xoshiro random_;
};

TEST(DamagedStoreTest, AReplicaWhoseDiskDecaysReadsAnewWhatTheServerHas) {
  for (std::uint64_t trial = 1; trial <= kTrials; ++trial) {
    DecayingWorld world(trial);
    world.rot(1 + trial % 30);
    if (trial % 3 == 0) world.restart(2);
    world.run(25min);
    ASSERT_TRUE(world.converged()) << "trial " << trial;
  }
}

TEST(DamagedStoreTest, OneThatStaysSoundIsNotReplaced) {
  DecayingWorld world(1);
  world.run(hours(2));
  EXPECT_TRUE(world.disk().exists("/data/replica.db"));
  EXPECT_FALSE(world.disk().exists("/data/replica-2.db"));
  EXPECT_TRUE(world.replicas[1]->damage.empty());
  EXPECT_TRUE(world.converged());
}

TEST(DamagedStoreTest, ADamagedOneIsReplacedByAnotherFileAndItsUserToldOnce) {
  DecayingWorld world(1);
  world.rot(10'000);
  world.run(25min);
  EXPECT_FALSE(world.disk().exists("/data/replica.db"));
  EXPECT_TRUE(world.disk().exists("/data/replica-2.db"));
  EXPECT_EQ(world.replicas[1]->damage.size(), 1U);
  world.rot(10'000);
  world.run(25min);
  EXPECT_TRUE(world.disk().exists("/data/replica.db"));
  EXPECT_EQ(world.replicas[1]->damage.size(), 2U);
  EXPECT_TRUE(world.converged());
}

TEST(DamagedStoreTest, WhatWaitsIsSentAsItWasOrNotAtAll) {
  int sent = 0;
  for (std::uint64_t trial = 1; trial <= kTrials; ++trial) {
    DecayingWorld world(trial);
    world.unplug(1);
    for (int i = 0; i < 20; ++i) {
      world.set(1, "doc" + std::to_string(i), "title", "written on the plane " + std::to_string(i));
    }
    world.rot(6);
    world.plug_in(1);
    world.run(25min);
    ASSERT_TRUE(world.converged()) << "trial " << trial;
    const Snapshot all = world.server_snapshot();
    for (int i = 0; i < 20; ++i) {
      const std::string title = all.at("doc" + std::to_string(i)).fields.at("title");
      const bool arrived = title == "written on the plane " + std::to_string(i);
      ASSERT_TRUE(arrived || title == "a title of some length") << "trial " << trial << title;
      sent += arrived ? 1 : 0;
    }
  }
  // Six bits of some ten thousand bytes: most of what waited is there.
  EXPECT_GT(sent, kTrials * 20 * 3 / 4);
}

TEST(DamagedStoreTest, NothingThatWaitsIsLostWhenOnlyTheRestDecays) {
  DecayingWorld world(1);
  world.unplug(1);
  const OperationId waiting = world.increment(1, "doc0", 5);
  world.run(1min);
  world.ruin_a_page();
  world.plug_in(1);
  world.run(25min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.fate(1, waiting), Fate::Synced);
  EXPECT_EQ(world.count(0, "doc0"), 6);
  EXPECT_EQ(world.replicas[1]->damage,
            std::vector<std::string>{
                "the store on this device is damaged and is being replaced; of 1 operations that "
                "had not been sent, it could save 1"});
}

/// Every row of the outbox is there and none is what was written: they are seen, and not believed.
TEST(DamagedStoreTest, HowManyWaitingOperationsAreLostIsSaid) {
  for (const bool after_a_restart : {false, true}) {
    DecayingWorld world(1);
    world.unplug(1);
    for (int i = 0; i < 3; ++i) world.set(1, "doc" + std::to_string(i), "title", "unmistakable");
    Bytes bytes = world.disk().image().files.at("/data/replica.db").bytes();
    const Bytes written = sim::bytes_of("unmistakable");
    for (auto place = std::search(bytes.begin(), bytes.end(), written.begin(), written.end());
         place != bytes.end();
         place = std::search(place, bytes.end(), written.begin(), written.end())) {
      *place = std::byte{'U'};
    }
    if (after_a_restart) {
      // Found damaged before anybody could read what was in it.
      bytes[60] = std::byte{0x7F};
    }
    world.machine_of(1).boot_from({.files = {{"/data/replica.db", bytes}}});
    world.plug_in(1);
    world.run(25min);
    EXPECT_TRUE(world.converged());
    const std::string what = after_a_restart
                                 ? "it could save 0 operations that had not been sent, and could "
                                   "not read 3 more; whether there were others is not known"
                                 : "of 3 operations that had not been sent, it could save 0";
    EXPECT_EQ(world.replicas[1]->damage,
              std::vector<std::string>{
                  "the store on this device is damaged and is being replaced; " + what});
  }
}

TEST(DamagedStoreTest, AHeaderThatSaysReadOnlyIsDamage) {
  DecayingWorld world(1);
  sim::DiskImage image = world.disk().image();
  // "File format write version": SQLite opens the file, and writes nothing to it.
  Bytes bytes = image.files.at("/data/replica.db").bytes();
  bytes[18] = std::byte{0x81};
  image.files["/data/replica.db"] = bytes;
  world.machine_of(1).boot_from(image);
  world.create(0, "new");
  world.run(25min);
  EXPECT_TRUE(world.converged());
}

TEST(DamagedStoreTest, ADiskThatGivesBackTheOldIsFoundOut) {
  for (std::uint64_t trial = 1; trial <= kTrials; ++trial) {
    DecayingWorld world(trial);
    const std::uint64_t token =
        world.disk().add_stale_rule([random = sim::Xoshiro(sim::Seed(trial))](
                                        sim::DiskCall call, std::string_view /*file*/) mutable {
          const bool stale = call == sim::DiskCall::Read && random.one_in(3);
          return stale ? sim::DiskFault::Stale : sim::DiskFault::None;
        });
    for (int i = 0; i < 20; ++i) {
      world.set(0, "doc" + std::to_string(i), "title", "another");
      world.create(0, "more" + std::to_string(i), {{"title", "new"}});
      world.run(30s);
      if (i == 10 && trial % 2 == 0) world.restart(2);
    }
    world.disk().remove_rule(token);
    world.run(25min);
    ASSERT_TRUE(world.converged()) << "trial " << trial;
  }
}

TEST(DamagedStoreTest, TheUserIsToldOnceAlthoughTheReplacementTakesSeveralAttempts) {
  for (std::uint64_t call = 1; call <= 60; ++call) {
    DecayingWorld world(7);
    world.run(1min);
    world.ruin_a_page();
    world.disk().set_rule(
        sim::fail_call({sim::DiskCall::Write, sim::DiskCall::Sync, sim::DiskCall::Remove}, call,
                       sim::Repeat::Once));
    world.run(25min);
    ASSERT_TRUE(world.converged()) << "call " << call;
    ASSERT_EQ(world.replicas[1]->damage.size(), 1U) << "call " << call;
  }
}

TEST(DamagedStoreTest, AReplacementThatACrashInterruptsIsTakenUpAgain) {
  for (std::uint64_t calls = 1; calls <= 60; ++calls) {
    DecayingWorld world(7);
    world.unplug(1);
    const OperationId waiting = world.increment(1, "doc0", 5);
    world.run(1min);
    world.ruin_a_page();
    world.plug_in(1);
    world.machine_of(1).power_off_after_disk_calls(calls);
    world.run(15min);
    world.machine_of(1).power_on();
    world.run(25min);
    ASSERT_TRUE(world.converged()) << "after " << calls << " calls";
    ASSERT_EQ(world.fate(1, waiting), Fate::Synced) << "after " << calls << " calls";
    ASSERT_EQ(world.count(0, "doc0"), 6) << "after " << calls << " calls";
    ASSERT_FALSE(world.replicas[1]->damage.empty()) << "after " << calls << " calls";
  }
}

}  // namespace
}  // namespace storm::engine::reference
