#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <rapidcheck/gtest.h>
#include <string>

#include "tests/sim/sqlite_fixture.h"

namespace storm::sim {
namespace {

/// What a restart finds after a power cut in the middle of some transaction.
enum class Outcome : std::uint8_t { Intact, Lost, HalfApplied, Corrupt };

struct Setting {
  std::string journal = "delete";
  std::string locking = "normal";
  std::string synchronous = "full";
  Tearing tearing = Tearing::OldAndNew;
};

constexpr int kRows = 40;
constexpr int kTransactionsMax = 400;

int prepare_connection(const TestConnection& db, const Setting& setting) {
  return db.run("PRAGMA page_size=1024; PRAGMA cache_size=5; PRAGMA locking_mode=" +
                setting.locking + "; PRAGMA journal_mode=" + setting.journal +
                "; PRAGMA synchronous=" + setting.synchronous + "; PRAGMA wal_autocheckpoint=8");
}

/// Creates kRows rows of version 0, synced whatever the setting.
void create_store(SqliteWorld& world) {
  const TestConnection db(world.vfs);
  EXPECT_EQ(db.run("PRAGMA page_size=1024; PRAGMA synchronous=full;"
                   "CREATE TABLE item(k INTEGER PRIMARY KEY, version INT, filler BLOB);"
                   "CREATE INDEX by_version ON item(version, k);"
                   "CREATE TABLE log(version INTEGER PRIMARY KEY, note BLOB)"),
            SQLITE_OK);
  EXPECT_EQ(db.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" +
                   std::to_string(kRows) + ") INSERT INTO item SELECT i, 0, zeroblob(100) FROM n"),
            SQLITE_OK);
}

/// One transaction: every row, two indexes, a growing and sometimes shrinking table.
int write_version(const TestConnection& db, int version) {
  const std::string number = std::to_string(version);
  return db.run(
      "BEGIN IMMEDIATE;"
      "UPDATE item SET version=" +
      number +
      ", filler=randomblob(60+k);"
      "INSERT INTO log VALUES(" +
      number +
      ", randomblob(300));"
      "DELETE FROM log WHERE version<" +
      number +
      "-10;"
      "COMMIT");
}

/// Writes versions until the disk freezes. Returns the last one that was committed.
int write_until_crash(SqliteWorld& world, const Setting& setting, std::uint64_t calls) {
  const TestConnection db(world.vfs);
  EXPECT_EQ(prepare_connection(db, setting), SQLITE_OK);
  bool crashed = false;
  world.disk.crash_after_calls(calls, [&crashed] { crashed = true; });
  int committed = 0;
  for (int version = 1; version <= kTransactionsMax; ++version) {
    const int result = write_version(db, version);
    EXPECT_EQ(result != SQLITE_OK || world.disk.frozen(), crashed);
    if (result == SQLITE_OK) {
      committed = version;
    }
    if (crashed) {
      return committed;
    }
  }
  return committed;
}

Outcome judge_store(const SqliteWorld& world, const Setting& setting, int committed) {
  const TestConnection db(world.vfs);
  if (prepare_connection(db, setting) != SQLITE_OK || db.value("PRAGMA integrity_check") != "ok") {
    return Outcome::Corrupt;
  }
  const std::string versions = db.value("SELECT count(DISTINCT version) FROM item");
  const std::string rows = db.value("SELECT count(*) FROM item");
  const std::string found = db.value("SELECT max(version) FROM item");
  const std::string logged = db.value("SELECT coalesce(max(version),0) FROM log");
  if (versions != "1" || rows != std::to_string(kRows) || logged != found) {
    return Outcome::HalfApplied;
  }
  // A commit that was under way may have happened.
  if (found == std::to_string(committed) || found == std::to_string(committed + 1)) {
    return Outcome::Intact;
  }
  return Outcome::Lost;
}

Outcome crash_once(const Setting& setting, std::uint64_t seed, std::uint64_t calls) {
  SqliteWorld world(Disk::Options{.tearing = setting.tearing}, seed);
  create_store(world);
  const int committed = write_until_crash(world, setting, calls);
  world.power_cut();
  return judge_store(world, setting, committed);
}

/// Crashes at `points` drawn moments, one seed each.
std::map<Outcome, int> crash_often(const Setting& setting, int points) {
  std::map<Outcome, int> outcomes;
  TestRandom random(7);
  for (int point = 0; point < points; ++point) {
    const std::uint64_t seed = random.next();
    const std::uint64_t calls = 1 + random.below(800);
    ++outcomes[crash_once(setting, seed, calls)];
  }
  return outcomes;
}

class SqliteCrashTest : public testing::TestWithParam<Setting> {};

TEST_P(SqliteCrashTest, FullSyncLosesNothing) {
  const std::map<Outcome, int> outcomes = crash_often(GetParam(), 100);
  EXPECT_EQ(outcomes, (std::map<Outcome, int>{{Outcome::Intact, 100}}));
}

std::string setting_name(const testing::TestParamInfo<Setting>& setting) {
  return setting.param.journal + "_" + setting.param.locking + "_tearing" +
         std::to_string(static_cast<int>(setting.param.tearing));
}

INSTANTIATE_TEST_SUITE_P(Full, SqliteCrashTest,
                         testing::Values(Setting{.journal = "delete"},
                                         Setting{.journal = "delete", .locking = "exclusive"},
                                         Setting{.journal = "truncate"},
                                         Setting{.journal = "truncate", .locking = "exclusive"},
                                         Setting{.journal = "persist"}, Setting{.journal = "wal"},
                                         Setting{.journal = "wal", .locking = "exclusive"},
                                         Setting{.journal = "delete", .tearing = Tearing::Never},
                                         Setting{.journal = "delete", .tearing = Tearing::Garbage},
                                         Setting{.journal = "truncate",
                                                 .tearing = Tearing::Garbage},
                                         Setting{.journal = "wal", .tearing = Tearing::Garbage}),
                         setting_name);

RC_GTEST_PROP(SqliteCrashProperty, FullSyncSurvivesAPowerCutAnywhere, ()) {
  const Setting setting{.journal = *rc::gen::element<std::string>("delete", "truncate", "wal"),
                        .locking = *rc::gen::element<std::string>("normal", "exclusive")};
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto calls = *rc::gen::inRange<std::uint64_t>(1, 1000);
  RC_ASSERT(crash_once(setting, seed, calls) == Outcome::Intact);
}

// The disk is really cruel: with less than FULL, something is lost or broken.

TEST(SqliteCrashTest, NoSyncCorrupts) {
  std::map<Outcome, int> outcomes = crash_often({.synchronous = "off"}, 100);
  EXPECT_GT(outcomes[Outcome::Corrupt], 0);
  EXPECT_LT(outcomes[Outcome::Intact], 100);
}

TEST(SqliteCrashTest, TruncateWithNormalSyncIsNotSafe) {
  std::map<Outcome, int> outcomes =
      crash_often({.journal = "truncate", .synchronous = "normal"}, 200);
  EXPECT_LT(outcomes[Outcome::Intact], 200);
}

TEST(SqliteCrashTest, WalWithNormalSyncLosesCommitsButStaysConsistent) {
  std::map<Outcome, int> outcomes = crash_often({.journal = "wal", .synchronous = "normal"}, 100);
  EXPECT_GT(outcomes[Outcome::Lost], 0);
  EXPECT_EQ(outcomes[Outcome::Corrupt], 0);
  EXPECT_EQ(outcomes[Outcome::HalfApplied], 0);
}

TEST(SqliteCrashTest, ALyingSyncDefeatsFull) {
  std::map<Outcome, int> outcomes;
  TestRandom random(11);
  for (int point = 0; point < 100; ++point) {
    const Setting setting;
    SqliteWorld world(Disk::Options{}, random.next());
    create_store(world);
    world.disk.set_rule(lie_on_sync());
    const std::uint64_t calls = 1 + random.below(800);
    const int committed = write_until_crash(world, setting, calls);
    world.disk.set_rule(nullptr);
    world.power_cut();
    ++outcomes[judge_store(world, setting, committed)];
  }
  EXPECT_LT(outcomes[Outcome::Intact], 100);
}

TEST(SqliteCrashTest, TheSameSeedLeavesTheSameDisk) {
  const auto run = [](std::uint64_t seed) {
    SqliteWorld world(Disk::Options{}, seed);
    create_store(world);
    write_until_crash(world, {}, 321);
    world.power_cut();
    return std::make_pair(world.disk.digest(), world.disk.image());
  };
  const auto first = run(5);
  const auto second = run(5);
  const auto other = run(6);
  EXPECT_EQ(first.first, second.first);
  EXPECT_EQ(first.second, second.second);
  EXPECT_NE(first.first, other.first);
}

// A killed process leaves no trace: whatever closing does, it does to a frozen disk.

TEST(SqliteCrashTest, ClosingOnAFrozenDiskChangesNothing) {
  for (const std::string journal : {"delete", "truncate", "persist", "wal"}) {
    SqliteWorld world;
    create_store(world);
    DiskImage before;
    std::uint64_t digest = 0;
    {
      const TestConnection db(world.vfs);
      ASSERT_EQ(prepare_connection(db, {.journal = journal}), SQLITE_OK);
      ASSERT_EQ(write_version(db, 1), SQLITE_OK);
      ASSERT_EQ(db.run("BEGIN IMMEDIATE; UPDATE item SET version=2"), SQLITE_OK);
      before = world.disk.image();
      digest = world.disk.digest();
      world.disk.freeze();
      EXPECT_NE(db.run("COMMIT"), SQLITE_OK);
    }
    EXPECT_EQ(world.vfs.open_files(), 0U);
    EXPECT_EQ(world.disk.image(), before) << journal;
    EXPECT_EQ(world.disk.digest(), digest) << journal;
    world.vfs.forget_process();
    world.disk.thaw();
    EXPECT_EQ(judge_store(world, {.journal = journal}, 1), Outcome::Intact) << journal;
  }
}

}  // namespace
}  // namespace storm::sim
