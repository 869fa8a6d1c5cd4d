#include "sim/disk.h"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/test_random.h"

namespace storm::sim {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

Bytes filled(std::size_t size, int value) { return Bytes(size, static_cast<std::byte>(value)); }

template <class T>
T value_of(const Result<T, DiskError>& result) {
  EXPECT_TRUE(result.has_value());
  return result ? *result : T{};
}

struct DiskFixture {
  explicit DiskFixture(const Disk::Options& options = Disk::Options{}, std::uint64_t seed = 1)
      : random(seed), disk(options, random) {}

  FileId open(std::string_view name) {
    return value_of(disk.open(name, OpenMode::CreateIfMissing));
  }
  Bytes contents(FileId file) {
    Bytes all(static_cast<std::size_t>(value_of(disk.size(file))));
    EXPECT_EQ(value_of(disk.read(file, 0, all)), all.size());
    return all;
  }
  /// A file whose content is durable.
  FileId durable_file(std::string_view name, const Bytes& content) {
    const FileId file = open(name);
    EXPECT_TRUE(disk.write(file, 0, content));
    EXPECT_TRUE(disk.sync(file));
    return file;
  }
  Bytes after_crash(std::string_view name) {
    disk.freeze();
    disk.crash();
    disk.thaw();
    return contents(value_of(disk.open(name, OpenMode::Existing)));
  }

  TestRandom random;
  Disk disk;
};

TEST(DiskTest, ReadsWhatWasWrittenAcrossChunks) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  const Bytes content = filled(10'000, 7);
  ASSERT_TRUE(fixture.disk.write(file, 3'000, content));
  Bytes read(10'000);
  EXPECT_EQ(value_of(fixture.disk.read(file, 3'000, read)), 10'000U);
  EXPECT_EQ(read, content);
}

TEST(DiskTest, ReportsShortReadsAndReadsGapsAsZeros) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  ASSERT_TRUE(fixture.disk.write(file, 9'000, filled(10, 7)));
  Bytes read(100);
  EXPECT_EQ(value_of(fixture.disk.read(file, 9'005, read)), 5U);
  EXPECT_EQ(value_of(fixture.disk.read(file, 9'010, read)), 0U);
  EXPECT_EQ(value_of(fixture.disk.read(file, 0, read)), 100U);
  EXPECT_EQ(read, filled(100, 0));
}

TEST(DiskTest, ATruncatedTailDoesNotComeBackWhenTheFileGrowsAgain) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  ASSERT_TRUE(fixture.disk.write(file, 0, filled(5'000, 7)));
  ASSERT_TRUE(fixture.disk.truncate(file, 100));
  ASSERT_TRUE(fixture.disk.truncate(file, 200));
  Bytes expected = filled(100, 7);
  expected.resize(200);
  EXPECT_EQ(fixture.contents(file), expected);
}

TEST(DiskTest, OpensAfterTheMode) {
  DiskFixture fixture;
  EXPECT_EQ(fixture.disk.open("a", OpenMode::Existing).error(), DiskError::NotFound);
  EXPECT_TRUE(fixture.disk.open("a", OpenMode::CreateNew));
  EXPECT_EQ(fixture.disk.open("a", OpenMode::CreateNew).error(), DiskError::Exists);
  EXPECT_TRUE(fixture.disk.open("a", OpenMode::Existing));
  EXPECT_TRUE(fixture.disk.exists("a"));
  EXPECT_FALSE(fixture.disk.exists("b"));
}

TEST(DiskTest, AFileIsCreatedWhereThereIsAFolderForIt) {
  DiskFixture fixture(Disk::Options{.folders = {"/data", "/data/logs"}});
  for (const char* place : {"a", "/a", "/data/a", "/data/logs/a"}) {
    EXPECT_TRUE(fixture.disk.open(place, OpenMode::CreateNew)) << place;
  }
  for (const char* nowhere :
       {"/nowhere/a", "/data/nowhere/a", "data/a", "/data/a/b", "/data", "/"}) {
    EXPECT_EQ(fixture.disk.open(nowhere, OpenMode::CreateNew).error(), DiskError::NotFound)
        << nowhere;
    EXPECT_EQ(fixture.disk.open(nowhere, OpenMode::CreateIfMissing).error(), DiskError::NotFound)
        << nowhere;
  }
  EXPECT_TRUE(fixture.disk.exists("/data/logs"));
  EXPECT_FALSE(fixture.disk.exists("/nowhere"));
  EXPECT_EQ(fixture.disk.remove("/data").error(), DiskError::NotFound) << "not a file";
}

TEST(DiskTest, ARemovedFileLivesUntilItsLastHandleIsClosed) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(1'000, 7));
  EXPECT_TRUE(fixture.disk.linked(file));
  ASSERT_TRUE(fixture.disk.remove("a"));
  EXPECT_EQ(fixture.disk.remove("a").error(), DiskError::NotFound);
  EXPECT_FALSE(fixture.disk.exists("a"));
  EXPECT_FALSE(fixture.disk.linked(file));
  EXPECT_EQ(fixture.contents(file), filled(1'000, 7));
  EXPECT_EQ(fixture.disk.used_bytes(), 1'000U);
  fixture.disk.close(file);
  EXPECT_EQ(fixture.disk.used_bytes(), 0U);
  EXPECT_EQ(fixture.disk.size(file).error(), DiskError::NotFound);
  fixture.disk.close(file);
}

TEST(DiskTest, AFullDiskWritesNothing) {
  DiskFixture fixture(Disk::Options{.capacity_bytes = 1'000});
  const FileId file = fixture.open("a");
  ASSERT_TRUE(fixture.disk.write(file, 0, filled(900, 7)));
  EXPECT_EQ(fixture.disk.write(file, 850, filled(151, 8)).error(), DiskError::Full);
  EXPECT_EQ(fixture.disk.truncate(file, 1'001).error(), DiskError::Full);
  EXPECT_EQ(fixture.contents(file), filled(900, 7));
  EXPECT_EQ(fixture.disk.used_bytes(), 900U);
  EXPECT_TRUE(fixture.disk.write(file, 850, filled(150, 8)));
}

TEST(DiskTest, CapacityMayFallBelowWhatIsUsed) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  ASSERT_TRUE(fixture.disk.write(file, 0, filled(1'000, 7)));
  fixture.disk.set_capacity(10);
  EXPECT_TRUE(fixture.disk.write(file, 0, filled(1'000, 8)));
  EXPECT_EQ(fixture.disk.write(file, 1'000, filled(1, 8)).error(), DiskError::Full);
  EXPECT_EQ(fixture.disk.used_bytes(), 1'000U);
  ASSERT_TRUE(fixture.disk.truncate(file, 5));
  EXPECT_TRUE(fixture.disk.write(file, 5, filled(5, 9)));
}

TEST(DiskTest, AnUnsyncedSectorIsKeptLostOrTorn) {
  bool kept = false;
  bool lost = false;
  bool torn = false;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    DiskFixture fixture(Disk::Options{}, seed);
    const FileId file = fixture.durable_file("a", filled(512, 1));
    ASSERT_TRUE(fixture.disk.write(file, 0, filled(512, 2)));
    const Bytes left = fixture.after_crash("a");
    ASSERT_EQ(left.size(), 512U);
    const auto fresh = std::count(left.begin(), left.end(), std::byte{2});
    ASSERT_EQ(fresh + std::count(left.begin(), left.end(), std::byte{1}), 512);
    kept |= fresh == 512;
    lost |= fresh == 0;
    torn |= fresh > 0 && fresh < 512;
  }
  EXPECT_TRUE(kept && lost && torn);
}

TEST(DiskTest, TearingIsAnOption) {
  bool garbage = false;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    DiskFixture atomic(Disk::Options{.tearing = Tearing::Never}, seed);
    const FileId file = atomic.durable_file("a", filled(512, 1));
    ASSERT_TRUE(atomic.disk.write(file, 0, filled(512, 2)));
    const Bytes left = atomic.after_crash("a");
    EXPECT_TRUE(left == filled(512, 1) || left == filled(512, 2));

    DiskFixture cruel(Disk::Options{.tearing = Tearing::Garbage}, seed);
    const FileId other = cruel.durable_file("a", filled(512, 1));
    ASSERT_TRUE(cruel.disk.write(other, 0, filled(512, 2)));
    const Bytes rest = cruel.after_crash("a");
    garbage |= std::any_of(rest.begin(), rest.end(), [](std::byte b) { return b > std::byte{2}; });
  }
  EXPECT_TRUE(garbage);
}

TEST(DiskTest, AnUnsyncedTruncateMayComeUndone) {
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    DiskFixture fixture(Disk::Options{}, seed);
    const FileId file = fixture.durable_file("a", filled(3'000, 1));
    ASSERT_TRUE(fixture.disk.truncate(file, 0));
    const Bytes left = fixture.after_crash("a");
    sizes.insert(left.size());
    EXPECT_EQ(left, filled(left.size(), 1));
  }
  EXPECT_EQ(sizes, (std::set<std::size_t>{0, 3'000}));
}

TEST(DiskTest, AnUnsyncedFileMayGrowInPartAndEndInGarbage) {
  std::set<std::size_t> sizes;
  bool garbage = false;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    DiskFixture fixture(Disk::Options{}, seed);
    const FileId file = fixture.open("a");
    ASSERT_TRUE(fixture.disk.write(file, 0, filled(1'024, 1)));
    const Bytes left = fixture.after_crash("a");
    sizes.insert(left.size());
    garbage |= std::any_of(left.begin(), left.end(), [](std::byte b) { return b > std::byte{1}; });
    EXPECT_EQ(fixture.disk.used_bytes(), left.size());
  }
  EXPECT_EQ(sizes, (std::set<std::size_t>{0, 512, 1'024}));
  EXPECT_TRUE(garbage);
}

TEST(DiskTest, AFrozenDiskRefusesEverythingAndKeepsItsCache) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(600, 1));
  ASSERT_TRUE(fixture.disk.write(file, 0, filled(10, 2)));
  const DiskImage before = fixture.disk.image();
  const std::uint64_t digest = fixture.disk.digest();
  const DiskCounters counters = fixture.disk.counters();
  fixture.disk.freeze();
  Bytes read(10);
  EXPECT_EQ(fixture.disk.open("b", OpenMode::CreateIfMissing).error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.read(file, 0, read).error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.write(file, 0, read).error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.truncate(file, 0).error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.sync(file).error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.sync_directory().error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.remove("a").error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.size(file).error(), DiskError::Frozen);
  EXPECT_FALSE(fixture.disk.exists("a"));
  EXPECT_EQ(fixture.disk.image(), before);
  EXPECT_EQ(fixture.disk.digest(), digest);
  EXPECT_EQ(fixture.disk.counters().calls, counters.calls);
  fixture.disk.thaw();
  EXPECT_EQ(fixture.disk.image(), before);
  EXPECT_TRUE(fixture.disk.sync(file));
}

TEST(DiskTest, ACrashKillsHandlesAndForgetsUnlinkedFiles) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(600, 1));
  const FileId unlinked = fixture.durable_file("b", filled(600, 1));
  ASSERT_TRUE(fixture.disk.remove("b"));
  fixture.after_crash("a");
  EXPECT_EQ(fixture.disk.size(file).error(), DiskError::NotFound);
  EXPECT_EQ(fixture.disk.write(unlinked, 0, filled(1, 1)).error(), DiskError::NotFound);
  EXPECT_EQ(fixture.disk.used_bytes(), 600U);
  fixture.disk.close(file);
}

TEST(DiskTest, FreezesInTheMiddleOfTheOrderedCall) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(600, 1));
  int crashes = 0;
  fixture.disk.crash_after_calls(3, [&crashes] { ++crashes; });
  EXPECT_TRUE(fixture.disk.write(file, 0, filled(1, 2)));
  Bytes read(1);
  EXPECT_TRUE(fixture.disk.read(file, 0, read));
  EXPECT_TRUE(fixture.disk.sync(file));
  EXPECT_EQ(crashes, 0);
  EXPECT_EQ(fixture.disk.remove("a").error(), DiskError::Frozen);
  EXPECT_EQ(crashes, 1);
  EXPECT_TRUE(fixture.disk.frozen());
  EXPECT_EQ(fixture.disk.write(file, 0, filled(1, 2)).error(), DiskError::Frozen);
  EXPECT_EQ(crashes, 1);
  EXPECT_EQ(fixture.after_crash("a").size(), 600U);
}

TEST(DiskTest, FailsTheNthCallOnceOrFromThenOn) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  fixture.disk.set_rule(fail_call({DiskCall::Write}, 2, Repeat::Once));
  EXPECT_TRUE(fixture.disk.write(file, 0, filled(1, 1)));
  EXPECT_TRUE(fixture.disk.sync(file));
  EXPECT_EQ(fixture.disk.write(file, 0, filled(1, 2)).error(), DiskError::Io);
  EXPECT_EQ(fixture.contents(file), filled(1, 1));
  EXPECT_TRUE(fixture.disk.write(file, 0, filled(1, 3)));
  fixture.disk.set_rule(fail_call({DiskCall::Sync, DiskCall::Read}, 2, Repeat::Onwards));
  EXPECT_TRUE(fixture.disk.sync(file));
  EXPECT_EQ(fixture.disk.sync(file).error(), DiskError::Io);
  Bytes read(1);
  EXPECT_EQ(fixture.disk.read(file, 0, read).error(), DiskError::Io);
  fixture.disk.set_rule(nullptr);
  EXPECT_TRUE(fixture.disk.sync(file));
}

TEST(DiskTest, WhatOnlyAsksCanFailAndIsCountedApart) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(100, 1));
  const std::uint64_t digest = fixture.disk.digest();
  const std::uint64_t before = fixture.disk.counters().all();
  EXPECT_EQ(value_of(fixture.disk.size(file)), 100U);
  EXPECT_TRUE(value_of(fixture.disk.access("a")));
  EXPECT_FALSE(value_of(fixture.disk.access("b")));
  EXPECT_TRUE(fixture.disk.lock(file));
  EXPECT_EQ(fixture.disk.counters().all(), before);
  EXPECT_EQ(fixture.disk.counters().of(DiskCall::Size), 1U);
  EXPECT_EQ(fixture.disk.counters().of(DiskCall::Access), 2U);
  EXPECT_EQ(fixture.disk.counters().of(DiskCall::Lock), 1U);
  fixture.disk.set_rule(
      fail_call({DiskCall::Size, DiskCall::Access, DiskCall::Lock}, 1, Repeat::Onwards));
  EXPECT_EQ(fixture.disk.size(file).error(), DiskError::Io);
  EXPECT_EQ(fixture.disk.access("a").error(), DiskError::Io);
  EXPECT_EQ(fixture.disk.lock(file).error(), DiskError::Io);
  EXPECT_TRUE(fixture.disk.exists("a")) << "a look from outside";
  EXPECT_EQ(fixture.disk.digest(), digest);
  fixture.disk.set_rule(nullptr);
  fixture.disk.freeze();
  EXPECT_EQ(fixture.disk.access("a").error(), DiskError::Frozen);
  EXPECT_EQ(fixture.disk.lock(file).error(), DiskError::Frozen);
}

TEST(DiskTest, EveryNameIsOfOneKindAndAFolderOfNone) {
  for (const char* journal : {"a.db-journal", "a.db-wal", "/data/a.db-mj0FE9A1B29"}) {
    EXPECT_TRUE(is_of_kind(journal, FileKind::Journal)) << journal;
    EXPECT_FALSE(is_of_kind(journal, FileKind::Database)) << journal;
  }
  for (const char* database : {"a.db", "temporary-0", "a-mj", "a-mjournal", "a-mj0FE9A1B2x"}) {
    EXPECT_TRUE(is_of_kind(database, FileKind::Database)) << database;
    EXPECT_FALSE(is_of_kind(database, FileKind::Journal)) << database;
  }
  EXPECT_FALSE(is_of_kind("", FileKind::Database));
  EXPECT_FALSE(is_of_kind("", FileKind::Journal));
  EXPECT_TRUE(is_of_kind("", FileKind::Any));
}

TEST(DiskTest, AnErrorOfDatabaseFilesSparesTheFolder) {
  DiskFixture fixture;
  const FileId file = fixture.open("a.db");
  fixture.disk.set_rule(only_on(FileKind::Database, fail_call({DiskCall::Sync}, 1, Repeat::Once)));
  EXPECT_TRUE(fixture.disk.sync_directory());
  EXPECT_EQ(fixture.disk.sync(file).error(), DiskError::Io) << "the first that counts";
  EXPECT_TRUE(fixture.disk.sync(file));
}

TEST(DiskTest, ALyingSyncLeavesWritesAtTheMercyOfACrash) {
  int lost = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    DiskFixture fixture(Disk::Options{.tearing = Tearing::Never}, seed);
    const FileId file = fixture.durable_file("a", filled(512, 1));
    fixture.disk.set_rule(lie_on_sync());
    ASSERT_TRUE(fixture.disk.write(file, 0, filled(512, 2)));
    ASSERT_TRUE(fixture.disk.sync(file));
    lost += fixture.after_crash("a") == filled(512, 1) ? 1 : 0;
  }
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, 20);
}

TEST(DiskTest, AddsUpWhatItsCallsWouldHaveTaken) {
  DiskFixture fixture(
      Disk::Options{.sync_latency = 5ms, .write_latency = 20us, .read_latency = 3us});
  const FileId file = fixture.open("a");
  Bytes read(1);
  ASSERT_TRUE(fixture.disk.write(file, 0, filled(1, 1)));
  ASSERT_TRUE(fixture.disk.write(file, 1, filled(1, 1)));
  ASSERT_TRUE(fixture.disk.read(file, 0, read));
  ASSERT_TRUE(fixture.disk.sync(file));
  fixture.disk.add_elapsed(1s);
  EXPECT_EQ(fixture.disk.take_elapsed(), 1s + 5ms + 43us);
  EXPECT_EQ(fixture.disk.take_elapsed(), 0ns);
}

TEST(DiskTest, CountsCallsAndBytes) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(100, 1));
  Bytes read(500);
  ASSERT_TRUE(fixture.disk.read(file, 0, read));
  ASSERT_TRUE(fixture.disk.truncate(file, 0));
  ASSERT_TRUE(fixture.disk.remove("a"));
  const DiskCounters& counters = fixture.disk.counters();
  for (const DiskCall call : {DiskCall::Open, DiskCall::Read, DiskCall::Write, DiskCall::Sync,
                              DiskCall::Truncate, DiskCall::Remove}) {
    EXPECT_EQ(counters.of(call), 1U);
  }
  EXPECT_EQ(counters.bytes_written, 100U);
  EXPECT_EQ(counters.bytes_read, 100U);
}

TEST(DiskTest, TheDigestTellsEveryChangeApart) {
  std::set<std::uint64_t> digests;
  const auto digest_of = [](const auto& calls) {
    DiskFixture fixture;
    const FileId file = fixture.durable_file("a", filled(100, 1));
    calls(fixture.disk, file);
    return fixture.disk.digest();
  };
  using Calls = void (*)(Disk&, FileId);
  const std::vector<Calls> variants{
      [](Disk&, FileId) {},
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.write(file, 0, filled(3, 1))); },
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.write(file, 1, filled(3, 1))); },
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.write(file, 0, filled(3, 2))); },
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.write(file, 0, filled(4, 2))); },
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.truncate(file, 7)); },
      [](Disk& disk, FileId file) { EXPECT_TRUE(disk.sync(file)); },
      [](Disk& disk, FileId) { EXPECT_TRUE(disk.sync_directory()); },
      [](Disk& disk, FileId) { EXPECT_TRUE(disk.remove("a")); },
      [](Disk& disk, FileId) { EXPECT_TRUE(disk.open("b", OpenMode::CreateNew)); },
      [](Disk& disk, FileId) { EXPECT_TRUE(disk.open("c", OpenMode::CreateNew)); },
  };
  for (const Calls calls : variants) {
    digests.insert(digest_of(calls));
    EXPECT_EQ(digest_of(calls), digest_of(calls));
  }
  EXPECT_EQ(digests.size(), variants.size());
  const std::uint64_t unchanged = digest_of([](Disk& disk, FileId file) {
    Bytes read(10);
    EXPECT_TRUE(disk.read(file, 0, read));
    EXPECT_TRUE(disk.open("a", OpenMode::Existing));
  });
  EXPECT_EQ(unchanged, digest_of(variants.front()));
}

TEST(DiskTest, TheDigestIsTheSameOnEveryCompiler) {
  DiskFixture fixture(Disk::Options{.tearing = Tearing::Garbage}, 42);
  const FileId file = fixture.durable_file("a", filled(6'000, 1));
  for (int round = 0; round < 8; ++round) {
    ASSERT_TRUE(
        fixture.disk.write(file, static_cast<std::uint64_t>(700 * round), filled(900, round)));
  }
  ASSERT_TRUE(fixture.disk.truncate(file, 3'333));
  fixture.after_crash("a");
  EXPECT_EQ(fixture.disk.digest(), 10426217410023190617U);
}

TEST(DiskTest, AnImageRestoresEveryFileDurably) {
  DiskFixture source;
  source.durable_file("a", bytes_of("first"));
  const FileId unsynced = source.open("b");
  ASSERT_TRUE(source.disk.write(unsynced, 0, filled(5'000, 3)));
  const DiskImage image = source.disk.image();

  DiskFixture target;
  const FileId old = target.durable_file("c", filled(9'000, 1));
  target.disk.restore(image);
  EXPECT_EQ(target.disk.image(), image);
  EXPECT_EQ(target.disk.used_bytes(), 5'005U);
  EXPECT_EQ(target.disk.size(old).error(), DiskError::NotFound);
  EXPECT_EQ(target.after_crash("b"), filled(5'000, 3));
  EXPECT_EQ(target.disk.image(), image);
}

constexpr std::uint64_t kTebibyte = std::uint64_t{1} << 40U;

TEST(DiskTest, HolesTakeNoRoom) {
  DiskFixture fixture(Disk::Options{.capacity_bytes = 20'000});
  const FileId file = fixture.durable_file("a", filled(100, 1));
  // As a rollback does whose journal names a page far behind the end.
  ASSERT_TRUE(fixture.disk.write(file, kTebibyte, filled(512, 2)));
  EXPECT_EQ(value_of(fixture.disk.size(file)), kTebibyte + 512);
  EXPECT_EQ(fixture.disk.used_bytes(), 4'096U + 512U) << "the first chunk is whole now";
  Bytes read(3, std::byte{9});
  EXPECT_EQ(value_of(fixture.disk.read(file, kTebibyte / 2, read)), 3U);
  EXPECT_EQ(read, filled(3, 0));
  EXPECT_TRUE(fixture.disk.write(fixture.open("b"), 0, filled(15'000, 3))) << "others have room";
  EXPECT_EQ(fixture.disk.write(file, 8'192, filled(512, 4)).error(), DiskError::Full)
      << "a hole that is filled takes room";
  ASSERT_TRUE(fixture.disk.truncate(file, 100));
  EXPECT_EQ(fixture.disk.used_bytes(), 15'100U);
}

TEST(DiskTest, AHugeFileIsCutSyncedLostAndRottenLikeAnyOther) {
  DiskFixture fixture;
  const FileId file = fixture.durable_file("a", filled(512, 1));
  ASSERT_TRUE(fixture.disk.write(file, kTebibyte, filled(512, 2)));
  ASSERT_TRUE(fixture.disk.sync(file));
  ASSERT_TRUE(fixture.disk.truncate(file, 0));
  fixture.disk.freeze();
  fixture.disk.crash();
  fixture.disk.thaw();
  const std::uint64_t size = value_of(fixture.disk.size(fixture.open("a")));
  EXPECT_TRUE(size == 0 || size == kTebibyte + 512) << size;

  ASSERT_TRUE(fixture.disk.write(fixture.open("a"), kTebibyte, filled(512, 2)));
  TestRandom random(3);
  EXPECT_EQ(fixture.disk.rot(FileKind::Any, 1, random), 1U);
  Bytes there(512);
  Bytes here(DiskFile::kChunkBytes);
  ASSERT_TRUE(fixture.disk.read(fixture.open("a"), kTebibyte, there));
  ASSERT_TRUE(fixture.disk.read(fixture.open("a"), 0, here));
  int turned = 0;
  for (std::size_t at = 0; at < there.size(); ++at) turned += there[at] != std::byte{2} ? 1 : 0;
  for (std::size_t at = 0; at < here.size(); ++at) {
    const std::byte was = size == 0 || at >= 512 ? std::byte{0} : std::byte{1};
    turned += here[at] != was ? 1 : 0;
  }
  EXPECT_EQ(turned, 1) << "only what is there can decay";
}

TEST(DiskTest, TheImageOfAHugeFileIsAsLargeAsWhatIsInIt) {
  DiskFixture source;
  const FileId file = source.durable_file("a", filled(5'000, 1));
  ASSERT_TRUE(source.disk.write(file, kTebibyte - 512, filled(512, 2)));
  const DiskImage image = source.disk.image();
  EXPECT_EQ(image.files.at("a").size(), kTebibyte);
  EXPECT_EQ(image.files.at("a").blocks().size(), 2U);

  DiskFixture target;
  target.disk.restore(image);
  EXPECT_EQ(target.disk.image(), image);
  EXPECT_EQ(target.disk.used_bytes(), source.disk.used_bytes());
  Bytes read(1'024);
  EXPECT_EQ(value_of(target.disk.read(target.open("a"), kTebibyte - 512, read)), 512U);
  EXPECT_EQ(read[511], std::byte{2});

  const std::uint64_t stale =
      source.disk.add_stale_rule([](DiskCall, std::string_view) { return DiskFault::Stale; });
  ASSERT_TRUE(source.disk.write(file, 8'192, filled(4, 7)));
  Bytes old(4);
  EXPECT_EQ(value_of(source.disk.read(file, 8'192, old)), 4U);
  EXPECT_EQ(old, filled(4, 0)) << "there was a hole";
  source.disk.remove_rule(stale);
}

TEST(DiskTest, NoFileGrowsBeyondWhatAFileSystemHolds) {
  DiskFixture fixture;
  const FileId file = fixture.open("a");
  EXPECT_EQ(fixture.disk.write(file, Disk::kFileBytesMax, filled(1, 1)).error(), DiskError::Io);
  EXPECT_EQ(fixture.disk.write(file, ~std::uint64_t{0}, filled(2, 1)).error(), DiskError::Io);
  EXPECT_EQ(fixture.disk.truncate(file, Disk::kFileBytesMax + 1).error(), DiskError::Io);
  EXPECT_EQ(fixture.disk.used_bytes(), 0U);
  EXPECT_TRUE(fixture.disk.write(file, Disk::kFileBytesMax - 1, filled(1, 1)));
  EXPECT_TRUE(fixture.disk.sync(file));
}

TEST(DiskTest, AnImageIsTheSameWhereverItsBytesCameFrom) {
  FileImage image(filled(10, 1));
  EXPECT_EQ(image.size(), 10U);
  FileImage grown;
  grown.add_block(0, filled(4, 1));
  grown.add_block(4, filled(6, 1));
  EXPECT_EQ(grown, image);
  image.set_size(20);
  EXPECT_NE(grown, image);
  Bytes expected = filled(10, 1);
  expected.resize(20);
  EXPECT_EQ(image.bytes(), expected);
  Bytes read(8, std::byte{9});
  EXPECT_EQ(image.read(8, read), 8U);
  EXPECT_EQ(read, (Bytes{std::byte{1}, std::byte{1}, {}, {}, {}, {}, {}, {}}));
  EXPECT_EQ(image.read(20, read), 0U);
}

/// A file as a plain vector, what was durable, how far it was ever cut since, and which of its
/// chunks take room.
struct FileModel {
  Bytes current;
  std::set<std::size_t> chunks;
  Bytes durable;
  std::size_t cut_to = 0;

  void write(std::size_t offset, const Bytes& bytes) {
    current.resize(std::max(current.size(), offset + bytes.size()));
    std::copy(bytes.begin(), bytes.end(), current.begin() + static_cast<std::ptrdiff_t>(offset));
    for (std::size_t at = offset; at < offset + bytes.size(); ++at) {
      chunks.insert(at / DiskFile::kChunkBytes);
    }
  }
  void truncate(std::size_t size) {
    if (size > current.size()) chunks.insert((size - 1) / DiskFile::kChunkBytes);
    std::erase_if(chunks, [size](std::size_t n) { return n * DiskFile::kChunkBytes >= size; });
    current.resize(size);
    cut_to = std::min(cut_to, size);
  }
  std::size_t room() const {
    std::size_t sum = 0;
    for (const std::size_t chunk : chunks) {
      const std::size_t start = chunk * DiskFile::kChunkBytes;
      sum += std::min<std::size_t>(DiskFile::kChunkBytes, current.size() - start);
    }
    return sum;
  }
  void sync() {
    durable = current;
    cut_to = current.size();
  }
};

/// Does random writes, cuts and syncs to both, and checks that readers see the same.
void run_random_calls(DiskFixture& fixture, FileId file, FileModel& model) {
  const auto steps = *rc::gen::inRange(1, 40);
  for (int step = 0; step < steps; ++step) {
    const auto offset = *rc::gen::inRange<std::size_t>(0, 9'000);
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        model.truncate(offset);
        RC_ASSERT(fixture.disk.truncate(file, offset).has_value());
        break;
      case 1:
        model.sync();
        RC_ASSERT(fixture.disk.sync(file).has_value());
        break;
      default: {
        const auto size = *rc::gen::inRange<std::size_t>(0, 5'000);
        const Bytes bytes = filled(size, 1 + step);
        if (!bytes.empty()) {
          model.write(offset, bytes);
        }
        RC_ASSERT(fixture.disk.write(file, offset, bytes).has_value());
      }
    }
    RC_ASSERT(fixture.contents(file) == model.current);
    RC_ASSERT(fixture.disk.used_bytes() == model.room());
  }
}

RC_GTEST_PROP(DiskProperty, ReadersSeeTheLastWriteAndACrashLeavesOldOrNewBytes, ()) {
  DiskFixture fixture(Disk::Options{}, *rc::gen::arbitrary<std::uint64_t>());
  const FileId file = fixture.open("a");
  FileModel model;
  run_random_calls(fixture, file, model);
  const Bytes left = fixture.after_crash("a");

  const auto [smallest, largest] = std::minmax({model.current.size(), model.durable.size()});
  RC_ASSERT(left.size() >= std::min(smallest, model.cut_to));
  RC_ASSERT(left.size() <= largest);
  // Bytes that were durable and never cut away are old or new; beyond them anything may stand.
  const std::size_t certain = std::min(left.size(), model.cut_to);
  for (std::size_t at = 0; at < certain; ++at) {
    RC_ASSERT(left[at] == model.durable[at] ||
              (at < model.current.size() && left[at] == model.current[at]));
  }
  const DiskImage image = fixture.disk.image();
  std::size_t held = 0;
  for (const auto& [offset, bytes] : image.files.at("a").blocks()) held += bytes.size();
  RC_ASSERT(fixture.disk.used_bytes() == held);
}

RC_GTEST_PROP(DiskProperty, WhatWasSyncedSurvives, ()) {
  DiskFixture fixture(Disk::Options{.tearing = Tearing::Garbage},
                      *rc::gen::arbitrary<std::uint64_t>());
  const FileId file = fixture.open("a");
  FileModel model;
  run_random_calls(fixture, file, model);
  RC_ASSERT(fixture.disk.sync(file).has_value());
  RC_ASSERT(fixture.after_crash("a") == model.current);
}

RC_GTEST_PROP(DiskProperty, SectorsWithoutTearingAreWhollyOldOrNew, ()) {
  DiskFixture fixture(Disk::Options{.tearing = Tearing::Never},
                      *rc::gen::arbitrary<std::uint64_t>());
  constexpr std::size_t kSectors = 16;
  const FileId file = fixture.durable_file("a", filled(kSectors * 512, 0));
  const auto writes = *rc::gen::inRange(1, 10);
  for (int step = 1; step <= writes; ++step) {
    const auto first = *rc::gen::inRange<std::size_t>(0, kSectors);
    RC_ASSERT(fixture.disk.write(file, first * 512, filled(512, step)).has_value());
  }
  const Bytes current = fixture.contents(file);
  const Bytes left = fixture.after_crash("a");
  for (std::size_t sector = 0; sector < kSectors; ++sector) {
    const auto begin = left.begin() + static_cast<std::ptrdiff_t>(sector * 512);
    RC_ASSERT(std::all_of(begin, begin + 512, [&](std::byte b) { return b == *begin; }));
    RC_ASSERT(*begin == std::byte{0} || *begin == current[sector * 512]);
  }
}

}  // namespace
}  // namespace storm::sim
