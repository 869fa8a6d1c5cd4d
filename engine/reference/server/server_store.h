#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/device.h"
#include "engine/reference/merge/register.h"
#include "engine/reference/merge/state_digest.h"
#include "engine/reference/policies/planted_defects.h"
#include "engine/reference/server/server_history.h"
#include "engine/reference/sql/database.h"
#include "engine/reference/sql/statement.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// A row of the server's documents.
struct ServerDocument {
  std::int64_t id = 0;
  std::int64_t scope = 0;
  Sequence sequence = 0;
  /// The change that began its last life.
  Sequence created = 0;
  /// The last deletion; of a living document, the one before its present life.
  std::optional<OperationId> epoch;
  bool deleted = false;
  /// It was lost and has come back by another change: its Create is still to come.
  bool awaits_create = false;
};

/// A cell as the server keeps it: what travels, and the stamp that decides conflicts.
struct ServerCell {
  Cell cell;
  Stamp stamp;
};

/// A row of the table of scopes.
struct ScopeRow {
  std::int64_t id = 0;
  /// The newest deletion that has been forgotten. Who stands before it must begin from nothing.
  Sequence collected = 0;
};

/// A document in the feed.
struct FeedEntry {
  Sequence sequence = 0;
  std::int64_t document = 0;
};

/// The server's tables and the statements on them. What they mean is decided elsewhere.
///
/// Each document stands once in the feed, at its latest change, so that the feed stays as short as
/// what there is. Operation ids are kept for good, each with its verdict: about a dozen bytes for
/// an answer that is right however long a client was away.
/// Errors stick to `database()`; see there.
class ServerStore final {
 public:
  static Result<std::unique_ptr<ServerStore>, SqlError> open(Device& device,
                                                             const PlantedDefects& defects);

  ServerStore(std::unique_ptr<Database> database, const PlantedDefects& defects);

  Database& database() { return *database_; }
  /// Names this store among all that ever listened at the server's address.
  std::uint64_t identity() const { return identity_; }
  /// The newest change.
  Sequence head() const { return head_; }
  HybridTime clock() const { return clock_; }
  ServerHistory& history() { return history_; }
  /// Where this store stands, for those who read it.
  HistoryPoint now() const;

  /// Stores head and clock, and that the auditor has been told of what was there before. To be
  /// taken over into memory by advance() after the commit.
  void save_head(Sequence head, HybridTime clock);
  /// Operations with an effect after `told` that the auditor may not have been told of: at most
  /// those of the last transaction, which may have become durable just before the process died.
  std::vector<OperationId> unaudited(Sequence told);
  void advance(Sequence head, HybridTime clock);

  /// What became of an operation that was decided before.
  std::optional<ChangeResult> find_result(OperationId operation);
  void add_result(const ChangeResult& result);
  /// A write that was lost and has not been sent again yet, and that a later one has replaced.
  void note_replaced(OperationId operation);
  bool is_replaced(OperationId operation);
  /// Z18: forgets old verdicts. Does nothing unless that is planted. Requires: in a transaction
  /// that verdicts are about to be added in.
  void expire_verdicts(WallTime now);

  std::optional<ScopeRow> find_scope(std::string_view name);
  std::int64_t obtain_scope(std::string_view name);
  /// The place of the scope's newest document, or zero.
  Sequence scope_head(std::int64_t scope);
  void append_entries(std::vector<FeedEntry>& entries, std::int64_t scope, Sequence after,
                      std::uint64_t limit);

  std::optional<ServerDocument> find_document(std::string_view name);
  std::int64_t add_document(std::string_view name, const ServerDocument& document);
  void update_document(const ServerDocument& document, std::optional<WallTime> deleted_at);
  /// The document as it stands in the feed, with the cells newer than `after`.
  FeedItem read_item(std::int64_t document, Sequence after, std::int64_t& scope);

  std::optional<ServerCell> find_cell(std::int64_t document, CellKind kind, std::string_view name);
  void put_cell(std::int64_t document, const ServerCell& cell);
  std::vector<ServerCell> cells_after(std::int64_t document, Sequence after);
  void remove_cells(std::int64_t document);

  /// Adds the living documents of a scope, by its row and name.
  void digest_scope(std::int64_t scope, std::string_view name, StateDigest& digest);

  /// Forgets deletions that are as old as `before`. Returns how many. After a loss of history those
  /// of documents made since then stay: whoever comes back with the lost history may bring the
  /// document along.
  std::uint64_t collect(WallTime before);
  Snapshot snapshot();

 private:
  std::optional<SqlError> load(Random& random);

  std::unique_ptr<Database> database_;
  ServerHistory history_;
  PlantedDefects defects_;
  /// Z18: when verdicts are added.
  std::int64_t now_millis_ = 0;
  std::uint64_t identity_ = 0;
  Sequence head_ = 0;
  HybridTime clock_{};
  /// The auditor was told of everything up to here.
  Sequence audited_ = 0;

  Statement save_head_;
  Statement unaudited_;
  Statement find_result_;
  Statement add_result_;
  Statement add_verdict_time_;
  Statement forget_verdicts_;
  Statement note_replaced_;
  Statement find_replaced_;
  Statement find_scope_;
  Statement add_scope_;
  Statement scope_head_;
  Statement scope_entries_;
  Statement find_document_;
  Statement add_document_;
  Statement update_document_;
  Statement read_document_;
  Statement find_cell_;
  Statement put_cell_;
  Statement read_cells_;
  Statement remove_cells_;
  Statement collect_marks_;
  Statement collect_rows_;
  Statement all_cells_;
  Statement digest_;
};

}  // namespace storm::engine::reference
