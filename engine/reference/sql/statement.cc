#include "engine/reference/sql/statement.h"

#include "engine/env/assertion.h"

namespace storm::engine::reference {

Rows::~Rows() {
  // The reset repeats the error of the last step, which has been noted already.
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

bool Rows::next() {
  if (statement_ == nullptr || database_.failed()) return false;
  const int code = sqlite3_step(statement_);
  database_.note(code);
  return code == SQLITE_ROW;
}

std::optional<std::uint64_t> Rows::optional_natural(int column) const {
  if (is_null(column)) return std::nullopt;
  return natural(column);
}

std::string_view Rows::text(int column) const {
  STORM_ASSERT(column < sqlite3_data_count(statement_));
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

bool Statement::ready() {
  if (database_.failed()) return false;
  if (statement_ == nullptr) {
    database_.note(sqlite3_prepare_v3(database_.handle(), sql_, -1, SQLITE_PREPARE_PERSISTENT,
                                      &statement_, nullptr));
  }
  return statement_ != nullptr;
}

void Statement::finish() {
  database_.note(sqlite3_step(statement_));
  sqlite3_reset(statement_);
}

void Statement::bind_integer(int index, std::int64_t value) {
  database_.note(sqlite3_bind_int64(statement_, index, value));
}

void Statement::bind_text(int index, std::string_view value, sqlite3_destructor_type lifetime) {
  // A null pointer would bind NULL where an empty text is meant.
  const char* data = value.data() == nullptr ? "" : value.data();
  database_.note(
      sqlite3_bind_text(statement_, index, data, static_cast<int>(value.size()), lifetime));
}

void Statement::bind_null(int index) { database_.note(sqlite3_bind_null(statement_, index)); }

}  // namespace storm::engine::reference
