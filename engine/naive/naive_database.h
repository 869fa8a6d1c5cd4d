#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "engine/env/storage.h"
#include "engine/replica.h"

struct sqlite3;
struct sqlite3_stmt;

namespace storm::engine::naive {

/// How a step of a statement ended.
enum class Step : std::uint8_t { Row, Done, Full, Error };

/// A prepared SQLite statement. Used through Query.
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Database;
  friend class Query;

  sqlite3_stmt* handle_ = nullptr;
};

/// One execution of a statement, from its parameters to its last row.
class Query {
 public:
  using Parameter = std::variant<std::int64_t, std::string_view>;

  /// Requires: nothing else executes the statement meanwhile; the texts outlive the query.
  Query(Statement& statement, std::initializer_list<Parameter> parameters);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Step step();
  /// The text in a column of the present row, until the next step.
  std::string_view text(int column) const;

 private:
  sqlite3_stmt* handle_;
};

/// A SQLite database on the device's disk.
class Database {
 public:
  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Opens or makes the file on the device's disk and brings its tables into being.
  Result<void, Refusal> open(const Storage& storage, const char* file, const char* schema);
  Result<void, Refusal> prepare(Statement& statement, const char* sql);
  /// Runs statements without parameters or rows: "BEGIN", "COMMIT", "ROLLBACK".
  Result<void, Refusal> run(const char* sql);
  /// Runs one statement that has no rows.
  static Result<void, Refusal> run(Statement& statement,
                                   std::initializer_list<Query::Parameter> parameters);
  /// Rows that the last change touched.
  std::uint64_t changes() const;

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace storm::engine::naive
