#include "sim/machine.h"

#include <sqlite3.h>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/sim/sim_fixtures.h"

namespace storm::sim {
namespace {

/// Remembers what the machine told it.
class Witness final : public Machine::Tenant {
 public:
  explicit Witness(Machine& machine) : machine_(machine) { machine_.set_tenant(this); }
  ~Witness() override { machine_.set_tenant(nullptr); }

  void on_boot() override { log.emplace_back("boot"); }
  void on_kill() override {
    log.emplace_back(machine_.disk().frozen() ? "kill on a frozen disk" : "kill too early");
  }

  std::vector<std::string> log;

 private:
  Machine& machine_;
};

TEST(MachineTest, TheDiskIsFrozenBeforeTheTenantGoes) {
  TwoMachines world;
  Witness witness(world.alpha);
  world.alpha.power_off();
  EXPECT_FALSE(world.alpha.on());
  world.alpha.power_on();
  EXPECT_EQ(witness.log, (std::vector<std::string>{"kill on a frozen disk", "boot"}));
}

TEST(MachineTest, PowerFaultsNest) {
  TwoMachines world;
  Witness witness(world.alpha);
  world.alpha.power_off();
  world.alpha.power_off();
  world.alpha.power_on();
  EXPECT_FALSE(world.alpha.on());
  world.alpha.power_on();
  EXPECT_TRUE(world.alpha.on());
  EXPECT_EQ(witness.log.size(), 2U);
}

/// Writes rows until its process dies.
class Writer final {
 public:
  explicit Writer(Machine& machine) {
    const std::string path = machine.storage().directory() + "/rows.db";
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              machine.storage().vfs_name()),
              SQLITE_OK);
    run("PRAGMA page_size=1024");
    run("PRAGMA synchronous=FULL");
    run("CREATE TABLE IF NOT EXISTS rows(n INTEGER PRIMARY KEY)");
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { sqlite3_close(database_); }

  int run(const char* sql) { return sqlite3_exec(database_, sql, nullptr, nullptr, nullptr); }
  int count() {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database_, "SELECT count(*) FROM rows", -1, &statement, nullptr);
    sqlite3_step(statement);
    const int rows = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return rows;
  }

 private:
  sqlite3* database_ = nullptr;
};

Task<void> write_rows(Machine& machine, Writer& writer, int& committed, int& after_death) {
  for (;;) {
    if (writer.run("INSERT INTO rows DEFAULT VALUES") == SQLITE_OK) {
      ++committed;
    } else {
      ++after_death;
    }
    co_await sleep_for(machine.clock(), 1s);
  }
}

TEST(MachineTest, ACrashInsideADiskCallKeepsWhatWasCommitted) {
  for (std::uint64_t calls = 1; calls < 40; ++calls) {
    TwoMachines world;
    int committed = 0;
    int after_death = 0;
    {
      Writer writer(world.alpha);
      world.alpha.power_off_after_disk_calls(calls);
      world.alpha.spawn("write", write_rows(world.alpha, writer, committed, after_death));
      world.kernel.run_until(Instant{1min});
    }
    ASSERT_FALSE(world.alpha.on());
    EXPECT_EQ(after_death, 1) << "the coroutine went on after its process had died";
    world.alpha.power_on();
    Writer survivor(world.alpha);
    const int found = survivor.count();
    // The transaction in whose last call the power went may have become durable or not.
    EXPECT_GE(found, committed);
    EXPECT_LE(found, committed + 1);
  }
}

TEST(MachineTest, AnEndThatComesBeforeTheDiskCallsForgetsTheCrash) {
  TwoMachines world;
  Writer writer(world.alpha);
  world.alpha.power_off_after_disk_calls(1'000'000);
  EXPECT_TRUE(world.alpha.on());
  world.alpha.power_on();
  EXPECT_EQ(writer.run("INSERT INTO rows DEFAULT VALUES"), SQLITE_OK);
  EXPECT_TRUE(world.alpha.on());
}

TEST(MachineTest, TheTightestCapacityLimitCounts) {
  TwoMachines world;
  const std::uint64_t whole = world.alpha.disk().capacity_bytes();
  const auto loose = world.alpha.limit_capacity(2000);
  const auto tight = world.alpha.limit_capacity(1000);
  EXPECT_EQ(world.alpha.disk().capacity_bytes(), 1000U);
  world.alpha.lift_limit(tight);
  EXPECT_EQ(world.alpha.disk().capacity_bytes(), 2000U);
  world.alpha.lift_limit(loose);
  EXPECT_EQ(world.alpha.disk().capacity_bytes(), whole);
}

Task<void> settle_and_note(TwoMachines& world, Instant& at) {
  co_await world.alpha.storage().settle();
  at = world.kernel.now();
}

TEST(MachineTest, SettlingTakesAsLongAsTheDiskWasBusy) {
  TwoMachines world;
  world.alpha.disk().add_elapsed(7ms);
  Instant at{};
  world.alpha.spawn("settle", settle_and_note(world, at));
  world.kernel.run_until(Instant{1s});
  EXPECT_EQ(at, Instant{7ms});
}

}  // namespace
}  // namespace storm::sim
