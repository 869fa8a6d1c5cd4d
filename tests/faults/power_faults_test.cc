#include <string>

#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

Task<void> pass_boundaries(sim::Machine& machine, std::vector<Boundary> boundaries, int& passed) {
  for (const Boundary boundary : boundaries) {
    machine.reached(boundary);
    co_await sleep_for(machine.clock(), 1s);
    ++passed;
  }
}

TEST(PowerFaultsTest, ASuspendedMachineWakesAtTheEnd) {
  sim::TwoMachines world;
  Talk talk(world);
  Struck fault(world, world.beta, "suspend");
  EXPECT_EQ(talk.ask().error, TransportError::TimedOut);
  fault.end();
  EXPECT_EQ(talk.ask().body, "echo");
}

TEST(PowerFaultsTest, ACrashLastsUntilItsEnd) {
  sim::TwoMachines world;
  Struck fault(world, world.alpha, "crash");
  EXPECT_FALSE(world.alpha.on());
  fault.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(PowerFaultsTest, ACrashWaitsForTheDiskCallThatItWasGiven) {
  sim::TwoMachines world;
  sim::Disk& disk = world.alpha.disk();
  const sim::FileId file = *disk.open("/data/a", sim::OpenMode::CreateNew);
  Struck fault(world, world.alpha, "crash", {{"disk_calls", 2}});
  EXPECT_TRUE(disk.write(file, 0, sim::bytes_of("1")));
  EXPECT_FALSE(disk.write(file, 1, sim::bytes_of("2")));
  world.kernel.run_until(Instant{1s});
  EXPECT_FALSE(world.alpha.on());
  fault.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(PowerFaultsTest, ATornWriteLeavesThePartsOfOldAndNew) {
  sim::TwoMachines world;
  sim::Disk& disk = world.alpha.disk();
  const std::string old(4096, 'o');
  const sim::FileId file = *disk.open("/data/a", sim::OpenMode::CreateNew);
  EXPECT_TRUE(disk.write(file, 0, sim::bytes_of(old)));
  EXPECT_TRUE(disk.sync(file));
  Struck fault(world, world.alpha, "torn_write", {{"nth", 2}});
  EXPECT_TRUE(disk.write(file, 0, sim::bytes_of(std::string(4096, 'n'))));
  EXPECT_FALSE(disk.sync(file));
  world.kernel.run_until(Instant{1s});
  EXPECT_FALSE(world.alpha.on());
  const std::string torn = sim::text_of(disk.image().files.at("/data/a"));
  for (std::size_t sector = 0; sector < torn.size(); sector += disk.sector_bytes()) {
    const std::string one = torn.substr(sector, disk.sector_bytes());
    const std::size_t news = one.find_first_not_of('n');
    ASSERT_NE(news, std::string::npos) << "the tail is old";
    EXPECT_EQ(one.find_first_not_of('o', news), std::string::npos) << "the head is new";
  }
  fault.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(PowerFaultsTest, ARestartLosesNothing) {
  sim::TwoMachines world;
  sim::Disk& disk = world.alpha.disk();
  const sim::FileId file = *disk.open("/data/a", sim::OpenMode::CreateNew);
  EXPECT_TRUE(disk.write(file, 0, sim::bytes_of("unsynced")));
  Struck fault(world, world.alpha, "restart");
  EXPECT_FALSE(world.alpha.on());
  fault.end();
  EXPECT_TRUE(world.alpha.on());
  EXPECT_EQ(sim::text_of(disk.image().files.at("/data/a")), "unsynced");
}

TEST(PowerFaultsTest, TheMachineDiesAtTheNthBoundaryOfThatKind) {
  sim::TwoMachines world;
  int passed = 0;
  // Server commits are the third of the boundaries, and the fourth choice after "any".
  Struck fault(world, world.alpha, "crash_at", {{"point", 3}, {"nth", 2}});
  world.alpha.spawn("work", pass_boundaries(world.alpha,
                                            {Boundary::ServerCommit, Boundary::LocalCommit,
                                             Boundary::ServerCommit, Boundary::ServerCommit},
                                            passed));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(passed, 2) << "the wait after the fatal boundary never ends";
  EXPECT_FALSE(world.alpha.on());
  EXPECT_EQ(world.alpha.boundaries_passed(), 3U);
  fault.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(PowerFaultsTest, AnyBoundaryWillDo) {
  sim::TwoMachines world;
  int passed = 0;
  Struck fault(world, world.alpha, "crash_at", {{"nth", 2}});
  world.alpha.spawn(
      "work",
      pass_boundaries(world.alpha, {Boundary::BeforeSend, Boundary::PageStored, Boundary::MidBatch},
                      passed));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(passed, 1);
  fault.end();
}

TEST(PowerFaultsTest, NothingReachesTheDiskOnceTheBoundaryHasKilled) {
  sim::TwoMachines world;
  sim::Disk& disk = world.alpha.disk();
  const sim::FileId file = *disk.open("/data/a", sim::OpenMode::CreateNew);
  const Struck fault(world, world.alpha, "crash_at");
  world.alpha.reached(Boundary::LocalCommit);
  EXPECT_EQ(disk.write(file, 0, sim::bytes_of("late")).error(), sim::DiskError::Frozen);
}

TEST(PowerFaultsTest, AnEndThatComesFirstForgetsTheCrash) {
  sim::TwoMachines world;
  Struck(world, world.alpha, "crash_at").end();
  world.alpha.reached(Boundary::LocalCommit);
  world.kernel.run_until(Instant{1s});
  EXPECT_TRUE(world.alpha.on());
}

}  // namespace
}  // namespace storm::faults
