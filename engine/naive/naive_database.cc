#include "engine/naive/naive_database.h"

#include <sqlite3.h>

namespace storm::engine::naive {
namespace {

Result<void, Refusal> outcome(int code) {
  const int primary = code & 0xFF;
  if (primary == SQLITE_OK || primary == SQLITE_DONE || primary == SQLITE_ROW) return {};
  return primary == SQLITE_FULL ? Refusal::DiskFull : Refusal::StoreUnavailable;
}

}  // namespace

NaiveStatement::~NaiveStatement() { sqlite3_finalize(handle_); }

Query::Query(NaiveStatement& statement, std::initializer_list<Parameter> parameters)
    : handle_(statement.handle_) {
  int place = 1;
  for (const Parameter& parameter : parameters) {
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
      sqlite3_bind_int64(handle_, place, *number);
    } else {
      const auto text = std::get<std::string_view>(parameter);
      sqlite3_bind_text64(handle_, place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    ++place;
  }
}

Query::~Query() {
  // Null if the store could not be opened; unlike its siblings, clear_bindings minds.
  if (handle_ == nullptr) return;
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
}

Step Query::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return Step::Row;
  if (code == SQLITE_DONE) return Step::Done;
  return (code & 0xFF) == SQLITE_FULL ? Step::Full : Step::Error;
}

std::string_view Query::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

NaiveDatabase::~NaiveDatabase() { sqlite3_close_v2(handle_); }

Result<void, Refusal> NaiveDatabase::open(const Storage& storage, const char* file,
                                          const char* schema) {
  sqlite3_close_v2(handle_);
  handle_ = nullptr;
  const std::string path = storage.directory() + "/" + file;
  const int code = sqlite3_open_v2(path.c_str(), &handle_,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, storage.vfs_name());
  if (code != SQLITE_OK) return outcome(code);
  // Small pages and a small cache: there may be a thousand of these in one process.
  return run((std::string("PRAGMA page_size = 1024; PRAGMA cache_size = 32;") + schema).c_str());
}

Result<void, Refusal> NaiveDatabase::prepare(NaiveStatement& statement, const char* sql) {
  sqlite3_finalize(statement.handle_);
  statement.handle_ = nullptr;
  return outcome(
      sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement.handle_, nullptr));
}

Result<void, Refusal> NaiveDatabase::run(const char* sql) {
  return outcome(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

Result<void, Refusal> NaiveDatabase::run(NaiveStatement& statement,
                                         std::initializer_list<Query::Parameter> parameters) {
  Query query(statement, parameters);
  switch (query.step()) {
    case Step::Full:
      return Refusal::DiskFull;
    case Step::Error:
      return Refusal::StoreUnavailable;
    case Step::Row:
    case Step::Done:
      break;
  }
  return {};
}

std::uint64_t NaiveDatabase::changes() const {
  return static_cast<std::uint64_t>(sqlite3_changes(handle_));
}

}  // namespace storm::engine::naive
