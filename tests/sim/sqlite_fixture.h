#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <string>
#include <utility>

#include "sim/disk.h"
#include "sim/sqlite_setup.h"
#include "sim/sqlite_vfs.h"
#include "tests/sim/test_random.h"

namespace storm::sim {

/// A connection of a test: result codes as they come, the first column of the first row as text.
class TestConnection final {
 public:
  explicit TestConnection(const SqliteVfs& vfs, const std::string& path = "/data/app.db",
                          int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
    open_result_ = sqlite3_open_v2(path.c_str(), &db_, flags, vfs.name().c_str());
  }
  TestConnection(const TestConnection&) = delete;
  TestConnection& operator=(const TestConnection&) = delete;
  ~TestConnection() { EXPECT_EQ(close(), SQLITE_OK); }

  int close() { return sqlite3_close(std::exchange(db_, nullptr)); }
  int open_result() const { return open_result_; }
  sqlite3* handle() const { return db_; }

  int run(const std::string& sql) const {
    return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  }

  /// The first value of the first row; "error N" when there is none to be had.
  std::string value(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    int result = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr);
    std::string text;
    if (result == SQLITE_OK) {
      result = sqlite3_step(statement);
    }
    if (result == SQLITE_ROW) {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      text = bytes != nullptr ? bytes : "";
    } else {
      text = "error " + std::to_string(result);
    }
    sqlite3_finalize(statement);
    return text;
  }

 private:
  sqlite3* db_ = nullptr;
  int open_result_ = SQLITE_ERROR;
};

/// A disk with a VFS on it. Its wall clock stands at `wall`.
struct SqliteWorld {
  explicit SqliteWorld(const Disk::Options& options = Disk::Options{}, std::uint64_t seed = 1)
      : crash_random(seed), disk(options, crash_random), vfs_random(seed + 1) {
    seed_sqlite(seed);
  }

  /// What a harness does when the machine of a device loses power; connections are closed by now.
  void power_cut() {
    disk.freeze();
    vfs.forget_process();
    disk.crash();
    disk.thaw();
  }

  /// Comes first: registering a VFS already initialises SQLite.
  struct Configured {
    Configured() { configure_sqlite(); }
  } configured;
  TestRandom crash_random;
  Disk disk;
  TestRandom vfs_random;
  WallTime wall{};
  SqliteVfs vfs{"test-vfs", disk, vfs_random, [this] { return wall; }};
};

}  // namespace storm::sim
