#include "engine/reference/client/salvage.h"

#include <algorithm>
#include <vector>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

/// Copies rows of a damaged store into a new one, each by itself. Two connections: one that has met
/// damage need not be good for anything any more.
class Rescue final {
 public:
  Rescue(Storage& storage, const std::string& from, Database& fresh) : fresh_(fresh) {
    note(sqlite3_open_v2(from.c_str(), &damaged_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                         storage.vfs_name()));
  }
  Rescue(const Rescue&) = delete;
  Rescue& operator=(const Rescue&) = delete;
  ~Rescue() { sqlite3_close_v2(damaged_); }

  /// What the disk refused, which has nothing to do with the damage.
  std::optional<SqlError> hindrance() const { return hindrance_; }

  /// Carries out `insert` with the columns of each row that `select` finds for `key`.
  void copy(const std::string& select, std::int64_t key, const std::string& insert) {
    sqlite3_stmt* reading = prepare(damaged_, select);
    sqlite3_bind_int64(reading, 1, key);
    while (step(reading)) {
      sqlite3_stmt* writing = prepare(fresh_.handle(), insert);
      for (int column = 0; column < sqlite3_column_count(reading); ++column) {
        sqlite3_bind_value(writing, column + 1, sqlite3_column_value(reading, column));
      }
      // A value that its new column does not take was damaged.
      step(writing);
      sqlite3_finalize(writing);
    }
    sqlite3_finalize(reading);
  }

  /// Of all rows that can be reached from either end of the table.
  std::vector<std::int64_t> keys_of(const std::string& table, const std::string& key) {
    const std::string select = "SELECT " + key + " FROM " + table + " ORDER BY " + key;
    std::vector<std::int64_t> keys = numbers(damaged_, select);
    const std::vector<std::int64_t> from_the_end = numbers(damaged_, select + " DESC");
    keys.insert(keys.end(), from_the_end.begin(), from_the_end.end());
    std::ranges::sort(keys);
    // Not ranges::unique: clang 14 cannot read libstdc++'s subrange.
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
  }

  /// The documents that the copied operations are about.
  std::vector<std::int64_t> documents() {
    return numbers(fresh_.handle(), "SELECT document FROM outbox UNION SELECT document FROM kept");
  }

 private:
  /// The first column of the rows, up to the first that cannot be read.
  std::vector<std::int64_t> numbers(sqlite3* database, const std::string& select) {
    std::vector<std::int64_t> found;
    sqlite3_stmt* reading = prepare(database, select);
    while (step(reading)) found.push_back(sqlite3_column_int64(reading, 0));
    sqlite3_finalize(reading);
    return found;
  }

  sqlite3_stmt* prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    note(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr));
    return statement;
  }

  bool step(sqlite3_stmt* statement) {
    if (statement == nullptr || hindrance_) return false;
    const int code = sqlite3_step(statement);
    note(code);
    return code == SQLITE_ROW;
  }

  void note(int code) {
    const int primary = code & 0xFF;
    if (primary == SQLITE_FULL) hindrance_ = SqlError::Full;
    if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) hindrance_ = SqlError::Unavailable;
  }

  sqlite3* damaged_ = nullptr;
  Database& fresh_;
  std::optional<SqlError> hindrance_;
};

constexpr const char* kKeptColumns =
    "id, operation, kind, document, field, value, time, seen, epoch, seen_through, sum, sequence";
constexpr const char* kOutboxColumns =
    "id, operation, kind, document, field, value, time, seen, epoch, seen_through, sum, sequence, "
    "verdict, shown, sending, orphan";

/// Returns how many there are to copy.
std::size_t copy_operations(Rescue& rescue, const std::string& table, const std::string& columns) {
  const auto number = std::ranges::count(columns, ',') + 1;
  std::string places = "?1";
  for (std::ptrdiff_t n = 2; n <= number; ++n) places += ",?" + std::to_string(n);
  const std::string insert = "INSERT INTO " + table + "(" + columns + ") VALUES(" + places + ")";
  const std::string select = "SELECT " + columns + " FROM " + table + " WHERE id=?1";
  const std::vector<std::int64_t> ids = rescue.keys_of(table, "id");
  for (const std::int64_t id : ids) rescue.copy(select, id, insert);
  return ids.size();
}

Salvaged count_salvaged(Database& fresh, std::size_t seen) {
  const auto count = [&fresh](const char* sql) {
    return static_cast<std::uint64_t>(fresh.read_number(sql));
  };
  const std::uint64_t saved = count("SELECT count(*) FROM outbox");
  return {.waiting = count("SELECT count(*) FROM outbox WHERE verdict IS NULL"),
          .unreadable = seen - std::min<std::uint64_t>(saved, seen)};
}

std::optional<SqlError> fill(Database& fresh, Rescue& rescue,
                             const std::function<void(const Salvaged&)>& report) {
  Transaction transaction(fresh);
  const std::size_t seen = copy_operations(rescue, "outbox", kOutboxColumns);
  copy_operations(rescue, "kept", kKeptColumns);
  // Of the documents only what the server must be told.
  for (const std::int64_t id : rescue.documents()) {
    rescue.copy("SELECT id, name, scope, created FROM documents WHERE id=?1", id,
                "INSERT INTO documents(id,name,scope,presence,mark,created) "
                "VALUES(?1,?2,?3,0,0,?4)");
  }
  for (const std::int64_t operation : rescue.keys_of("notices", "operation")) {
    rescue.copy("SELECT operation, verdict, detail FROM notices WHERE operation=?1", operation,
                "INSERT INTO notices(operation,verdict,detail) VALUES(?1,?2,?3)");
  }
  rescue.copy(
      "SELECT clock, known_store, known_sequence, known_clock, known_terms, generation "
      "FROM state WHERE id=?1",
      1,
      "UPDATE state SET clock=?1, known_store=?2, known_sequence=?3, known_clock=?4, "
      "known_terms=?5, generation=?6");
  if (const auto hindrance = rescue.hindrance()) return hindrance;
  // Where nobody can say how many there were, the next is the first.
  fresh.execute("UPDATE state SET generation=coalesce(generation,0)+1");
  Outbox(fresh, 0).drop_damaged();
  const Salvaged salvaged = count_salvaged(fresh, seen);
  if (!fresh.failed()) report(salvaged);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  return std::nullopt;
}

}  // namespace

Result<void, SqlError> salvage(Storage& storage, const std::string& from, const std::string& to,
                               const std::function<void(const Salvaged&)>& report) {
  STORM_ASSERT(from != to);
  const auto cleared = Database::remove(storage.vfs_name(), to);
  if (!cleared) return cleared.error();
  {
    auto fresh = ClientStore::make(storage, to);
    if (!fresh) return fresh.error();
    Rescue rescue(storage, from, **fresh);
    if (const auto error = fill(**fresh, rescue, report)) return *error;
  }
  return Database::remove(storage.vfs_name(), from);
}

}  // namespace storm::engine::reference
