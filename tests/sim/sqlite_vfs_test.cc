#include "sim/sqlite_vfs.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/sim/sqlite_fixture.h"

namespace storm::sim {
namespace {

class SqliteVfsJournalTest : public testing::TestWithParam<const char*> {};

TEST_P(SqliteVfsJournalTest, KeepsRowsAcrossReopenAndStaysIntact) {
  SqliteWorld world;
  {
    const TestConnection db(world.vfs);
    ASSERT_EQ(db.open_result(), SQLITE_OK);
    ASSERT_EQ(db.value(std::string("PRAGMA journal_mode=") + GetParam()), GetParam());
    ASSERT_EQ(db.run("CREATE TABLE t(k INTEGER PRIMARY KEY, v TEXT); CREATE INDEX i ON t(v)"),
              SQLITE_OK);
    for (int round = 0; round < 20; ++round) {
      ASSERT_EQ(db.run("BEGIN IMMEDIATE;"
                       "INSERT INTO t(v) VALUES(hex(randomblob(400)));"
                       "INSERT INTO t(v) VALUES(hex(randomblob(40)));"
                       "COMMIT"),
                SQLITE_OK);
    }
    EXPECT_EQ(db.value("PRAGMA integrity_check"), "ok");
  }
  const TestConnection again(world.vfs);
  EXPECT_EQ(again.value("SELECT count(*) FROM t"), "40");
  EXPECT_EQ(again.value("PRAGMA integrity_check"), "ok");
}

INSTANTIATE_TEST_SUITE_P(Journals, SqliteVfsJournalTest,
                         testing::Values("delete", "truncate", "persist", "wal", "memory"),
                         [](const auto& journal) { return std::string(journal.param); });

}  // namespace
}  // namespace storm::sim
