// A server that loses its newest changes: a backup restored, a database made anew.

#include <gtest/gtest.h>
#include <string>

#include "tests/engine/reference/reference_world.h"

namespace storm::engine::reference {
namespace {

/// A world whose server can be put back to where it was when a test said so.
class LostHistoryTest : public testing::Test {
 protected:
  LostHistoryTest() { backup(); }

  void backup() { image_ = world.machines[0]->disk().image(); }
  void restore() {
    world.machines[0]->boot_from(image_);
    world.run(1s);
  }
  void recreate() {
    world.machines[0]->boot_from({});
    world.run(1s);
  }

  ReferenceWorld world;

 private:
  sim::DiskImage image_;
};

TEST_F(LostHistoryTest, AcknowledgedWorkComesBackFromTheDevices) {
  world.create(0, "old", {{"title", "before the backup"}});
  world.run(10s);
  backup();
  const OperationId made = world.create(0, "new", {{"title", "one"}});
  world.increment(0, "old", 5);
  world.run(10s);
  world.set(1, "new", "title", "two");
  world.increment(1, "old", 7);
  world.run(10s);
  EXPECT_EQ(world.fate(0, made), Fate::Synced);
  restore();
  EXPECT_EQ(world.server_snapshot().size(), 1U);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "new", "title"), "two");
  EXPECT_EQ(world.field(1, "old", "title"), "before the backup");
  EXPECT_EQ(world.count(1, "old"), 12);
}

TEST_F(LostHistoryTest, NobodySeesAnIncrementTwiceMeanwhile) {
  world.create(0, "doc");
  world.run(10s);
  backup();
  world.increment(0, "doc", 5);
  world.run(10s);
  restore();
  for (int i = 0; i < 1500; ++i) {
    world.run(1s);
    ASSERT_EQ(world.count(0, "doc"), 5);
  }
  EXPECT_EQ(world.count(1, "doc"), 5);
}

TEST_F(LostHistoryTest, WhatIsSentAgainIsNoNewsToItsUser) {
  const OperationId made = world.create(0, "doc", {{"title", "one"}});
  world.run(10s);
  restore();
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.server->times_applied.at(made), 2);
  EXPECT_EQ(world.replicas[0]->fates.at(made), std::vector<Fate>{Fate::Synced});
}

TEST_F(LostHistoryTest, AHistoryThatGrewBeyondTheLostOneIsToldFromIt) {
  world.create(0, "seen", {{"title", "one"}});
  world.run(10s);
  backup();
  world.create(0, "lost", {{"title", "one"}});
  world.run(10s);
  world.unplug(0);
  restore();
  // The places of the lost changes, and more, are taken by others.
  for (int i = 0; i < 20; ++i) world.create(1, "other" + std::to_string(i), {{"n", "v"}});
  world.run(30min);
  world.plug_in(0);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(1, "lost", "title"), "one");
  EXPECT_EQ(world.server_snapshot().size(), 22U);
}

TEST_F(LostHistoryTest, AnEditOfAForgottenDocumentWaitsForItsCreate) {
  world.create(0, "doc", {{"title", "one"}, {"body", "from its author"}});
  world.run(10s);
  world.set(1, "doc", "title", "two");
  world.increment(1, "doc", 3);
  world.run(10s);
  world.unplug(0);
  restore();
  world.set(1, "doc", "color", "new after the loss");
  world.run(30min);
  // Its author is away: what others did is there, and nobody is told that it was lost.
  EXPECT_EQ(world.server_snapshot().at("doc").fields.at("title"), "two");
  world.plug_in(0);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "two");
  EXPECT_EQ(world.field(1, "doc", "body"), "from its author");
  EXPECT_EQ(world.field(0, "doc", "color"), "new after the loss");
  EXPECT_EQ(world.count(0, "doc"), 3);
  for (const auto& replica : world.replicas) {
    for (const auto& [operation, fates] : replica->fates) {
      EXPECT_EQ(fates.back(), Fate::Synced) << static_cast<std::uint64_t>(operation);
    }
  }
}

TEST_F(LostHistoryTest, ALaterWriteWinsOverTheOneItReplacedInWhateverOrderTheyReturn) {
  world.create(0, "doc", {{"title", "start"}});
  world.run(10s);
  backup();
  world.set(0, "doc", "title", "earlier");
  world.run(10s);
  world.set(1, "doc", "title", "later");
  world.run(10s);
  world.unplug(0);
  restore();
  world.run(30min);
  world.plug_in(0);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "later");
}

TEST_F(LostHistoryTest, StampsOfAServerWithAWrongClockStayBehindLaterOnes) {
  world.create(0, "doc", {{"title", "start"}});
  world.run(10s);
  backup();
  world.machines[0]->clock().step(days{400});
  world.set(0, "doc", "title", "stamped next year");
  world.run(10s);
  world.machines[0]->clock().step(-days{400});
  world.unplug(0);
  restore();
  world.run(30min);  // device 2 has told what it knows
  world.set(1, "doc", "title", "later in truth");
  world.run(10s);
  world.plug_in(0);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "later in truth");
}

TEST_F(LostHistoryTest, AWriteOfUnknownFateIsNotTakenForALaterOne) {
  world.create(0, "doc", {{"title", "start"}});
  world.run(10s);
  backup();
  // Its stamp is brought back to the moment of each arrival, and its author never hears of the
  // first.
  world.machine_of(0).clock().step(days{3650});
  world.machine_of(0).link().block(sim::Direction::In);
  world.set(0, "doc", "title", "first");
  world.run(10s);
  world.set(1, "doc", "title", "second");
  world.run(10s);
  world.set(1, "doc", "title", "third");
  world.run(10s);
  restore();
  world.run(30min);
  EXPECT_EQ(world.field(1, "doc", "title"), "third");
  world.machine_of(0).link().unblock(sim::Direction::In);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "third");
}

TEST_F(LostHistoryTest, ACreateOfUnknownFateIsNotToldLostToThoseWhoSawIt) {
  world.machine_of(0).link().block(sim::Direction::In);
  const OperationId made = world.create(0, "doc", {{"title", "one"}, {"body", "of its author"}});
  world.run(10s);
  world.set(1, "doc", "title", "two");
  world.run(10s);
  restore();
  world.run(30min);
  world.machine_of(0).link().unblock(sim::Direction::In);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "two");
  EXPECT_EQ(world.field(1, "doc", "body"), "of its author");
  EXPECT_EQ(world.fate(0, made), Fate::Synced);
}

TEST_F(LostHistoryTest, ADeletionThatWasLostIsCarriedOutAgain) {
  world.create(0, "old");
  world.run(10s);
  backup();
  world.create(0, "new");
  world.run(10s);
  world.remove(1, "old");
  world.remove(1, "new");
  world.run(10s);
  restore();
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_TRUE(world.server_snapshot().empty());
}

TEST_F(LostHistoryTest, ALateAuthorDoesNotBringBackWhatWasDeletedMeanwhile) {
  world.create(0, "doc", {{"title", "one"}});
  world.run(10s);
  world.set(1, "doc", "title", "two");
  world.run(10s);
  world.unplug(0);
  restore();
  world.run(30min);
  world.remove(1, "doc");
  world.run(hours(48));
  world.collect_tombstones(hours(24));
  world.plug_in(0);
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_TRUE(world.server_snapshot().empty());
}

TEST_F(LostHistoryTest, ADatabaseMadeAnewIsFilledAgain) {
  world.create(0, "doc", {{"title", "one"}});
  world.increment(0, "doc", 4);
  world.run(10s);
  world.set(1, "doc", "title", "two");
  world.create(1, "gone");
  world.run(10s);
  world.remove(0, "gone");
  world.run(10s);
  recreate();
  EXPECT_TRUE(world.server_snapshot().empty());
  world.run(30min);
  EXPECT_TRUE(world.converged());
  ASSERT_EQ(world.server_snapshot().size(), 1U);
  EXPECT_EQ(world.field(0, "doc", "title"), "two");
  EXPECT_EQ(world.count(1, "doc"), 4);
}

TEST_F(LostHistoryTest, TwoLossesInARowAreMadeGoodToo) {
  world.create(0, "doc");
  world.run(10s);
  backup();
  for (std::size_t round = 0; round < 3; ++round) {
    world.increment(0, "doc", 1);
    world.increment(1, "doc", 10);
    world.create(round % 2, "doc" + std::to_string(round));
    world.run(10s);
    restore();
    if (round == 1) world.restart(0);
    world.run(20s);
  }
  world.run(30min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.count(0, "doc"), 33);
  EXPECT_EQ(world.server_snapshot().size(), 4U);
}

TEST_F(LostHistoryTest, AServerThatOnlyRestartsGetsNothingAgain) {
  world.create(0, "doc");
  world.run(10s);
  world.restart(0);
  world.increment(0, "doc", 1);
  world.run(10s);
  world.restart(0);
  for (int i = 0; i < 1800; ++i) {
    world.run(1s);
    ASSERT_EQ(world.replicas[0]->replica->status().pending, 0U);
  }
  EXPECT_TRUE(world.converged());
}

TEST(KeptOperationsTest, OnlyTheNewestAcknowledgedOperationsAreKept) {
  ReferenceWorld small({.clock_offsets = {Duration::zero(), Duration::zero()},
                        .policies = {{"acknowledged_kept", 3}},
                        .seed = 1});
  for (int i = 0; i < 10; ++i) {
    small.create(0, "doc" + std::to_string(i));
    small.run(10s);
  }
  small.machines[0]->boot_from({});
  small.run(30min);
  EXPECT_EQ(small.server_snapshot().size(), 3U);
}

TEST_F(LostHistoryTest, AClonedDeviceSendsWhatWaitsOnceAndClaimsNoSuccessOfTheOther) {
  world.create(0, "doc");
  world.run(10s);
  world.unplug(0);
  world.unplug(1);
  world.increment(0, "doc", 5);
  world.machine_of(1).boot_from(world.machine_of(0).disk().image());
  world.run(5s);
  EXPECT_EQ(world.count(1, "doc"), 5);
  EXPECT_EQ(world.replicas[1]->replica->status().last_success, LastTime{});
  world.increment(1, "doc", 7);
  world.plug_in(1);
  world.run(5min);
  world.plug_in(0);
  world.run(5min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.count(0, "doc"), 12);
}

}  // namespace
}  // namespace storm::engine::reference
