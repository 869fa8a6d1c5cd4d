#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/device.h"
#include "engine/reference/client/document_view.h"
#include "engine/reference/client/outbox.h"
#include "engine/reference/sql/statement.h"
#include "engine/reference/values/hybrid_clock.h"

namespace storm::engine::reference {

/// What a replica knows of a document's life on the server.
enum class ServerLife : std::uint8_t {
  /// Nothing: it was made here and has not been read from the server.
  Unknown = 0,
  Alive = 1,
  Deleted = 2,
};

/// A row of the replica's documents.
struct ClientDocument {
  std::int64_t id = 0;
  ServerLife presence = ServerLife::Unknown;
  std::optional<OperationId> epoch;
  /// The pass from nothing that mentioned it last.
  std::uint64_t mark = 0;
  /// The server's change that made it; nothing for what has not been read from there.
  std::optional<Sequence> created;
};

/// The one row of the replica's own state.
struct ClientState {
  /// The newest point of the server's history that anything here goes back to.
  HistoryPoint known;
  /// The server's store that `feed` counts in, or zero.
  std::uint64_t store = 0;
  FeedPosition feed;
  /// Counts passes from nothing.
  std::uint64_t mark = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t failed = 0;
  std::optional<WallTime> last_success;
};

/// A replica's tables: the server's state as far as it has been read, the outbox on top of it, and
/// the position in the feed, which moves in the transaction that applies what lies before it.
/// Errors stick to `database()`; see there.
class ClientStore final {
 public:
  /// Whose store it is. One that says something else, or was written for other scopes, is read
  /// anew from the server.
  struct Owner {
    /// The device's name. A store with another one is the copy of another device's.
    std::string name;
    std::vector<std::string> scopes;
    /// See Outbox.
    std::uint64_t kept_max = 0;
  };

  /// Opens the store in that file, or makes it.
  /// Errors: Corrupt, when only salvage() can help; Full, Unavailable.
  static Result<std::unique_ptr<ClientStore>, SqlError> open(Storage& storage,
                                                             const std::string& path,
                                                             const Owner& owner);
  /// The tables alone, for who fills them otherwise.
  static Result<std::unique_ptr<Database>, SqlError> make(Storage& storage,
                                                          const std::string& path);

  ClientStore(std::unique_ptr<Database> database, std::uint64_t kept_max);

  Database& database() { return *database_; }
  Outbox& outbox() { return outbox_; }
  HybridClock& clock() { return clock_; }
  const ClientState& state() const { return state_; }

  /// Stores the state with the clock. To be taken over into memory by advance() after the commit.
  void save_state(const ClientState& state);
  void advance(const ClientState& state);

  std::optional<ClientDocument> find_document(std::string_view name);
  std::int64_t add_document(std::string_view name, std::string_view scope,
                            const ClientDocument& document);
  void update_document(const ClientDocument& document);
  void put_cell(std::int64_t document, const Cell& cell);
  void remove_cells(std::int64_t document);
  /// Drops what the server had when it was last read and has no more: all that is not of `mark`.
  /// Requires: in a transaction.
  void sweep(std::uint64_t mark);

  /// The document as its user sees it. Nothing when not even a deleted one is known.
  std::optional<DocumentView> view(const std::string& name);
  Snapshot snapshot();
  /// Of what the replica has of the server's living documents, as read back from the disk; nothing
  /// when the file's own structure is not sound, or cannot be looked at.
  std::optional<std::uint64_t> digest();

 private:
  std::optional<SqlError> load(const Owner& owner);

  std::unique_ptr<Database> database_;
  Outbox outbox_;
  HybridClock clock_;
  ClientState state_;

  Statement save_state_;
  Statement find_document_;
  Statement add_document_;
  Statement update_document_;
  Statement put_cell_;
  Statement remove_cells_;
  Statement read_document_;
  Statement read_cells_;
  Statement sweep_cells_;
  Statement sweep_documents_;
  Statement forget_documents_;
  Statement all_cells_;
  Statement digest_;
  Statement check_;
};

}  // namespace storm::engine::reference
