#pragma once

#include <cstdint>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/env/assertion.h"
#include "engine/env/bytes.h"
#include "engine/reference/sql/database.h"

namespace storm::engine::reference {

/// The rows of a query, one at a time. Resets its statement at the end of its life, which must not
/// span an await, nor another use of the same statement.
class Rows final {
 public:
  Rows(Database& database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  /// Moves to the next row. Returns false at the end, and after an error, which sticks.
  bool next();

  /// Of the row that next() came to. Requires: it has found one, with more columns than that.
  std::int64_t integer(int column) const {
    STORM_ASSERT(column < sqlite3_data_count(statement_));
    return sqlite3_column_int64(statement_, column);
  }
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  bool is_null(int column) const {
    STORM_ASSERT(column < sqlite3_data_count(statement_));
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  bool is_integer(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
  }
  std::optional<std::uint64_t> optional_natural(int column) const;
  /// The text or blob as it was stored. Valid until the next next().
  std::string_view text(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_;
};

/// A statement, prepared when it is first used and kept.
class Statement final {
 public:
  Statement(Database& database, const char* sql) : database_(database), sql_(sql) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  /// Binds `values` in order and carries the statement out. Errors stick to the database.
  template <class... Values>
  void execute(const Values&... values) {
    if (!ready()) return;
    bind_all(SQLITE_STATIC, values...);
    finish();
  }

  /// Binds copies of `values` in order and begins to read.
  template <class... Values>
  Rows query(const Values&... values) {
    if (!ready()) return Rows(database_, nullptr);
    bind_all(SQLITE_TRANSIENT, values...);
    return Rows(database_, statement_);
  }

 private:
  bool ready();
  void finish();

  template <class... Values>
  void bind_all([[maybe_unused]] sqlite3_destructor_type lifetime, const Values&... values) {
    int index = 0;
    (bind(++index, values, lifetime), ...);
    STORM_ASSERT(index == sqlite3_bind_parameter_count(statement_));
  }

  template <class Value>
  requires(std::is_integral_v<Value> ||
           std::is_enum_v<Value>) void bind(int index, const Value& value,
                                            sqlite3_destructor_type /*lifetime*/) {
    bind_integer(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, std::string_view value, sqlite3_destructor_type lifetime) {
    bind_text(index, value, lifetime);
  }
  template <class Value>
  void bind(int index, const std::optional<Value>& value, sqlite3_destructor_type lifetime) {
    if (value) {
      bind(index, *value, lifetime);
    } else {
      bind_null(index);
    }
  }

  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value, sqlite3_destructor_type lifetime);
  void bind_null(int index);

  Database& database_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace storm::engine::reference
