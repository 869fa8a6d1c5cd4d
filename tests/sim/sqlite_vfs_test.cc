#include "sim/sqlite_vfs.h"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "sim/sqlite_file.h"
#include "tests/sim/sqlite_fixture.h"

namespace storm::sim {
namespace {

constexpr const char* kSchema =
    "CREATE TABLE t(k INTEGER PRIMARY KEY, v TEXT); CREATE INDEX i ON t(v)";

std::string set_journal(const TestConnection& db, const std::string& journal) {
  return db.value("PRAGMA journal_mode=" + journal);
}

class SqliteVfsJournalTest : public testing::TestWithParam<const char*> {};

TEST_P(SqliteVfsJournalTest, KeepsRowsAcrossReopenAndStaysIntact) {
  SqliteWorld world;
  {
    const TestConnection db(world.vfs);
    ASSERT_EQ(db.open_result(), SQLITE_OK);
    ASSERT_EQ(set_journal(db, GetParam()), GetParam());
    ASSERT_EQ(db.run(kSchema), SQLITE_OK);
    for (int round = 0; round < 20; ++round) {
      ASSERT_EQ(db.run("BEGIN IMMEDIATE;"
                       "INSERT INTO t(v) VALUES(hex(randomblob(400)));"
                       "INSERT INTO t(v) VALUES(hex(randomblob(40)));"
                       "COMMIT;"
                       "BEGIN; DELETE FROM t; ROLLBACK"),
                SQLITE_OK);
    }
    EXPECT_EQ(db.value("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(db.run("VACUUM"), SQLITE_OK);
  }
  EXPECT_EQ(world.vfs.open_files(), 0U);
  const TestConnection again(world.vfs);
  EXPECT_EQ(again.value("SELECT count(*) FROM t"), "40");
  EXPECT_EQ(again.value("PRAGMA integrity_check"), "ok");
}

TEST_P(SqliteVfsJournalTest, AFullDiskIsReportedAndTheDatabaseSurvives) {
  SqliteWorld world;
  const TestConnection db(world.vfs);
  ASSERT_EQ(set_journal(db, GetParam()), GetParam());
  ASSERT_EQ(db.run(kSchema), SQLITE_OK);
  ASSERT_EQ(db.run("INSERT INTO t(v) VALUES('before')"), SQLITE_OK);
  world.disk.set_capacity(world.disk.used_bytes() + 20'000);
  const std::string insert = "INSERT INTO t(v) VALUES(hex(randomblob(1000)))";
  int result = SQLITE_OK;
  int inserted = 0;
  while (result == SQLITE_OK && inserted < 100) {
    result = db.run(insert);
    inserted += result == SQLITE_OK ? 1 : 0;
  }
  EXPECT_EQ(result, SQLITE_FULL);
  EXPECT_EQ(db.value("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(db.value("SELECT count(*) FROM t"), std::to_string(inserted + 1));
  world.disk.set_capacity(1'000'000);
  EXPECT_EQ(db.run(insert), SQLITE_OK);
  EXPECT_EQ(db.value("PRAGMA integrity_check"), "ok");
}

/// Fails every disk call in turn: the error surfaces or is harmless, never half a transaction.
TEST_P(SqliteVfsJournalTest, AnIoErrorAtAnyCallLeavesOldOrNew) {
  const std::vector<DiskCall> calls{DiskCall::Open, DiskCall::Read,     DiskCall::Write,
                                    DiskCall::Sync, DiskCall::Truncate, DiskCall::Remove,
                                    DiskCall::Size, DiskCall::Access,   DiskCall::Lock};
  bool fired = true;
  for (std::uint64_t nth = 1; fired; ++nth) {
    SqliteWorld world;
    {
      const TestConnection db(world.vfs);
      ASSERT_EQ(set_journal(db, GetParam()), GetParam());
      ASSERT_EQ(db.run(kSchema), SQLITE_OK);
      ASSERT_EQ(db.run("INSERT INTO t(k, v) VALUES(1,'old'),(2,'old')"), SQLITE_OK);
    }
    int result = SQLITE_OK;
    fired = false;
    world.disk.set_rule([&fired, rule = fail_call(calls, nth, Repeat::Once)](
                            DiskCall call, std::string_view file) mutable {
      const DiskFault fault = rule(call, file);
      fired |= fault != DiskFault::None;
      return fault;
    });
    {
      const TestConnection db(world.vfs);
      set_journal(db, GetParam());
      result = db.run("UPDATE t SET v='new'");
    }
    world.disk.set_rule(nullptr);
    const TestConnection db(world.vfs);
    EXPECT_EQ(db.value("PRAGMA integrity_check"), "ok") << nth;
    EXPECT_EQ(db.value("SELECT count(DISTINCT v) FROM t"), "1") << nth;
    if (result == SQLITE_OK) {
      EXPECT_EQ(db.value("SELECT v FROM t"), "new") << nth;
    }
    ASSERT_LT(nth, 500U);
  }
}

INSTANTIATE_TEST_SUITE_P(Journals, SqliteVfsJournalTest,
                         testing::Values("delete", "truncate", "persist", "wal"),
                         [](const auto& journal) { return std::string(journal.param); });

TEST(SqliteVfsTest, OneWriterAtATimeAndReadersHoldItUp) {
  SqliteWorld world;
  const TestConnection first(world.vfs);
  const TestConnection second(world.vfs);
  ASSERT_EQ(first.run(kSchema), SQLITE_OK);
  ASSERT_EQ(first.run("INSERT INTO t(v) VALUES('a')"), SQLITE_OK);

  ASSERT_EQ(first.run("BEGIN IMMEDIATE; INSERT INTO t(v) VALUES('b')"), SQLITE_OK);
  EXPECT_EQ(second.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
  ASSERT_EQ(second.run("BEGIN"), SQLITE_OK);
  EXPECT_EQ(second.value("SELECT count(*) FROM t"), "1");
  EXPECT_EQ(first.run("COMMIT"), SQLITE_BUSY);
  {
    // A writer that waits for readers lets no new one in.
    const TestConnection third(world.vfs);
    EXPECT_EQ(third.value("SELECT count(*) FROM t"), "error 5");
  }
  EXPECT_EQ(second.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(first.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(second.value("SELECT count(*) FROM t"), "2");
}

TEST(SqliteVfsTest, ExclusiveModeKeepsOthersOut) {
  SqliteWorld world;
  const TestConnection other(world.vfs);
  {
    const TestConnection owner(world.vfs);
    ASSERT_EQ(owner.value("PRAGMA locking_mode=exclusive"), "exclusive");
    ASSERT_EQ(owner.run(kSchema), SQLITE_OK);
    EXPECT_EQ(other.run("SELECT * FROM t"), SQLITE_BUSY);
    EXPECT_EQ(owner.run("INSERT INTO t(v) VALUES('a')"), SQLITE_OK);
  }
  EXPECT_EQ(other.value("SELECT count(*) FROM t"), "1");
}

TEST(SqliteVfsTest, WalReadersKeepTheirSnapshotBesideOneWriter) {
  SqliteWorld world;
  const TestConnection writer(world.vfs);
  ASSERT_EQ(set_journal(writer, "wal"), "wal");
  ASSERT_EQ(writer.run(kSchema), SQLITE_OK);
  const TestConnection reader(world.vfs);
  ASSERT_EQ(reader.run("BEGIN"), SQLITE_OK);
  EXPECT_EQ(reader.value("SELECT count(*) FROM t"), "0");
  ASSERT_EQ(writer.run("BEGIN IMMEDIATE; INSERT INTO t(v) VALUES('a')"), SQLITE_OK);
  const TestConnection rival(world.vfs);
  EXPECT_EQ(rival.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
  EXPECT_EQ(writer.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(reader.value("SELECT count(*) FROM t"), "0");
  EXPECT_EQ(rival.value("SELECT count(*) FROM t"), "1");
  // The reader pins the log: a truncating checkpoint is busy, and done once it has left.
  EXPECT_EQ(rival.value("PRAGMA wal_checkpoint(TRUNCATE)"), "1");
  ASSERT_EQ(reader.run("COMMIT"), SQLITE_OK);
  EXPECT_EQ(rival.value("PRAGMA wal_checkpoint(TRUNCATE)"), "0");
  EXPECT_EQ(reader.value("SELECT count(*) FROM t"), "1");
  EXPECT_EQ(reader.value("PRAGMA integrity_check"), "ok");
}

TEST(SqliteVfsTest, WaitingForALockReturnsAtOnceAndAddsToTheElapsedTime) {
  SqliteWorld world;
  const TestConnection first(world.vfs);
  const TestConnection second(world.vfs);
  ASSERT_EQ(first.run(kSchema), SQLITE_OK);
  ASSERT_EQ(first.run("BEGIN EXCLUSIVE"), SQLITE_OK);
  sqlite3_busy_timeout(second.handle(), 1'000);
  world.disk.take_elapsed();
  EXPECT_EQ(second.run("SELECT * FROM t"), SQLITE_BUSY);
  EXPECT_EQ(world.disk.take_elapsed(), 1s);
}

TEST(SqliteVfsTest, ADeadProcessLeavesNoLocksAndNoSharedMemory) {
  for (const std::string journal : {"delete", "wal"}) {
    SqliteWorld world;
    {
      const TestConnection db(world.vfs);
      ASSERT_EQ(set_journal(db, journal), journal);
      ASSERT_EQ(db.run("PRAGMA synchronous=FULL"), SQLITE_OK);
      ASSERT_EQ(db.run(kSchema), SQLITE_OK);
      ASSERT_EQ(db.run("BEGIN EXCLUSIVE; INSERT INTO t(v) VALUES('a')"), SQLITE_OK);
      world.power_cut();
      // The leaked connection of the dead process still holds its locks, of nothing.
      const TestConnection next(world.vfs);
      EXPECT_EQ(next.run("BEGIN EXCLUSIVE; INSERT INTO t(v) VALUES('b'); COMMIT"), SQLITE_OK);
      EXPECT_NE(db.run("COMMIT"), SQLITE_OK);
    }
    const TestConnection last(world.vfs);
    EXPECT_EQ(last.value("SELECT group_concat(v) FROM t"), "b");
    EXPECT_EQ(last.value("PRAGMA integrity_check"), "ok");
  }
}

/// The VFS's own methods, called as SQLite would.
class SqliteVfsMethodsTest : public testing::Test {
 protected:
  sqlite3_vfs* vfs() { return sqlite3_vfs_find("test-vfs"); }
  sqlite3_file* open(const char* path, int flags) {
    storage_.emplace_back(static_cast<std::size_t>(vfs()->szOsFile) / 8 + 1);
    auto* file = reinterpret_cast<sqlite3_file*>(storage_.back().data());
    open_result_ = vfs()->xOpen(vfs(), path, file, flags, nullptr);
    return file;
  }
  static constexpr int kCreate = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

  SqliteWorld world_;
  std::vector<std::vector<std::uint64_t>> storage_;
  int open_result_ = SQLITE_OK;
};

TEST_F(SqliteVfsMethodsTest, ShortReadsAreZeroFilledAndReported) {
  sqlite3_file* file = open("/a", kCreate);
  ASSERT_EQ(file->pMethods->xWrite(file, "hello", 5, 0), SQLITE_OK);
  std::array<char, 8> buffer{'x', 'x', 'x', 'x', 'x', 'x', 'x', 'x'};
  EXPECT_EQ(file->pMethods->xRead(file, buffer.data(), 8, 2), SQLITE_IOERR_SHORT_READ);
  EXPECT_EQ(buffer, (std::array<char, 8>{'l', 'l', 'o', 0, 0, 0, 0, 0}));
  EXPECT_EQ(file->pMethods->xRead(file, buffer.data(), 5, 0), SQLITE_OK);
  EXPECT_EQ(file->pMethods->xRead(file, buffer.data(), 8, 100), SQLITE_IOERR_SHORT_READ);
  EXPECT_EQ(buffer, (std::array<char, 8>{}));
  file->pMethods->xClose(file);
}

TEST_F(SqliteVfsMethodsTest, FilesAreOpenedAccessedAndDeletedAfterTheirFlags) {
  EXPECT_EQ(open("/a", SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READWRITE)->pMethods, nullptr);
  EXPECT_EQ(open_result_, SQLITE_CANTOPEN);
  sqlite3_file* file = open("/a", kCreate);
  ASSERT_EQ(open_result_, SQLITE_OK);
  EXPECT_EQ(open("/a", kCreate | SQLITE_OPEN_EXCLUSIVE)->pMethods, nullptr);
  int answer = -1;
  EXPECT_EQ(vfs()->xAccess(vfs(), "/a", SQLITE_ACCESS_EXISTS, &answer), SQLITE_OK);
  EXPECT_EQ(answer, 1);
  int moved = -1;
  EXPECT_EQ(file->pMethods->xFileControl(file, SQLITE_FCNTL_HAS_MOVED, &moved), SQLITE_OK);
  EXPECT_EQ(moved, 0);
  const std::uint64_t syncs = world_.disk.counters().of(DiskCall::Sync);
  EXPECT_EQ(vfs()->xDelete(vfs(), "/a", 1), SQLITE_OK);
  EXPECT_EQ(world_.disk.counters().of(DiskCall::Sync), syncs + 1);
  EXPECT_EQ(vfs()->xDelete(vfs(), "/a", 0), SQLITE_IOERR_DELETE_NOENT);
  EXPECT_EQ(vfs()->xAccess(vfs(), "/a", SQLITE_ACCESS_EXISTS, &answer), SQLITE_OK);
  EXPECT_EQ(answer, 0);
  EXPECT_EQ(file->pMethods->xFileControl(file, SQLITE_FCNTL_HAS_MOVED, &moved), SQLITE_OK);
  EXPECT_EQ(moved, 1);
  EXPECT_EQ(file->pMethods->xFileControl(file, 987'654, nullptr), SQLITE_NOTFOUND);
  file->pMethods->xClose(file);
  EXPECT_EQ(world_.vfs.open_files(), 0U);
}

TEST_F(SqliteVfsMethodsTest, TemporaryFilesHaveNoNameAndLeaveNothing) {
  sqlite3_file* file =
      open(nullptr, SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                        SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE);
  ASSERT_EQ(open_result_, SQLITE_OK);
  EXPECT_EQ(file->pMethods->xWrite(file, "hello", 5, 0), SQLITE_OK);
  EXPECT_EQ(world_.disk.used_bytes(), 5U);
  EXPECT_TRUE(world_.disk.image().files.empty());
  file->pMethods->xClose(file);
  EXPECT_EQ(world_.disk.used_bytes(), 0U);
}

TEST_F(SqliteVfsMethodsTest, ATemporaryFileThatAPowerCutLeftDoesNotStandInTheWay) {
  constexpr int kTemporary = SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                             SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE;
  // The machine dies after the file has its name and before it has lost it again.
  world_.disk.crash_after_calls(1, [] {});
  EXPECT_EQ(open(nullptr, kTemporary)->pMethods, nullptr);
  world_.power_cut();
  ASSERT_EQ(world_.disk.image().files.size(), 1U);

  TestRandom random(9);
  Disk clone(Disk::Options{}, random);
  clone.restore(world_.disk.image());
  const SqliteVfs other("other-vfs", clone, random, [] { return WallTime{}; });
  std::vector<std::uint64_t> storage(sizeof(SqliteFile) / 8 + 1);
  auto* file = reinterpret_cast<sqlite3_file*>(storage.data());
  sqlite3_vfs* vfs = sqlite3_vfs_find("other-vfs");
  ASSERT_EQ(vfs->xOpen(vfs, nullptr, file, kTemporary, nullptr), SQLITE_OK);
  file->pMethods->xClose(file);
  EXPECT_EQ(clone.image().files.size(), 1U) << "and is not its own to remove";
}

TEST_F(SqliteVfsMethodsTest, WhatWasOpenedReadOnlyCannotBeChanged) {
  sqlite3_file* writer = open("/a", kCreate);
  ASSERT_EQ(writer->pMethods->xWrite(writer, "hello", 5, 0), SQLITE_OK);
  sqlite3_file* reader = open("/a", SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY);
  ASSERT_EQ(open_result_, SQLITE_OK);
  EXPECT_EQ(reader->pMethods->xWrite(reader, "HELLO", 5, 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(reader->pMethods->xTruncate(reader, 0), SQLITE_IOERR_TRUNCATE);
  std::array<char, 5> buffer{};
  EXPECT_EQ(reader->pMethods->xRead(reader, buffer.data(), 5, 0), SQLITE_OK);
  EXPECT_EQ(buffer, (std::array<char, 5>{'h', 'e', 'l', 'l', 'o'}));
  EXPECT_EQ(reader->pMethods->xSync(reader, SQLITE_SYNC_NORMAL), SQLITE_OK) << "fsync(2) may";
  reader->pMethods->xClose(reader);
  EXPECT_EQ(writer->pMethods->xTruncate(writer, 0), SQLITE_OK) << "the other handle may, too";
  writer->pMethods->xClose(writer);
}

/// What SQLite may believe of the device, by the file's own word.
int characteristics_of(const TestConnection& db) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
  return file->pMethods->xDeviceCharacteristics(file);
}

TEST(SqliteVfsTest, ALogPersistsWhereItsOwnerWantsIt) {
  for (const int persists : {0, 1}) {
    SqliteWorld world;
    {
      const TestConnection db(world.vfs);
      ASSERT_EQ(set_journal(db, "wal"), "wal");
      int answer = -1;
      EXPECT_EQ(sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &answer),
                SQLITE_OK);
      EXPECT_EQ(answer, 0);
      int wanted = persists;
      EXPECT_EQ(sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &wanted),
                SQLITE_OK);
      answer = -1;
      sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &answer);
      EXPECT_EQ(answer, persists);
      ASSERT_EQ(db.run(kSchema), SQLITE_OK);
    }
    EXPECT_EQ(world.disk.exists("/data/app.db-wal"), persists == 1);
    const TestConnection again(world.vfs);
    EXPECT_EQ(again.value("SELECT count(*) FROM t"), "0");
  }
}

TEST(SqliteVfsTest, TheOwnerOfAFileMaySayWhetherOverwritesAreSafe) {
  SqliteWorld world;
  const TestConnection db(world.vfs);
  int no = 0;
  EXPECT_EQ(sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &no),
            SQLITE_OK);
  EXPECT_EQ(characteristics_of(db), 0);
  int answer = -1;
  sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &answer);
  EXPECT_EQ(answer, 0);
  const TestConnection by_uri(world.vfs, "file:///data/app.db?psow=0",
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI);
  EXPECT_EQ(characteristics_of(by_uri), 0);
  const TestConnection as_it_is(world.vfs);
  EXPECT_EQ(characteristics_of(as_it_is), SQLITE_IOCAP_POWERSAFE_OVERWRITE);
}

TEST(SqliteVfsTest, ADatabaseInAFolderThatIsNotThereCannotBeOpened) {
  SqliteWorld world;
  const TestConnection db(world.vfs, "/nowhere/app.db");
  EXPECT_EQ(db.open_result(), SQLITE_CANTOPEN);
  EXPECT_TRUE(world.disk.image().files.empty());
}

TEST_F(SqliteVfsMethodsTest, WhatOnlyAsksFailsWithACodeOfItsOwn) {
  sqlite3_file* file = open("/a", kCreate);
  sqlite3_int64 size = 0;
  int answer = 0;
  const auto strike = [this](DiskCall call) {
    world_.disk.set_rule(fail_call({call}, 1, Repeat::Onwards));
  };
  strike(DiskCall::Size);
  EXPECT_EQ(file->pMethods->xFileSize(file, &size), SQLITE_IOERR_FSTAT);
  strike(DiskCall::Access);
  EXPECT_EQ(vfs()->xAccess(vfs(), "/a", SQLITE_ACCESS_EXISTS, &answer), SQLITE_IOERR_ACCESS);
  strike(DiskCall::Lock);
  EXPECT_EQ(file->pMethods->xLock(file, SQLITE_LOCK_SHARED), SQLITE_IOERR_RDLOCK);
  EXPECT_EQ(file->pMethods->xCheckReservedLock(file, &answer), SQLITE_IOERR_CHECKRESERVEDLOCK);
  EXPECT_EQ(file->pMethods->xShmLock(file, 0, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED),
            SQLITE_IOERR_SHMLOCK);
  world_.disk.set_rule(nullptr);
  ASSERT_EQ(file->pMethods->xLock(file, SQLITE_LOCK_SHARED), SQLITE_OK);
  strike(DiskCall::Lock);
  EXPECT_EQ(file->pMethods->xLock(file, SQLITE_LOCK_RESERVED), SQLITE_IOERR_LOCK);
  EXPECT_EQ(file->pMethods->xUnlock(file, SQLITE_LOCK_NONE), SQLITE_OK) << "never fails";
  file->pMethods->xClose(file);
}

TEST_F(SqliteVfsMethodsTest, ErrorsKeepTheirKind) {
  sqlite3_file* file = open("/a", kCreate);
  std::array<char, 4> buffer{};
  sqlite3_int64 size = 0;
  int answer = 0;
  world_.disk.set_capacity(2);
  EXPECT_EQ(file->pMethods->xWrite(file, "hello", 5, 0), SQLITE_FULL);
  EXPECT_EQ(file->pMethods->xTruncate(file, 5), SQLITE_FULL);
  world_.disk.freeze();
  EXPECT_EQ(file->pMethods->xWrite(file, "hello", 5, 0), SQLITE_IOERR_WRITE);
  EXPECT_EQ(file->pMethods->xRead(file, buffer.data(), 4, 0), SQLITE_IOERR_READ);
  EXPECT_EQ(file->pMethods->xTruncate(file, 0), SQLITE_IOERR_TRUNCATE);
  EXPECT_EQ(file->pMethods->xSync(file, SQLITE_SYNC_FULL), SQLITE_IOERR_FSYNC);
  EXPECT_EQ(file->pMethods->xFileSize(file, &size), SQLITE_IOERR_FSTAT);
  EXPECT_EQ(vfs()->xDelete(vfs(), "/a", 0), SQLITE_IOERR_DELETE);
  EXPECT_EQ(vfs()->xAccess(vfs(), "/a", SQLITE_ACCESS_EXISTS, &answer), SQLITE_IOERR_ACCESS);
  EXPECT_EQ(open("/b", kCreate)->pMethods, nullptr);
  EXPECT_EQ(file->pMethods->xClose(file), SQLITE_OK);
  EXPECT_EQ(world_.vfs.open_files(), 0U);
}

TEST(SqliteVfsTest, PromisesOnlyWhatTheDiskKeeps) {
  const auto characteristics = [](Tearing tearing) {
    SqliteWorld world(Disk::Options{.tearing = tearing});
    const TestConnection db(world.vfs);
    EXPECT_EQ(db.run(kSchema), SQLITE_OK);
    sqlite3_file* file = nullptr;
    sqlite3_file_control(db.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    EXPECT_EQ(file->pMethods->xSectorSize(file), 512);
    return file->pMethods->xDeviceCharacteristics(file);
  };
  EXPECT_EQ(characteristics(Tearing::OldAndNew), SQLITE_IOCAP_POWERSAFE_OVERWRITE);
  EXPECT_EQ(characteristics(Tearing::Garbage), 0);
}

TEST(SqliteVfsTest, TheTimeOfDayIsTheDevices) {
  SqliteWorld world;
  const TestConnection db(world.vfs);
  const std::string now = "SELECT strftime('%Y-%m-%d %H:%M:%f','now')";
  EXPECT_EQ(db.value(now), "1970-01-01 00:00:00.000");
  world.wall = WallTime{days(20'000) + 1h + 250ms};
  EXPECT_EQ(db.value(now), "2024-10-04 01:00:00.250");
  world.wall = WallTime{-1ns};
  EXPECT_EQ(db.value(now), "1969-12-31 23:59:59.999");
}

TEST(SqliteVfsTest, SeedingRepeatsSqlitesOwnRandomNumbers) {
  const auto blobs = [](std::uint64_t seed) {
    SqliteWorld world(Disk::Options{}, seed);
    const TestConnection db(world.vfs);
    const std::string first = db.value("SELECT hex(randomblob(32))");
    return first + db.value("SELECT random()");
  };
  EXPECT_EQ(blobs(1), blobs(1));
  std::set<std::string> different;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    different.insert(blobs(seed));
  }
  EXPECT_EQ(different.size(), 50U);
}

TEST(SqliteVfsTest, TheSameSeedGivesTheSameCallsInEveryJournalMode) {
  const auto digest = [](const std::string& journal, std::uint64_t seed) {
    SqliteWorld world(Disk::Options{}, seed);
    const TestConnection db(world.vfs);
    EXPECT_EQ(set_journal(db, journal), journal);
    EXPECT_EQ(db.run(kSchema), SQLITE_OK);
    EXPECT_EQ(db.run("INSERT INTO t(v) VALUES('a'); UPDATE t SET v='b'"), SQLITE_OK);
    return world.disk.digest();
  };
  for (const std::string journal : {"delete", "truncate", "persist", "wal"}) {
    EXPECT_EQ(digest(journal, 3), digest(journal, 3)) << journal;
    // Journal nonces and WAL salts come from SQLite's generator.
    EXPECT_NE(digest(journal, 3), digest(journal, 4)) << journal;
  }
}

TEST(SqliteVfsTest, SeveralDevicesDoNotSeeEachOther) {
  SqliteWorld world;
  TestRandom random(9);
  Disk other_disk(Disk::Options{}, random);
  const SqliteVfs other("other-vfs", other_disk, random, [] { return WallTime{}; });
  const TestConnection here(world.vfs);
  const TestConnection there(other);
  ASSERT_EQ(here.run(kSchema), SQLITE_OK);
  ASSERT_EQ(here.run("BEGIN EXCLUSIVE"), SQLITE_OK);
  EXPECT_EQ(there.run(kSchema), SQLITE_OK);
  EXPECT_EQ(there.value("SELECT count(*) FROM t"), "0");
}

TEST(SqliteVfsTest, SpillsSortsIntoTemporaryFilesOfTheDevice) {
  SqliteWorld world;
  const TestConnection db(world.vfs);
  ASSERT_EQ(db.run("PRAGMA temp_store=file; PRAGMA temp.cache_size=2"), SQLITE_OK);
  ASSERT_EQ(db.run(kSchema), SQLITE_OK);
  const std::uint64_t opened = world.disk.counters().of(DiskCall::Open);
  ASSERT_EQ(db.run("CREATE TEMP TABLE big AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                   "SELECT i+1 FROM n WHERE i<20000) SELECT i, randomblob(100) AS b FROM n"),
            SQLITE_OK);
  EXPECT_EQ(db.value("SELECT i FROM big ORDER BY b DESC, i LIMIT 1 OFFSET 19999"),
            db.value("SELECT i FROM big ORDER BY b, i LIMIT 1"));
  EXPECT_GT(world.disk.counters().of(DiskCall::Open), opened);
  ASSERT_EQ(db.run("DROP TABLE temp.big"), SQLITE_OK);
  EXPECT_EQ(world.disk.image().files.size(), 1U);
}

}  // namespace
}  // namespace storm::sim
