#include "engine/reference/sql/database.h"

#include "engine/env/assertion.h"
#include "engine/reference/sql/statement.h"

namespace storm::engine::reference {
namespace {

/// "Sync", in the upper bytes of the application id; the lower ones hold the schema's version.
constexpr int kApplication = 0x53796E00;

/// Whether the result code says that what was read cannot have been written by this program: the
/// file's own structure is wrong, its header claims a format that is only to be read, or its tables
/// are not those of the schema.
bool says_damage(int primary) {
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_READONLY ||
         primary == SQLITE_CONSTRAINT || primary == SQLITE_MISMATCH || primary == SQLITE_ERROR;
}

sqlite3_vfs& find_vfs(const char* name) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(name);
  STORM_ASSERT(vfs != nullptr);
  return *vfs;
}

}  // namespace

Result<bool, SqlError> Database::exists(const char* vfs, const std::string& path) {
  sqlite3_vfs& files = find_vfs(vfs);
  int there = 0;
  const int code = files.xAccess(&files, path.c_str(), SQLITE_ACCESS_EXISTS, &there);
  if (code != SQLITE_OK) return SqlError::Unavailable;
  return there != 0;
}

Result<void, SqlError> Database::remove(const char* vfs, const std::string& path) {
  sqlite3_vfs& files = find_vfs(vfs);
  // The journal first: without its file it would be rolled back into whatever comes next.
  for (const std::string& name : {path + "-journal", path}) {
    const int code = files.xDelete(&files, name.c_str(), 1);
    if (code != SQLITE_OK && code != SQLITE_IOERR_DELETE_NOENT) return SqlError::Unavailable;
  }
  return {};
}

Result<std::unique_ptr<Database>, SqlError> Database::open(const Options& options) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(options.path.c_str(), &handle, flags, options.vfs);
  // SQLite hands out a connection to close even when it could not open the file.
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) {
    return code == SQLITE_FULL ? SqlError::Full : SqlError::Unavailable;
  }
  if (const auto error = database->prepare_file(options)) return *error;
  return database;
}

std::optional<SqlError> Database::prepare_file(const Options& options) {
  execute("PRAGMA page_size=1024");
  execute(("PRAGMA cache_size=" + std::to_string(options.cache_pages)).c_str());
  execute("PRAGMA locking_mode=EXCLUSIVE");
  execute("PRAGMA journal_mode=TRUNCATE");
  execute("PRAGMA synchronous=FULL");
  execute("PRAGMA temp_store=MEMORY");
  if (failed()) return take_error();

  const std::int64_t version = read_number("PRAGMA user_version");
  const std::int64_t application = read_number("PRAGMA application_id");
  if (failed()) return take_error();
  const bool is_new = version == 0 && application == 0;
  if (!is_new && application != kApplication + version) {
    broken_ = corrupt_ = true;
    return SqlError::Corrupt;
  }
  const bool any_version = options.schema == nullptr && !is_new;
  if (any_version || version == options.schema_version) return std::nullopt;
  if (!is_new) return SqlError::Unavailable;
  // An unfinished file is as good as a damaged one to who only wants to look.
  if (options.schema == nullptr) return SqlError::Corrupt;

  Transaction transaction(*this);
  execute(options.schema);
  execute(("PRAGMA user_version=" + std::to_string(options.schema_version)).c_str());
  const int id = kApplication + options.schema_version;
  execute(("PRAGMA application_id=" + std::to_string(id)).c_str());
  const auto committed = transaction.commit();
  return committed ? std::nullopt : std::optional(committed.error());
}

Database::~Database() {
  sqlite3_finalize(begin_);
  sqlite3_finalize(commit_);
  sqlite3_finalize(roll_back_);
  sqlite3_close_v2(handle_);
}

void Database::note(int code) {
  const int primary = code & 0xFF;
  if (primary == SQLITE_OK || primary == SQLITE_ROW || primary == SQLITE_DONE) return;
  if (primary != SQLITE_FULL) broken_ = true;
  const bool damaged = says_damage(primary);
  if (damaged) corrupt_ = true;
  if (error_) return;
  error_ = SqlError::Unavailable;
  if (primary == SQLITE_FULL) error_ = SqlError::Full;
  if (damaged) error_ = SqlError::Corrupt;
}

std::optional<SqlError> Database::take_error() { return std::exchange(error_, std::nullopt); }

void Database::execute(const char* sql) {
  if (failed()) return;
  note(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

std::int64_t Database::read_number(const char* sql) {
  Statement statement(*this, sql);
  Rows rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

void Database::step(sqlite3_stmt** statement, const char* sql) {
  if (*statement == nullptr) {
    note(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, nullptr));
  }
  if (*statement == nullptr) return;
  note(sqlite3_step(*statement));
  sqlite3_reset(*statement);
}

void Database::roll_back() {
  // After some errors SQLite has rolled back by itself.
  if (sqlite3_get_autocommit(handle_) == 0) step(&roll_back_, "ROLLBACK");
  if (sqlite3_get_autocommit(handle_) == 0) broken_ = true;
}

Transaction::Transaction(Database& database) : database_(database) {
  STORM_ASSERT(database_.broken() || !database_.in_transaction());
  // A read that failed just before is this transaction's failure too.
  if (!database_.failed()) database_.step(&database_.begin_, "BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  database_.roll_back();
  database_.take_error();
}

Result<void, SqlError> Transaction::commit() {
  STORM_ASSERT(open_);
  open_ = false;
  const bool had_failed = database_.failed();
  if (!had_failed) database_.step(&database_.commit_, "COMMIT");
  if (!database_.failed()) {
    STORM_ASSERT(!database_.in_transaction());
    return {};
  }
  database_.roll_back();
  const SqlError error = *database_.take_error();
  // The only thing left to do once a commit is durable needs no room.
  return had_failed || error == SqlError::Full ? error : SqlError::Doubtful;
}

}  // namespace storm::engine::reference
