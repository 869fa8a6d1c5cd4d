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
class NaiveStatement {
 public:
  NaiveStatement() = default;
  ~NaiveStatement();
  NaiveStatement(const NaiveStatement&) = delete;
  NaiveStatement& operator=(const NaiveStatement&) = delete;

 private:
  friend class NaiveDatabase;
  friend class Query;

  sqlite3_stmt* handle_ = nullptr;
};

/// One execution of a statement, from its parameters to its last row.
class Query {
 public:
  using Parameter = std::variant<std::int64_t, std::string_view>;

  /// Requires: nothing else executes the statement meanwhile; the texts outlive the query.
  Query(NaiveStatement& statement, std::initializer_list<Parameter> parameters);
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
class NaiveDatabase {
 public:
  NaiveDatabase() = default;
  ~NaiveDatabase();
  NaiveDatabase(const NaiveDatabase&) = delete;
  NaiveDatabase& operator=(const NaiveDatabase&) = delete;

  /// Opens or makes the file on the device's disk and brings its tables into being.
  Result<void, Refusal> open(const Storage& storage, const char* file, const char* schema);
  Result<void, Refusal> prepare(NaiveStatement& statement, const char* sql);
  /// Runs statements without parameters or rows: "BEGIN", "COMMIT", "ROLLBACK".
  Result<void, Refusal> run(const char* sql);
  /// Runs one statement that has no rows.
  static Result<void, Refusal> run(NaiveStatement& statement,
                                   std::initializer_list<Query::Parameter> parameters);
  /// Rows that the last change touched.
  std::uint64_t changes() const;

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace storm::engine::naive
