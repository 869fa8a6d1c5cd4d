#include "engine/reference/client/client_store.h"

#include "engine/env/assertion.h"
#include "engine/reference/merge/state_digest.h"

namespace storm::engine::reference {
namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE state(
  id INTEGER PRIMARY KEY,
  store INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  position INTEGER NOT NULL,
  horizon INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  conflicts INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  last_success INTEGER,
  known_store INTEGER NOT NULL DEFAULT 0,
  known_sequence INTEGER NOT NULL DEFAULT 0,
  known_clock INTEGER NOT NULL DEFAULT 0,
  known_terms TEXT NOT NULL DEFAULT x'00',
  generation INTEGER DEFAULT 0,
  owner TEXT NOT NULL DEFAULT '',
  scopes TEXT NOT NULL DEFAULT '');
INSERT INTO state(id,store,complete,position,horizon,mark,clock,conflicts,failed)
  VALUES(1,0,0,0,0,1,0,0,0);
CREATE TABLE documents(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  presence INTEGER NOT NULL,
  epoch INTEGER,
  mark INTEGER NOT NULL,
  created INTEGER);
CREATE TABLE cells(
  document INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  value NOT NULL,
  operation INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(document, kind, name)) WITHOUT ROWID;
CREATE TABLE outbox(
  id INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  document INTEGER NOT NULL,
  field TEXT NOT NULL,
  value NOT NULL,
  time INTEGER NOT NULL,
  seen INTEGER,
  epoch INTEGER,
  seen_through INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  verdict INTEGER,
  sequence INTEGER,
  shown INTEGER NOT NULL DEFAULT 1,
  sending INTEGER NOT NULL DEFAULT 0,
  orphan INTEGER NOT NULL DEFAULT 0);
CREATE INDEX outbox_documents ON outbox(document);
CREATE TABLE kept(
  id INTEGER PRIMARY KEY,
  operation INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  document INTEGER NOT NULL,
  field TEXT NOT NULL,
  value NOT NULL,
  time INTEGER NOT NULL,
  seen INTEGER,
  epoch INTEGER,
  seen_through INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  sequence INTEGER NOT NULL);
CREATE TABLE notices(
  operation INTEGER PRIMARY KEY,
  verdict INTEGER NOT NULL,
  detail INTEGER);
)sql";

constexpr int kCachePages = 24;

Cell cell_of(const Rows& row, int first) {
  Cell cell;
  cell.kind = static_cast<CellKind>(row.integer(first));
  cell.name = row.text(first + 1);
  if (cell.kind == CellKind::Register) {
    cell.value = row.text(first + 2);
  } else {
    cell.count = row.integer(first + 2);
  }
  cell.operation = OperationId{row.natural(first + 3)};
  cell.sequence = row.natural(first + 4);
  return cell;
}

std::optional<OperationId> operation_id(const Rows& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return OperationId{row.natural(column)};
}

std::string pack_scopes(const std::vector<std::string>& scopes) {
  std::map<std::string, std::string> sorted;
  for (const std::string& scope : scopes) sorted.emplace(scope, "");
  return pack_fields(sorted);
}

}  // namespace

ClientStore::ClientStore(std::unique_ptr<Database> database, std::uint64_t kept_max)
    : database_(std::move(database)),
      outbox_(*database_, kept_max),
      save_state_(*database_,
                  "UPDATE state SET store=?1, complete=?2, position=?3, horizon=?4, mark=?5, "
                  "clock=?6, conflicts=?7, failed=?8, last_success=?9, known_store=?10, "
                  "known_sequence=?11, known_clock=?12, known_terms=?13 WHERE id=1"),
      find_document_(*database_,
                     "SELECT id, presence, epoch, mark, created FROM documents WHERE name=?1"),
      add_document_(*database_,
                    "INSERT INTO documents(name,scope,presence,epoch,mark,created) "
                    "VALUES(?1,?2,?3,?4,?5,?6)"),
      update_document_(
          *database_,
          "UPDATE documents SET presence=?2, epoch=?3, mark=?4, created=?5 WHERE id=?1"),
      put_cell_(*database_, "REPLACE INTO cells VALUES(?1,?2,?3,?4,?5,?6)"),
      remove_cells_(*database_, "DELETE FROM cells WHERE document=?1"),
      read_document_(*database_, "SELECT id, scope, presence, epoch FROM documents WHERE name=?1"),
      read_cells_(*database_,
                  "SELECT kind, name, value, operation, sequence FROM cells WHERE document=?1"),
      sweep_cells_(*database_,
                   "DELETE FROM cells WHERE document IN (SELECT id FROM documents "
                   "WHERE mark<>?1)"),
      sweep_documents_(*database_,
                       "UPDATE documents SET presence=0, epoch=NULL "
                       "WHERE mark<>?1 AND presence<>0"),
      forget_documents_(*database_,
                        "DELETE FROM documents WHERE presence=0 AND "
                        "id NOT IN (SELECT document FROM outbox) AND "
                        "id NOT IN (SELECT document FROM kept)"),
      all_cells_(*database_,
                 "SELECT d.name, d.scope, d.presence, d.epoch, c.kind, c.name, c.value, "
                 "c.operation, c.sequence FROM documents d "
                 "LEFT JOIN cells c ON c.document=d.id"),
      digest_(*database_,
              "SELECT d.id, d.scope, d.name, d.epoch, c.kind, c.name, c.value, c.operation, "
              "c.sequence FROM documents d LEFT JOIN cells c ON c.document=d.id "
              "WHERE d.presence=1 ORDER BY d.id, c.kind, c.name"),
      check_(*database_, "PRAGMA integrity_check(1)") {}

Result<std::unique_ptr<Database>, SqlError> ClientStore::make(Storage& storage,
                                                              const std::string& path) {
  return Database::open({.vfs = storage.vfs_name(),
                         .path = path,
                         .cache_pages = kCachePages,
                         .schema = kSchema,
                         .schema_version = 3});
}

Result<std::unique_ptr<ClientStore>, SqlError> ClientStore::open(Storage& storage,
                                                                 const std::string& path,
                                                                 const Owner& owner) {
  auto database = make(storage, path);
  if (!database) return database.error();
  auto store = std::make_unique<ClientStore>(std::move(*database), owner.kept_max);
  if (const auto error = store->load(owner)) return *error;
  return store;
}

std::optional<SqlError> ClientStore::load(const Owner& owner) {
  const std::string wanted = pack_scopes(owner.scopes);
  std::string stored;
  std::string stored_owner;
  {
    Statement read(*database_,
                   "SELECT store, complete, position, horizon, mark, clock, conflicts, failed, "
                   "last_success, known_store, known_sequence, known_clock, known_terms, owner, "
                   "scopes FROM state WHERE id=1");
    Rows row = read.query();
    if (!row.next()) return database_->take_error().value_or(SqlError::Corrupt);
    state_.store = row.natural(0);
    state_.feed = {
        .complete = row.natural(1), .position = row.natural(2), .horizon = row.natural(3)};
    state_.mark = row.natural(4);
    clock_ = HybridClock(HybridTime{row.natural(5)});
    state_.conflicts = row.natural(6);
    state_.failed = row.natural(7);
    if (!row.is_null(8)) state_.last_success = WallTime{Duration{row.integer(8)}};
    state_.known = {.store = row.natural(9),
                    .sequence = row.natural(10),
                    .clock = HybridTime{row.natural(11)},
                    .terms = unpack_terms(row.text(12))};
    stored_owner = row.text(13);
    stored = row.text(14);
  }
  outbox_.load();
  clock_.observe(outbox_.newest_time());
  if (database_->failed()) return database_->take_error();
  if (stored == wanted && stored_owner == owner.name) return std::nullopt;

  // A position counts for the scopes that it was reached with: with others, what lies before it
  // has not been read. The pass from nothing also sweeps out the scopes that are gone.
  ClientState next = state_;
  next.store = 0;
  next.feed = {};
  // Another device's successes are not this one's. What waits is sent from here too: whoever comes
  // first with an operation, it counts once.
  if (stored_owner != owner.name) next.last_success.reset();
  Transaction transaction(*database_);
  save_state(next);
  Statement save_owner(*database_, "UPDATE state SET owner=?1, scopes=?2 WHERE id=1");
  save_owner.execute(owner.name, wanted);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  advance(next);
  return std::nullopt;
}

void ClientStore::save_state(const ClientState& state) {
  STORM_ASSERT(database_->writes_together());
  STORM_ASSERT(state.known.terms.size() <= kTermsMax);
  std::optional<std::int64_t> last_success;
  if (state.last_success) last_success = state.last_success->time_since_epoch().count();
  save_state_.execute(state.store, state.feed.complete, state.feed.position, state.feed.horizon,
                      state.mark, clock_.last(), state.conflicts, state.failed, last_success,
                      state.known.store, state.known.sequence, state.known.clock,
                      pack_terms(state.known.terms));
}

void ClientStore::advance(const ClientState& state) {
  STORM_ASSERT(!database_->in_transaction());
  STORM_ASSERT(state.mark >= state_.mark);
  STORM_ASSERT(state.conflicts >= state_.conflicts);
  STORM_ASSERT(state.failed >= state_.failed);
  state_ = state;
}

std::optional<ClientDocument> ClientStore::find_document(std::string_view name) {
  Rows row = find_document_.query(name);
  if (!row.next()) return std::nullopt;
  return ClientDocument{.id = row.integer(0),
                        .presence = static_cast<ServerLife>(row.integer(1)),
                        .epoch = operation_id(row, 2),
                        .mark = row.natural(3),
                        .created = row.optional_natural(4)};
}

std::int64_t ClientStore::add_document(std::string_view name, std::string_view scope,
                                       const ClientDocument& document) {
  add_document_.execute(name, scope, document.presence, document.epoch, document.mark,
                        document.created);
  return sqlite3_last_insert_rowid(database_->handle());
}

void ClientStore::update_document(const ClientDocument& document) {
  update_document_.execute(document.id, document.presence, document.epoch, document.mark,
                           document.created);
}

void ClientStore::put_cell(std::int64_t document, const Cell& cell) {
  if (cell.kind == CellKind::Register) {
    put_cell_.execute(document, cell.kind, cell.name, cell.value, cell.operation, cell.sequence);
  } else {
    put_cell_.execute(document, cell.kind, cell.name, cell.count, cell.operation, cell.sequence);
  }
}

void ClientStore::remove_cells(std::int64_t document) { remove_cells_.execute(document); }

void ClientStore::sweep(std::uint64_t mark) {
  STORM_ASSERT(database_->writes_together());
  sweep_cells_.execute(mark);
  sweep_documents_.execute(mark);
  forget_documents_.execute();
}

std::optional<DocumentView> ClientStore::view(const std::string& name) {
  DocumentView view;
  std::int64_t id = 0;
  {
    Rows row = read_document_.query(name);
    if (!row.next()) return std::nullopt;
    id = row.integer(0);
    view.document.scope = row.text(1);
    view.exists = static_cast<ServerLife>(row.integer(2)) == ServerLife::Alive;
    view.epoch = operation_id(row, 3);
  }
  if (view.exists) {
    Rows rows = read_cells_.query(id);
    while (rows.next()) add_cell(view, cell_of(rows, 0));
  }
  outbox_.visit(id, [&view](const Operation& operation) { apply_local(view, operation); });
  return view;
}

Snapshot ClientStore::snapshot() {
  std::map<std::string, DocumentView> views;
  {
    Rows rows = all_cells_.query();
    while (rows.next()) {
      DocumentView& view = views[std::string(rows.text(0))];
      view.exists = static_cast<ServerLife>(rows.integer(2)) == ServerLife::Alive;
      if (view.document.scope.empty()) view.document.scope = rows.text(1);
      if (!rows.is_null(4)) add_cell(view, cell_of(rows, 4));
    }
  }
  outbox_.visit_all([&views](const Operation& operation, const std::string& scope) {
    DocumentView& view = views[operation.document];
    if (view.document.scope.empty()) view.document.scope = scope;
    apply_local(view, operation);
  });
  Snapshot snapshot;
  for (auto& [name, view] : views) {
    if (view.exists) snapshot.emplace_hint(snapshot.end(), name, std::move(view.document));
  }
  return snapshot;
}

std::optional<std::uint64_t> ClientStore::digest() {
  // What is in SQLite's cache says nothing about the disk.
  sqlite3_db_release_memory(database_->handle());
  {
    Rows row = check_.query();
    const bool sound = row.next() && row.text(0) == "ok";
    if (database_->take_error() || !sound) return std::nullopt;
  }
  StateDigest digest;
  std::int64_t document = 0;
  {
    Rows rows = digest_.query();
    while (rows.next()) {
      if (rows.integer(0) != document) {
        document = rows.integer(0);
        digest.document(rows.text(1), rows.text(2), operation_id(rows, 3));
      }
      if (!rows.is_null(4)) digest.cell(cell_of(rows, 4));
    }
  }
  if (database_->take_error()) return std::nullopt;
  return digest.value();
}

}  // namespace storm::engine::reference
