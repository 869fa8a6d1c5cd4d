#include "engine/reference/policies/planted_defects.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/engine/reference/reference_world.h"

namespace storm::engine::reference {
namespace {

/// A world whose engine has the defect, or, with an empty id, none.
ReferenceWorld::Setup setup_with(const std::string& id, Policies policies = {}) {
  if (!id.empty()) {
    policies.emplace(find_defect(planted_defects(), id)->policy, 1);
  }
  return {.clock_offsets = {Duration::zero(), Duration::zero()},
          .policies = std::move(policies),
          .seed = 1};
}

TEST(PlantedDefectsTest, EachHasANameASwitchAndAnAncestor) {
  std::set<std::string_view> names;
  std::set<std::string_view> policies;
  for (const Defect& defect : planted_defects()) {
    EXPECT_TRUE(names.insert(defect.id).second);
    EXPECT_TRUE(policies.insert(defect.policy).second);
    EXPECT_EQ(std::string(defect.policy), "defect." + std::string(defect.id));
    EXPECT_FALSE(defect.ancestors.empty());
    for (const std::string_view address : defect.ancestors) {
      EXPECT_TRUE(address.starts_with("https://"));
    }
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"Z01", "Z15", "Z18", "Z21", "Z46", "Z50"}));
  EXPECT_EQ(find_defect(planted_defects(), "Z99"), nullptr);
}

/// Whether a device that dies between cursor and page has the page afterwards.
bool has_page_after_crash(const std::string& defect) {
  ReferenceWorld world(setup_with(defect));
  world.create(0, "doc", {{"title", "one"}});
  world.machine_of(1).power_off_at_boundary(Boundary::PageStored, 1);
  world.run(5s);
  EXPECT_FALSE(world.machine_of(1).on());
  world.machine_of(1).power_on();
  world.run(hours(1));
  return world.field(1, "doc", "title") == "one";
}

TEST(PlantedDefectsTest, ACursorOnReceiptSkipsAPageThatWasNotStored) {
  EXPECT_TRUE(has_page_after_crash(""));
  EXPECT_FALSE(has_page_after_crash("Z01"));
}

Fate fate_of_refused(const std::string& defect) {
  ReferenceWorld world(setup_with(defect, {{"value_bytes_max", 10}}));
  const OperationId good = world.create(0, "doc", {{"title", "short"}});
  const OperationId refused = world.set(0, "doc", "title", "much too long");
  world.run(10s);
  EXPECT_EQ(world.fate(0, good), Fate::Synced);
  EXPECT_EQ(world.field(0, "doc", "title"), "short");
  EXPECT_FALSE(world.server->times_applied.contains(refused));
  EXPECT_TRUE(world.converged());
  return world.fate(0, refused);
}

TEST(PlantedDefectsTest, ABatchThatIsAllOrNothingHidesARefusal) {
  EXPECT_EQ(fate_of_refused(""), Fate::Failed);
  EXPECT_EQ(fate_of_refused("Z15"), Fate::Synced);
}

/// What a counter is after one increment whose answer took three hours to arrive.
std::int64_t count_after_late_answer(const std::string& defect) {
  ReferenceWorld world(setup_with(defect));
  world.create(0, "doc");
  world.run(5s);
  world.machine_of(0).link().block(sim::Direction::In);
  world.increment(0, "doc", 3);
  world.run(hours(3));
  world.machine_of(0).link().unblock(sim::Direction::In);
  world.run(hours(1));
  EXPECT_EQ(world.count(0, "doc"), world.count(1, "doc"));
  return world.count(0, "doc");
}

TEST(PlantedDefectsTest, VerdictsThatAreForgottenLetAnOperationCountTwice) {
  EXPECT_EQ(count_after_late_answer(""), 3);
  EXPECT_EQ(count_after_late_answer("Z18"), 6);
}

TEST(PlantedDefectsTest, ALostWakeUpLastsUntilThereIsNewWork) {
  for (const std::string defect : {"", "Z21"}) {
    ReferenceWorld world(setup_with(defect));
    world.create(0, "doc");
    world.run(5s);
    // The link looks up, and nothing gets through.
    world.machine_of(0).link().block(sim::Direction::Out);
    world.increment(0, "doc", 3);
    world.run(1min);
    world.machine_of(0).link().unblock(sim::Direction::Out);
    world.run(hours(24));
    world.unplug(0);
    world.run(1min);
    world.plug_in(0);
    world.run(hours(24));
    EXPECT_EQ(world.count(1, "doc"), defect.empty() ? 3 : 0);
    world.increment(0, "doc", 4);
    world.run(10s);
    EXPECT_EQ(world.count(1, "doc"), 7);
    EXPECT_TRUE(world.converged());
  }
}

/// Whether somebody who was away still sees what was deleted and forgotten meanwhile.
bool still_sees_deleted(const std::string& defect) {
  ReferenceWorld world(setup_with(defect));
  world.create(0, "doc", {{"title", "old"}});
  world.run(5s);
  world.unplug(1);
  world.remove(0, "doc");
  world.run(hours(48));
  world.collect_tombstones(hours(24));
  world.plug_in(1);
  world.run(hours(1));
  return world.field(1, "doc", "title") == "old";
}

TEST(PlantedDefectsTest, ACollectionThatIsNotMarkedLeavesTheDeletedWithWhoWasAway) {
  EXPECT_FALSE(still_sees_deleted(""));
  EXPECT_TRUE(still_sees_deleted("Z46"));
}

/// Whether work that was acknowledged after a backup is there after the backup was restored.
bool survives_backup(const std::string& defect) {
  ReferenceWorld world(setup_with(defect));
  const sim::DiskImage backup = world.machines[0]->disk().image();
  world.create(0, "doc");
  world.run(10s);
  world.machines[0]->boot_from(backup);
  world.run(hours(1));
  return world.server_snapshot().contains("doc");
}

TEST(PlantedDefectsTest, AHistoryThatIsNotComparedStaysLost) {
  EXPECT_TRUE(survives_backup(""));
  EXPECT_FALSE(survives_backup("Z50"));
}

}  // namespace
}  // namespace storm::engine::reference
