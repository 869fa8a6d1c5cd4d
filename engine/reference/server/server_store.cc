#include "engine/reference/server/server_store.h"

#include <algorithm>
#include <chrono>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

/// Z18: for so long verdicts are remembered, and where it is written down when they were made.
constexpr Duration kVerdictsKept = 2h;
constexpr const char* kVerdictTimes =
    "CREATE TABLE IF NOT EXISTS verdict_times(id INTEGER PRIMARY KEY, at INTEGER NOT NULL)";

constexpr const char* kSchema = R"sql(
CREATE TABLE state(
  id INTEGER PRIMARY KEY,
  identity INTEGER NOT NULL,
  head INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  audited INTEGER NOT NULL,
  lost_after INTEGER NOT NULL);
CREATE TABLE terms(
  number INTEGER PRIMARY KEY,
  name INTEGER NOT NULL,
  begins INTEGER NOT NULL);
CREATE TABLE replaced(
  operation INTEGER PRIMARY KEY);
CREATE TABLE scopes(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  collected INTEGER NOT NULL DEFAULT 0);
CREATE TABLE documents(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  scope INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  created INTEGER NOT NULL,
  epoch INTEGER,
  deleted_at INTEGER,
  awaits_create INTEGER NOT NULL);
CREATE UNIQUE INDEX feed ON documents(scope, sequence);
CREATE TABLE cells(
  document INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  value NOT NULL,
  time INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(document, kind, name)) WITHOUT ROWID;
CREATE TABLE operations(
  id INTEGER PRIMARY KEY,
  verdict INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  time INTEGER NOT NULL,
  detail INTEGER);
)sql";

constexpr int kCachePages = 2000;

std::int64_t wall_millis(WallTime wall) {
  return std::chrono::floor<milliseconds>(wall.time_since_epoch()).count();
}

ServerCell cell_of(const Rows& row, int first = 0) {
  ServerCell read;
  read.cell.kind = static_cast<CellKind>(row.integer(first));
  read.cell.name = row.text(first + 1);
  if (read.cell.kind == CellKind::Register) {
    read.cell.value = row.text(first + 2);
  } else {
    read.cell.count = row.integer(first + 2);
  }
  read.stamp.time = HybridTime{row.natural(first + 3)};
  read.stamp.writer = static_cast<std::uint32_t>(row.natural(first + 4));
  read.cell.operation = OperationId{row.natural(first + 5)};
  read.cell.sequence = row.natural(first + 6);
  return read;
}

std::optional<OperationId> operation_of(const Rows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return OperationId{row.natural(column)};
}

}  // namespace

ServerStore::ServerStore(std::unique_ptr<Database> database, const PlantedDefects& defects)
    : database_(std::move(database)),
      history_(*database_),
      defects_(defects),
      save_head_(*database_, "UPDATE state SET head=?1, clock=?2, audited=?3 WHERE id=1"),
      unaudited_(*database_,
                 "SELECT id, verdict FROM operations WHERE sequence>?1 ORDER BY sequence"),
      find_result_(*database_,
                   "SELECT verdict, sequence, time, detail FROM operations WHERE id=?1"),
      add_result_(*database_,
                  "INSERT INTO operations(id,verdict,sequence,time,detail) "
                  "VALUES(?1,?2,?3,?4,?5)"),
      add_verdict_time_(*database_, "REPLACE INTO verdict_times(id,at) VALUES(?1,?2)"),
      forget_verdicts_(*database_,
                       "DELETE FROM operations WHERE id IN "
                       "(SELECT id FROM verdict_times WHERE at<=?1)"),
      note_replaced_(*database_, "INSERT OR IGNORE INTO replaced VALUES(?1)"),
      find_replaced_(*database_, "SELECT 1 FROM replaced WHERE operation=?1"),
      find_scope_(*database_, "SELECT id, collected FROM scopes WHERE name=?1"),
      add_scope_(*database_, "INSERT INTO scopes(name) VALUES(?1)"),
      scope_head_(*database_, "SELECT max(sequence) FROM documents WHERE scope=?1"),
      scope_entries_(*database_,
                     "SELECT sequence, id FROM documents WHERE scope=?1 AND sequence>?2 "
                     "ORDER BY sequence LIMIT ?3"),
      find_document_(*database_,
                     "SELECT id, scope, sequence, created, epoch, deleted_at IS NOT NULL, "
                     "awaits_create FROM documents WHERE name=?1"),
      add_document_(*database_,
                    "INSERT INTO documents(name,scope,sequence,created,epoch,awaits_create) "
                    "VALUES(?1,?2,?3,?4,?5,?6)"),
      update_document_(*database_,
                       "UPDATE documents SET sequence=?2, created=?3, epoch=?4, deleted_at=?5, "
                       "awaits_create=?6 WHERE id=?1"),
      read_document_(*database_,
                     "SELECT name, scope, created, epoch, deleted_at IS NOT NULL FROM documents "
                     "WHERE id=?1"),
      find_cell_(*database_,
                 "SELECT kind, name, value, time, writer, operation, sequence FROM cells "
                 "WHERE document=?1 AND kind=?2 AND name=?3"),
      put_cell_(*database_, "REPLACE INTO cells VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"),
      read_cells_(*database_,
                  "SELECT kind, name, value, time, writer, operation, sequence FROM cells "
                  "WHERE document=?1 AND sequence>?2"),
      remove_cells_(*database_, "DELETE FROM cells WHERE document=?1"),
      collect_marks_(*database_,
                     "UPDATE scopes SET collected=max(collected, coalesce((SELECT max(sequence) "
                     "FROM documents WHERE scope=scopes.id AND deleted_at<=?1 "
                     "AND created<=(SELECT lost_after FROM state)), 0))"),
      collect_rows_(*database_,
                    "DELETE FROM documents WHERE deleted_at<=?1 "
                    "AND created<=(SELECT lost_after FROM state)"),
      all_cells_(*database_,
                 "SELECT d.name, s.name, c.kind, c.name, c.value FROM documents d "
                 "JOIN scopes s ON s.id=d.scope LEFT JOIN cells c ON c.document=d.id "
                 "WHERE d.deleted_at IS NULL"),
      digest_(*database_,
              "SELECT d.id, d.name, d.epoch, c.kind, c.name, c.value, c.time, c.writer, "
              "c.operation, c.sequence FROM documents d LEFT JOIN cells c ON c.document=d.id "
              "WHERE d.scope=?1 AND d.deleted_at IS NULL ORDER BY d.id, c.kind, c.name") {}

Result<std::unique_ptr<ServerStore>, SqlError> ServerStore::open(Device& device,
                                                                 const PlantedDefects& defects) {
  auto database = Database::open({.vfs = device.storage().vfs_name(),
                                  .path = device.storage().directory() + "/server.db",
                                  .cache_pages = kCachePages,
                                  .schema = kSchema,
                                  .schema_version = 3});
  if (!database) return database.error();
  auto store = std::make_unique<ServerStore>(std::move(*database), defects);
  if (const auto error = store->load(device.random())) return *error;
  return store;
}

HistoryPoint ServerStore::now() const {
  HistoryPoint point{.store = identity_, .sequence = head_, .clock = clock_, .terms = {}};
  if (history_.term()) point.terms.push_back(*history_.term());
  return point;
}

std::optional<SqlError> ServerStore::load(Random& random) {
  history_.load();
  Statement read(*database_, "SELECT identity, head, clock, audited FROM state WHERE id=1");
  {
    Rows row = read.query();
    if (row.next()) {
      identity_ = row.natural(0);
      head_ = row.natural(1);
      clock_ = HybridTime{row.natural(2)};
      audited_ = row.natural(3);
      return std::nullopt;
    }
  }
  if (database_->failed()) return database_->take_error();

  // Zero stands for "knows no store".
  const std::uint64_t identity = (random.next() >> 1U) | 1U;
  Transaction transaction(*database_);
  Statement insert(*database_, "INSERT INTO state VALUES(1,?1,0,0,0,?2)");
  insert.execute(identity, kNothingLost);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  identity_ = identity;
  STORM_ASSERT(identity_ != 0);
  return std::nullopt;
}

void ServerStore::save_head(Sequence head, HybridTime clock) {
  STORM_ASSERT(database_->writes_together());
  STORM_ASSERT(head >= head_);
  // Whoever commits tells the auditor before anything else can happen.
  save_head_.execute(head, clock, head_);
}

std::vector<OperationId> ServerStore::unaudited(Sequence told) {
  std::vector<OperationId> operations;
  Rows rows = unaudited_.query(std::max(told, audited_));
  while (rows.next()) {
    const auto verdict = static_cast<ChangeVerdict>(rows.integer(1));
    if (!is_refusal(verdict)) operations.push_back(OperationId{rows.natural(0)});
  }
  return operations;
}

void ServerStore::advance(Sequence head, HybridTime clock) {
  STORM_ASSERT(!database_->in_transaction());
  STORM_ASSERT(head >= head_);
  head_ = head;
  clock_ = clock;
}

std::optional<ChangeResult> ServerStore::find_result(OperationId operation) {
  Rows row = find_result_.query(operation);
  if (!row.next()) return std::nullopt;
  ChangeResult result{.operation = operation,
                      .verdict = static_cast<ChangeVerdict>(row.integer(0)),
                      .sequence = row.natural(1),
                      .time = HybridTime{row.natural(2)}};
  set_detail(result, row.optional_natural(3));
  return result;
}

void ServerStore::add_result(const ChangeResult& result) {
  STORM_ASSERT(database_->writes_together());
  STORM_ASSERT(result.sequence > head_);
  add_result_.execute(result.operation, result.verdict, result.sequence, result.time,
                      detail_of(result));
  if (defects_.verdicts_forgotten) add_verdict_time_.execute(result.operation, now_millis_);
}

void ServerStore::expire_verdicts(WallTime now) {
  if (!defects_.verdicts_forgotten) return;
  now_millis_ = wall_millis(now);
  Statement(*database_, kVerdictTimes).execute();
  forget_verdicts_.execute(wall_millis(now - kVerdictsKept));
}

void ServerStore::note_replaced(OperationId operation) { note_replaced_.execute(operation); }

bool ServerStore::is_replaced(OperationId operation) {
  return find_replaced_.query(operation).next();
}

std::optional<ScopeRow> ServerStore::find_scope(std::string_view name) {
  Rows row = find_scope_.query(name);
  if (!row.next()) return std::nullopt;
  return ScopeRow{.id = row.integer(0), .collected = row.natural(1)};
}

std::int64_t ServerStore::obtain_scope(std::string_view name) {
  if (const auto found = find_scope(name)) return found->id;
  add_scope_.execute(name);
  return sqlite3_last_insert_rowid(database_->handle());
}

Sequence ServerStore::scope_head(std::int64_t scope) {
  Rows row = scope_head_.query(scope);
  return row.next() ? row.natural(0) : 0;
}

void ServerStore::append_entries(std::vector<FeedEntry>& entries, std::int64_t scope,
                                 Sequence after, std::uint64_t limit) {
  const std::size_t before = entries.size();
  Rows rows = scope_entries_.query(scope, after, limit);
  while (rows.next()) {
    entries.push_back({.sequence = rows.natural(0), .document = rows.integer(1)});
  }
  STORM_ASSERT(entries.size() - before <= limit);
}

std::optional<ServerDocument> ServerStore::find_document(std::string_view name) {
  Rows row = find_document_.query(name);
  if (!row.next()) return std::nullopt;
  return ServerDocument{.id = row.integer(0),
                        .scope = row.integer(1),
                        .sequence = row.natural(2),
                        .created = row.natural(3),
                        .epoch = operation_of(row, 4),
                        .deleted = row.integer(5) != 0,
                        .awaits_create = row.integer(6) != 0};
}

std::int64_t ServerStore::add_document(std::string_view name, const ServerDocument& document) {
  add_document_.execute(name, document.scope, document.sequence, document.created, document.epoch,
                        document.awaits_create);
  return sqlite3_last_insert_rowid(database_->handle());
}

void ServerStore::update_document(const ServerDocument& document,
                                  std::optional<WallTime> deleted_at) {
  std::optional<std::int64_t> deleted_millis;
  if (deleted_at) deleted_millis = wall_millis(*deleted_at);
  update_document_.execute(document.id, document.sequence, document.created, document.epoch,
                           deleted_millis, document.awaits_create);
}

FeedItem ServerStore::read_item(std::int64_t document, Sequence after, std::int64_t& scope) {
  FeedItem item;
  {
    Rows row = read_document_.query(document);
    if (!row.next()) return item;
    item.document = row.text(0);
    scope = row.integer(1);
    item.created = row.natural(2);
    item.epoch = operation_of(row, 3);
    item.deleted = row.integer(4) != 0;
  }
  if (item.deleted) return item;
  Rows rows = read_cells_.query(document, after);
  while (rows.next()) item.cells.push_back(cell_of(rows).cell);
  return item;
}

std::optional<ServerCell> ServerStore::find_cell(std::int64_t document, CellKind kind,
                                                 std::string_view name) {
  Rows row = find_cell_.query(document, kind, name);
  if (!row.next()) return std::nullopt;
  return cell_of(row);
}

void ServerStore::put_cell(std::int64_t document, const ServerCell& stored) {
  const Cell& cell = stored.cell;
  if (cell.kind == CellKind::Register) {
    put_cell_.execute(document, cell.kind, cell.name, cell.value, stored.stamp.time,
                      stored.stamp.writer, cell.operation, cell.sequence);
  } else {
    put_cell_.execute(document, cell.kind, cell.name, cell.count, stored.stamp.time,
                      stored.stamp.writer, cell.operation, cell.sequence);
  }
}

std::vector<ServerCell> ServerStore::cells_after(std::int64_t document, Sequence after) {
  std::vector<ServerCell> cells;
  Rows rows = read_cells_.query(document, after);
  while (rows.next()) cells.push_back(cell_of(rows));
  return cells;
}

void ServerStore::remove_cells(std::int64_t document) { remove_cells_.execute(document); }

void ServerStore::digest_scope(std::int64_t scope, std::string_view name, StateDigest& digest) {
  std::int64_t document = 0;
  Rows rows = digest_.query(scope);
  while (rows.next()) {
    if (rows.integer(0) != document) {
      document = rows.integer(0);
      digest.document(name, rows.text(1), operation_of(rows, 2));
    }
    if (!rows.is_null(3)) digest.cell(cell_of(rows, 3).cell);
  }
}

std::uint64_t ServerStore::collect(WallTime before) {
  if (!defects_.collection_unmarked) collect_marks_.execute(wall_millis(before));
  collect_rows_.execute(wall_millis(before));
  return static_cast<std::uint64_t>(sqlite3_changes64(database_->handle()));
}

Snapshot ServerStore::snapshot() {
  Snapshot snapshot;
  Rows rows = all_cells_.query();
  while (rows.next()) {
    Document& document = snapshot[std::string(rows.text(0))];
    if (document.scope.empty()) document.scope = rows.text(1);
    if (rows.is_null(2)) continue;
    std::string name(rows.text(3));
    if (static_cast<CellKind>(rows.integer(2)) == CellKind::Register) {
      document.fields.emplace(std::move(name), rows.text(4));
    } else {
      document.counters.emplace(std::move(name), rows.integer(4));
    }
  }
  return snapshot;
}

}  // namespace storm::engine::reference
