#include <algorithm>
#include <bit>
#include <map>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "faults/fault_catalogue.h"
#include "sim/sqlite_setup.h"
#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

using sim::Disk;
using sim::DiskError;

/// A machine with a database file and its journal, both open.
struct Files {
  Files()
      : disk(world.alpha.disk()),
        database(*disk.open("/data/a.db", sim::OpenMode::CreateNew)),
        journal(*disk.open("/data/a.db-journal", sim::OpenMode::CreateNew)) {
    EXPECT_TRUE(write(database, 0));
    EXPECT_TRUE(write(journal, 0));
    EXPECT_TRUE(disk.sync(database));
    EXPECT_TRUE(disk.sync(journal));
  }

  Result<void, DiskError> write(sim::FileId file, std::uint64_t offset) {
    return disk.write(file, offset, sim::bytes_of("12345678"));
  }
  std::string contents(const std::string& name) {
    return sim::text_of(disk.image().files.at(name));
  }

  sim::TwoMachines world;
  Disk& disk;
  sim::FileId database;
  sim::FileId journal;
};

TEST(DiskFaultsTest, AFullDiskTakesWhatIsFreeAndNoMore) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_full", {{"free_bytes", 8}});
  EXPECT_TRUE(files.write(files.database, 8));
  EXPECT_EQ(files.write(files.journal, 8).error(), DiskError::Full);
  EXPECT_TRUE(files.write(files.journal, 0)) << "what does not grow fits";
  fault.end();
  EXPECT_TRUE(files.write(files.journal, 8));
}

TEST(DiskFaultsTest, UnderAShrunkQuotaNothingIsLostAndNothingGrows) {
  Files files;
  EXPECT_TRUE(files.write(files.journal, 8));
  const std::uint64_t whole = files.disk.capacity_bytes();
  Struck fault(files.world, files.world.alpha, "quota_shrunk");
  EXPECT_EQ(files.disk.capacity_bytes(), 12U);
  EXPECT_EQ(files.disk.used_bytes(), 24U);
  EXPECT_EQ(files.write(files.database, 8).error(), DiskError::Full);
  EXPECT_TRUE(files.write(files.database, 0)) << "what does not grow is as before";
  EXPECT_TRUE(files.disk.truncate(files.journal, 8));
  EXPECT_EQ(files.write(files.database, 8).error(), DiskError::Full) << "still more than allowed";
  EXPECT_TRUE(files.disk.truncate(files.journal, 0));
  EXPECT_EQ(files.write(files.database, 8).error(), DiskError::Full) << "room for four";
  EXPECT_EQ(files.contents("/data/a.db"), "12345678");
  fault.end();
  EXPECT_EQ(files.disk.capacity_bytes(), whole);
  EXPECT_TRUE(files.write(files.database, 8));
}

/// A database on alpha's disk.
struct Table {
  Table() { sim::configure_sqlite(); }

  int run(const std::string& sql) const {
    return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
  }
  std::string value(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    const bool has_row = sqlite3_step(statement) == SQLITE_ROW;
    std::string text = has_row ? reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))
                               : sqlite3_errmsg(database);
    sqlite3_finalize(statement);
    return text;
  }
  void open() {
    const std::string path = world.alpha.storage().directory() + "/a.db";
    EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              world.alpha.storage().vfs_name()),
              SQLITE_OK);
  }

  sim::TwoMachines world;
  sqlite3* database = nullptr;
};

TEST(DiskFaultsTest, SqliteSaysThatItIsFullUnderAShrunkQuotaAndKeepsItsRows) {
  for (const std::string journal : {"delete", "truncate", "persist", "wal"}) {
    for (const std::int64_t share : {0, 500'000, 999'999}) {
      Table table;
      table.open();
      EXPECT_EQ(table.value("PRAGMA journal_mode=" + journal), journal);
      EXPECT_EQ(table.run("CREATE TABLE t(v)"), SQLITE_OK);
      const std::string insert = "INSERT INTO t VALUES(hex(randomblob(2000)))";
      EXPECT_EQ(table.run(insert), SQLITE_OK);
      Struck fault(table.world, table.world.alpha, "quota_shrunk", {{"share", share}});
      EXPECT_EQ(table.run(insert), SQLITE_FULL) << journal << ' ' << share;
      // What needs no room in the journal may succeed.
      const bool updated = table.run("UPDATE t SET v = 'x'") == SQLITE_OK;
      EXPECT_EQ(table.value("SELECT v = 'x' FROM t"), updated ? "1" : "0");
      EXPECT_EQ(table.value("SELECT count(*) FROM t"), "1");
      EXPECT_EQ(table.value("PRAGMA integrity_check"), "ok");
      // Opened anew, with whatever journal the failures have left.
      sqlite3_close(table.database);
      table.open();
      EXPECT_EQ(table.value("SELECT count(*) FROM t"), "1") << journal << ' ' << share;
      fault.end();
      EXPECT_EQ(table.run(insert), SQLITE_OK);
      EXPECT_EQ(table.value("SELECT count(*) FROM t"), "2");
      EXPECT_EQ(table.value("PRAGMA integrity_check"), "ok");
      sqlite3_close(table.database);
    }
  }
}

TEST(DiskFaultsTest, OnlyTheJournalsOrOnlyTheRestCanBeFull) {
  for (const std::int64_t kind : {1, 2}) {
    Files files;
    Struck fault(files.world, files.world.alpha, "disk_full", {{"files", kind}});
    const sim::FileId full = kind == 1 ? files.database : files.journal;
    const sim::FileId roomy = kind == 1 ? files.journal : files.database;
    EXPECT_EQ(files.write(full, 8).error(), DiskError::Full);
    EXPECT_EQ(files.disk.truncate(full, 100).error(), DiskError::Full);
    EXPECT_TRUE(files.write(full, 0));
    EXPECT_TRUE(files.write(roomy, 8));
    fault.end();
    EXPECT_TRUE(files.write(full, 8));
  }
}

TEST(DiskFaultsTest, TheNthCallFailsOnce) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_error", {{"nth", 2}, {"calls", 4}});
  EXPECT_TRUE(files.write(files.database, 0));
  EXPECT_TRUE(files.disk.sync(files.database)) << "not a write";
  EXPECT_EQ(files.write(files.database, 0).error(), DiskError::Io);
  EXPECT_TRUE(files.write(files.database, 0));
  fault.end();
}

TEST(DiskFaultsTest, AllCallsFromTheNthOnFailUntilTheEnd) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_error", {{"nth", 2}, {"repeat", 1}});
  EXPECT_TRUE(files.disk.sync(files.database));
  EXPECT_EQ(files.disk.sync(files.database).error(), DiskError::Io);
  EXPECT_EQ(files.write(files.journal, 0).error(), DiskError::Io);
  EXPECT_EQ(files.disk.open("/data/b.db", sim::OpenMode::CreateNew).error(), DiskError::Io);
  fault.end();
  EXPECT_TRUE(files.disk.sync(files.database));
}

/// A choice of the parameter "calls" by its name, as plans write it.
std::int64_t calls_named(std::string_view name) {
  for (const Parameter& parameter : find_fault_kind("disk_error")->parameters) {
    if (parameter.name != "calls") continue;
    const auto found = std::ranges::find(parameter.choices, name);
    EXPECT_NE(found, parameter.choices.end()) << name;
    return found - parameter.choices.begin();
  }
  return -1;
}

/// Which calls fail under an error that strikes "calls" of that name, one letter each.
std::string struck_by(std::string_view calls) {
  Files files;
  std::byte byte{};
  Struck fault(files.world, files.world.alpha, "disk_error",
               {{"repeat", 1}, {"calls", calls_named(calls)}});
  std::string struck;
  if (!files.disk.open("/data/b", sim::OpenMode::CreateIfMissing)) struck += 'o';
  if (!files.disk.read(files.database, 0, {&byte, 1})) struck += 'r';
  if (!files.write(files.database, 0)) struck += 'w';
  if (!files.disk.sync(files.database)) struck += 's';
  if (!files.disk.truncate(files.database, 8)) struck += 't';
  if (!files.disk.size(files.database)) struck += 'S';
  if (!files.disk.access("/data/a.db")) struck += 'A';
  if (!files.disk.lock(files.database)) struck += 'L';
  if (!files.disk.remove("/data/a.db")) struck += 'x';
  fault.end();
  return struck;
}

TEST(DiskFaultsTest, AnErrorStrikesTheCallsThatItNames) {
  const std::map<std::string_view, std::string> expected{
      {"any", "orwstx"}, {"changing", "wstx"}, {"open", "o"},     {"read", "r"},
      {"write", "w"},    {"sync", "s"},        {"truncate", "t"}, {"remove", "x"},
      {"size", "S"},     {"access", "A"},      {"lock", "L"},     {"asking", "SAL"}};
  for (const auto& [calls, struck] : expected) EXPECT_EQ(struck_by(calls), struck) << calls;
}

TEST(DiskFaultsTest, ErrorsCanKeepToJournals) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_error", {{"repeat", 1}, {"files", 2}});
  EXPECT_TRUE(files.write(files.database, 0));
  EXPECT_EQ(files.write(files.journal, 0).error(), DiskError::Io);
  fault.end();
}

TEST(DiskFaultsTest, SeveralFaultsOfOneDiskNest) {
  Files files;
  Struck reads(files.world, files.world.alpha, "disk_error", {{"repeat", 1}, {"calls", 3}});
  Struck writes(files.world, files.world.alpha, "disk_read_only");
  std::byte byte{};
  EXPECT_EQ(files.disk.read(files.database, 0, {&byte, 1}).error(), DiskError::Io);
  EXPECT_EQ(files.write(files.database, 0).error(), DiskError::Io);
  reads.end();
  EXPECT_TRUE(files.disk.read(files.database, 0, {&byte, 1}));
  EXPECT_EQ(files.write(files.database, 0).error(), DiskError::Io);
  writes.end();
  EXPECT_TRUE(files.write(files.database, 0));
}

TEST(DiskFaultsTest, AReadOnlyDiskCanBeRead) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_read_only");
  EXPECT_EQ(files.write(files.database, 0).error(), DiskError::Io);
  EXPECT_EQ(files.disk.truncate(files.database, 0).error(), DiskError::Io);
  EXPECT_EQ(files.disk.remove("/data/a.db").error(), DiskError::Io);
  std::byte byte{};
  EXPECT_TRUE(files.disk.read(files.database, 0, {&byte, 1}));
  fault.end();
  EXPECT_TRUE(files.disk.remove("/data/a.db"));
}

TEST(DiskFaultsTest, AShortWriteLeavesItsFirstHalf) {
  Files files;
  Struck fault(files.world, files.world.alpha, "disk_short_writes", {{"share", 1'000'000}});
  EXPECT_EQ(files.write(files.database, 8).error(), DiskError::Full);
  EXPECT_EQ(files.contents("/data/a.db"), "123456781234");
  fault.end();
  EXPECT_TRUE(files.write(files.database, 8));
  EXPECT_EQ(files.contents("/data/a.db"), "1234567812345678");
}

/// What a power cut leaves of a write that was synced while the fault lasted, for some seeds.
bool survives_everywhere(bool fault_ends_first) {
  bool always = true;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    sim::TwoMachines world(sim::TwoMachines::quiet_link(), seed);
    Disk& disk = world.alpha.disk();
    const sim::FileId file = *disk.open("/data/a.db", sim::OpenMode::CreateNew);
    Struck fault(world, world.alpha, "disk_lies");
    EXPECT_TRUE(disk.write(file, 0, sim::bytes_of("kept?")));
    EXPECT_TRUE(disk.sync(file));
    if (fault_ends_first) fault.end();
    world.alpha.power_off();
    const auto image = disk.image();
    always = always && sim::text_of(image.files.at("/data/a.db")) == "kept?";
  }
  return always;
}

TEST(DiskFaultsTest, ASyncThatLiesLosesWhatAPowerCutMeetsBeforeItsEnd) {
  EXPECT_FALSE(survives_everywhere(false));
  EXPECT_TRUE(survives_everywhere(true));
}

TEST(DiskFaultsTest, ASlowDiskTakesLongerUntilTheEnd) {
  Files files;
  files.disk.take_elapsed();
  Struck fault(files.world, files.world.alpha, "disk_slow");
  EXPECT_TRUE(files.disk.sync(files.database));
  EXPECT_TRUE(files.write(files.database, 0));
  EXPECT_EQ(files.disk.take_elapsed(), 505ms);
  fault.end();
  EXPECT_TRUE(files.disk.sync(files.database));
  EXPECT_EQ(files.disk.take_elapsed(), Duration::zero());
}

TEST(DiskFaultsTest, BitsOfTheChosenFilesTurnOverAndNobodyIsTold) {
  Files files;
  const std::string before = files.contents("/data/a.db");
  const Struck fault(files.world, files.world.alpha, "bit_rot", {{"bits", 1}, {"files", 1}});
  const std::string after = files.contents("/data/a.db");
  ASSERT_EQ(after.size(), before.size());
  int turned = 0;
  for (std::size_t at = 0; at < after.size(); ++at) {
    turned += std::popcount(static_cast<unsigned>((before[at] ^ after[at]) & 0xFF));
  }
  EXPECT_EQ(turned, 1);
  EXPECT_EQ(files.contents("/data/a.db-journal"), "12345678");
  files.world.alpha.power_off();
  EXPECT_EQ(files.contents("/data/a.db"), after) << "for good";
}

TEST(DiskFaultsTest, StaleReadsGiveBackWhatStoodThereAtTheBegin) {
  Files files;
  Struck fault(files.world, files.world.alpha, "stale_reads", {{"share", 1'000'000}, {"files", 1}});
  EXPECT_TRUE(files.disk.write(files.database, 4, sim::bytes_of("newernewer")));
  EXPECT_TRUE(files.disk.write(files.journal, 0, sim::bytes_of("newer")));
  const auto read = [&files](sim::FileId file) {
    Bytes bytes(14);
    bytes.resize(*files.disk.read(file, 0, bytes));
    return sim::text_of(bytes);
  };
  EXPECT_EQ(read(files.database), "12345678rnewer") << "beyond the old end there is nothing old";
  EXPECT_EQ(read(files.journal), "newer678");
  fault.end();
  EXPECT_EQ(read(files.database), "1234newernewer");
}

}  // namespace
}  // namespace storm::faults
