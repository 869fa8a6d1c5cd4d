#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

void put(sim::Disk& disk, const std::string& name, const std::string& text) {
  const sim::FileId file = *disk.open(name, sim::OpenMode::CreateIfMissing);
  EXPECT_TRUE(disk.truncate(file, 0));
  EXPECT_TRUE(disk.write(file, 0, sim::bytes_of(text)));
  EXPECT_TRUE(disk.sync(file));
  disk.close(file);
}

TEST(StoreFaultsTest, EvictionTakesEveryFileAndStartsTheMachineAnew) {
  sim::TwoMachines world;
  put(world.alpha.disk(), "/data/a", "1");
  put(world.alpha.disk(), "/data/b", "2");
  const Struck fault(world, world.alpha, "store_evicted");
  EXPECT_TRUE(world.alpha.on());
  EXPECT_TRUE(world.alpha.disk().image().files.empty());
  EXPECT_EQ(world.alpha.disk().used_bytes(), 0U);
}

TEST(StoreFaultsTest, TheImageFromTheBeginIsBackAtTheEnd) {
  sim::TwoMachines world;
  sim::Disk& disk = world.alpha.disk();
  put(disk, "/data/a", "yesterday");
  Struck fault(world, world.alpha, "image_restored");
  put(disk, "/data/a", "today");
  put(disk, "/data/b", "new");
  EXPECT_EQ(sim::text_of(disk.image().files.at("/data/a")), "today");
  fault.end();
  EXPECT_TRUE(world.alpha.on());
  EXPECT_EQ(disk.image().files.size(), 1U);
  EXPECT_EQ(sim::text_of(disk.image().files.at("/data/a")), "yesterday");
}

TEST(StoreFaultsTest, AServerIsRestoredFromTheImageOfTheBegin) {
  sim::TwoMachines world;
  put(world.beta.disk(), "/data/a", "backup");
  Struck fault(world, world.beta, "server_restored");
  put(world.beta.disk(), "/data/a", "newer");
  fault.end();
  EXPECT_TRUE(world.beta.on());
  EXPECT_EQ(sim::text_of(world.beta.disk().image().files.at("/data/a")), "backup");
}

TEST(StoreFaultsTest, ADatabaseMadeAnewIsEmpty) {
  sim::TwoMachines world;
  put(world.beta.disk(), "/data/a", "1");
  const Struck fault(world, world.beta, "database_recreated");
  EXPECT_TRUE(world.beta.on());
  EXPECT_TRUE(world.beta.disk().image().files.empty());
}

TEST(StoreFaultsTest, ACloneHasTheFilesOfTheOtherWhichKeepsThem) {
  sim::TwoMachines world;
  put(world.alpha.disk(), "/data/a", "own");
  put(world.beta.disk(), "/data/b", "the other's");
  const Struck fault(world, world.alpha, "image_cloned");
  EXPECT_TRUE(world.alpha.on());
  EXPECT_EQ(world.alpha.disk().image(), world.beta.disk().image());
  EXPECT_EQ(sim::text_of(world.alpha.disk().image().files.at("/data/b")), "the other's");
}

TEST(StoreFaultsTest, AMachineThatIsOffStaysOff) {
  sim::TwoMachines world;
  put(world.alpha.disk(), "/data/a", "1");
  Struck crash(world, world.alpha, "crash");
  const Struck fault(world, world.alpha, "store_evicted");
  EXPECT_FALSE(world.alpha.on());
  EXPECT_TRUE(world.alpha.disk().image().files.empty());
  crash.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(StoreFaultsTest, AMachineThatIsJustDyingLosesItsFilesToo) {
  sim::TwoMachines world;
  put(world.alpha.disk(), "/data/a", "1");
  Struck crash(world, world.alpha, "crash_at");
  world.alpha.reached(Boundary::LocalCommit);
  const Struck fault(world, world.alpha, "store_evicted");
  EXPECT_FALSE(world.alpha.on()) << "the crash keeps it off";
  EXPECT_TRUE(world.alpha.disk().image().files.empty());
  crash.end();
  EXPECT_TRUE(world.alpha.on());
}

TEST(ServerFaultsTest, CollectingIsOrderedWithItsAge) {
  sim::TwoMachines world;
  const Struck fault(world, world.beta, "collect_tombstones",
                     {{"older_than", Duration{4h}.count()}});
  EXPECT_EQ(fault.orders.collected, std::vector<Duration>{4h});
}

TEST(ServerFaultsTest, AShorterRetentionCollectsAtEachStepUntilTheEnd) {
  sim::TwoMachines world;
  Struck fault(world, world.beta, "retention_shortened",
               {{"older_than", Duration{2h}.count()}, {"interval", Duration{30min}.count()}});
  EXPECT_TRUE(fault.orders.collected.empty());
  EXPECT_EQ(fault.step(), 30min);
  EXPECT_EQ(fault.step(), 30min);
  EXPECT_EQ(fault.orders.collected, (std::vector<Duration>{2h, 2h}));
  fault.end();
  EXPECT_EQ(fault.orders.collected.size(), 2U);
}

}  // namespace
}  // namespace storm::faults
