#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>

#include "engine/env/result.h"

namespace storm::engine::reference {

/// Why SQLite did not do what it was asked.
enum class SqlError : std::uint8_t {
  /// The disk has no room. Definite.
  Full,
  /// I/O errors, a schema from elsewhere: close and open again before anything else. Definite.
  Unavailable,
  /// The file is damaged: opening it again does not help. Definite.
  Corrupt,
  /// Indefinite: the COMMIT itself failed, perhaps after it had become durable. Only the store,
  /// once opened again, can tell.
  Doubtful,
};

/// One SQLite connection, the only one to its file.
///
/// Errors stick: after the first one each statement does nothing and finds nothing, until the
/// transaction is over, whose `commit()` then reports it. Code between the two needs no checks as
/// long as it lets nothing out before it has looked at commit().
/// Made for many small stores in one process: small pages and caches, and the exclusive locking
/// mode, which keeps the journal open and never asks the disk who else is there.
class Database final {
 public:
  struct Options {
    const char* vfs = nullptr;
    std::string path;
    int cache_pages = 32;
    /// Runs when the file is new, in one transaction. Null for who wants to look at what there is:
    /// then a new file is an error (Corrupt), and any version will do.
    const char* schema = nullptr;
    /// Stored as `user_version`, and again in `application_id`: a file with another one is not
    /// opened, and one in which the two differ is damaged.
    int schema_version = 1;
  };

  /// Whether there is such a file. Errors: Unavailable, when the disk cannot be asked.
  static Result<bool, SqlError> exists(const char* vfs, const std::string& path);
  /// Removes the file and its journal, if they are there. Requires: nobody has it open.
  static Result<void, SqlError> remove(const char* vfs, const std::string& path);

  /// Opens or makes the file, rolling back what a crash left half done.
  static Result<std::unique_ptr<Database>, SqlError> open(const Options& options);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  sqlite3* handle() { return handle_; }

  /// Notes a result code of SQLite's; anything but success sticks.
  void note(int code);
  bool failed() const { return error_.has_value(); }
  std::optional<SqlError> error() const { return error_; }
  /// Whether the connection cannot be used any more.
  bool broken() const { return broken_; }
  /// Whether that is because the file is damaged.
  bool corrupt() const { return corrupt_; }
  /// Ends the state of error after statements outside of a transaction. Returns what it was.
  std::optional<SqlError> take_error();
  /// Whether a transaction is open: what is written now becomes durable together, or not at all.
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  /// Whether what is written now belongs to a transaction. After an error nothing is written.
  bool writes_together() const { return failed() || in_transaction(); }
  void execute(const char* sql);
  /// The first column of the first row; zero where there is none, and after an error.
  std::int64_t read_number(const char* sql);

 private:
  friend class Transaction;

  explicit Database(sqlite3* handle) : handle_(handle) {}
  std::optional<SqlError> prepare_file(const Options& options);
  void step(sqlite3_stmt** statement, const char* sql);
  void roll_back();

  sqlite3* handle_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* roll_back_ = nullptr;
  std::optional<SqlError> error_;
  bool broken_ = false;
  bool corrupt_ = false;
};

/// A write transaction: all or nothing, and rolled back unless committed. Must not live across an
/// await, nor inside another.
class Transaction final {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// Makes it durable. Errors: the first one since the beginning.
  Result<void, SqlError> commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace storm::engine::reference
