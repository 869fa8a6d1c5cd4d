#include <gtest/gtest.h>

#include "tests/engine/reference/reference_world.h"

namespace storm::engine::reference {
namespace {

TEST(ReferenceDurabilityTest, AnAcceptedWriteSurvivesACrash) {
  ReferenceWorld world;
  world.unplug(0);
  world.create(0, "doc", {{"title", "kept"}});
  const OperationId added = world.increment(0, "doc", 2);
  ASSERT_TRUE(world.replicas[0]->answers.at(added));
  world.restart(1);
  EXPECT_EQ(world.field(0, "doc", "title"), "kept");
  EXPECT_EQ(world.count(0, "doc"), 2);
  EXPECT_EQ(world.replicas[0]->replica->status().pending, 2U);
  world.plug_in(0);
  world.run(1min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.count(1, "doc"), 2);
}

TEST(ReferenceDurabilityTest, AWriteAfterARestartWithTheClockSetBackStillWins) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "before"}});
  world.run(5s);
  world.unplug(0);
  world.unplug(1);
  world.set(0, "doc", "title", "pending before the restart");
  world.machine_of(0).clock().step(-hours(24 * 365));
  world.restart(1);
  world.set(0, "doc", "title", "after the restart");
  world.set(1, "doc", "body", "elsewhere");
  world.plug_in(0);
  world.plug_in(1);
  world.run(2min);
  EXPECT_EQ(world.field(1, "doc", "title"), "after the restart");
  EXPECT_TRUE(world.converged());
}

/// Cuts the power of one machine in the middle of each disk call in turn, until none is left.
class CrashPointTest : public testing::TestWithParam<std::size_t> {};

TEST_P(CrashPointTest, NothingIsLostOrDoubledAtAnyCrashPoint) {
  const std::size_t victim = GetParam();
  std::uint64_t points = 0;
  for (std::uint64_t call = 1; call < 200; ++call) {
    ReferenceWorld world(
        {.clock_offsets = {Duration::zero(), Duration::zero()}, .policies = {}, .seed = call});
    world.create(1, "doc", {{"title", "first"}});
    world.run(5s);
    world.machines[victim]->power_off_after_disk_calls(call);
    const OperationId added = world.increment(0, "doc", 3);
    world.run(30s);
    const bool struck = !world.machines[victim]->on();
    if (!struck) break;
    ++points;
    world.machines[victim]->power_on();
    world.run(10min);
    ASSERT_TRUE(world.converged()) << "call " << call;
    const auto answer = world.replicas[0]->answers.find(added);
    const std::int64_t shown = world.count(1, "doc");
    if (answer == world.replicas[0]->answers.end()) {
      ASSERT_TRUE(shown == 0 || shown == 3) << "call " << call;
      continue;
    }
    ASSERT_EQ(shown, answer->second ? 3 : 0) << "call " << call;
    ASSERT_EQ(world.server->times_applied.contains(added), answer->second.has_value())
        << "call " << call;
  }
  EXPECT_GT(points, 10U);
}

INSTANTIATE_TEST_SUITE_P(AllMachines, CrashPointTest, testing::Values(0, 1, 2));

TEST(ReferenceDurabilityTest, AFullDiskRefusesWhatIsNewAndLosesNothing) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "kept"}});
  world.run(5s);
  sim::Machine& machine = world.machine_of(0);
  const std::uint64_t token = machine.limit_capacity(machine.disk().used_bytes());
  std::vector<OperationId> refused;
  for (int i = 0; i < 20; ++i) {
    const std::string document = "doc" + std::to_string(i);
    const OperationId id = world.create(0, document, {{"text", std::string(2000, 'x')}});
    if (world.replicas[0]->answers.at(id)) continue;
    EXPECT_EQ(world.replicas[0]->answers.at(id).error(), Refusal::DiskFull);
    refused.push_back(id);
  }
  EXPECT_FALSE(refused.empty());
  // The feed does not fit either: its cursor must not move past what was not stored.
  for (int i = 0; i < 20; ++i) {
    world.create(1, "far" + std::to_string(i), {{"text", std::string(2000, 'y')}});
  }
  world.run(10min);
  EXPECT_EQ(world.field(0, "doc", "title"), "kept");
  EXPECT_FALSE(world.converged());
  machine.lift_limit(token);
  world.run(15min);
  EXPECT_TRUE(world.converged());
  for (const OperationId id : refused) EXPECT_FALSE(world.server->times_applied.contains(id));
}

TEST(ReferenceDurabilityTest, AServerWithAFullDiskIsAskedAgainLater) {
  ReferenceWorld world;
  sim::Machine& machine = *world.machines[0];
  const std::uint64_t token = machine.limit_capacity(machine.disk().used_bytes());
  for (int i = 0; i < 20; ++i) {
    world.create(0, "doc" + std::to_string(i), {{"text", std::string(2000, 'x')}});
  }
  world.run(10min);
  EXPECT_GT(world.replicas[0]->replica->status().pending, 0U);
  machine.lift_limit(token);
  world.run(15min);
  EXPECT_TRUE(world.converged());
  for (const auto& [operation, times] : world.server->times_applied) EXPECT_EQ(times, 1);
}

/// Seed 6182 of scenarios/every_fault.toml: a store that broke before anybody had asked for the
/// status left the user with "nothing is pending".
TEST(ReferenceDurabilityTest, WhatWaitsIsStillSaidWhenTheStoreCannotBeRead) {
  for (const bool after_a_restart : {false, true}) {
    ReferenceWorld world;
    world.unplug(0);
    const OperationId made = world.create(0, "doc", {{"title", "kept"}});
    ASSERT_TRUE(world.replicas[0]->answers.at(made));
    if (after_a_restart) world.restart(1);
    sim::Disk& disk = world.machine_of(0).disk();
    disk.set_rule(sim::fail_call({sim::DiskCall::Open, sim::DiskCall::Read, sim::DiskCall::Write},
                                 1, sim::Repeat::Onwards));
    const OperationId late = world.set(0, "doc", "title", "refused");
    EXPECT_FALSE(world.replicas[0]->answers.at(late));
    EXPECT_EQ(world.replicas[0]->replica->status().pending, 1U);
    EXPECT_EQ(world.replicas[0]->replica->status().pending, 1U);
    disk.set_rule(nullptr);
    world.plug_in(0);
    world.run(10min);
    EXPECT_EQ(world.field(1, "doc", "title"), "kept");
    EXPECT_EQ(world.replicas[0]->replica->status().pending, 0U);
  }
}

TEST(ReferenceDurabilityTest, ANoticeThatHadToWaitForTheNextBootSaysAllThatItWouldHaveSaid) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "first"}});
  world.run(5s);
  world.unplug(1);
  const OperationId edit = world.set(1, "doc", "title", "unheard");
  const OperationId removed = world.remove(0, "doc");
  world.run(5s);
  // The verdict is stored while the disk is still busy with it, and the process dies then.
  world.machine_of(1).disk().slow_down({.sync = 10s});
  world.plug_in(1);
  world.run(5s);
  ASSERT_FALSE(world.replicas[1]->fates.contains(edit));
  world.unplug(1);
  world.restart(2);
  world.run(5min);
  const Told notice = world.notice(1, edit);
  EXPECT_EQ(notice.fate, Fate::ConflictLost);
  EXPECT_EQ(notice.lost_to, removed);
}

TEST(ReferenceDurabilityTest, AConflictIsReportedAlthoughTheProcessDiedWhenItWasToBe) {
  // The crash comes at each disk call of the exchange in turn: somewhere the verdict is stored and
  // its user not told yet.
  for (std::uint64_t call = 1; call < 60; ++call) {
    ReferenceWorld world;
    world.create(0, "doc", {{"title", "first"}});
    world.run(5s);
    world.unplug(1);
    const OperationId edit = world.set(1, "doc", "title", "unheard");
    const OperationId removed = world.remove(0, "doc");
    world.run(5s);
    world.machine_of(1).power_off_after_disk_calls(call);
    world.plug_in(1);
    world.run(1min);
    if (world.machine_of(1).on()) break;
    world.machine_of(1).power_on();
    world.run(1min);
    ASSERT_TRUE(world.replicas[1]->fates.contains(edit)) << "call " << call;
    ASSERT_EQ(world.fate(1, edit), Fate::ConflictLost) << "call " << call;
    ASSERT_EQ(world.notice(1, edit).lost_to, removed) << "call " << call;
  }
}

}  // namespace
}  // namespace storm::engine::reference
