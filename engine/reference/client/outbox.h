#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/reference/sql/statement.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// Whether the server has had an operation before, as far as the replica was told.
enum class Sending : std::uint8_t { First, Again };

/// A waiting operation and its place in the queue.
struct OutboxRow {
  std::int64_t id = 0;
  Change change;
  Sending sending = Sending::First;
};

/// The replica's own operations in the order in which they were accepted, until the server's
/// state, as read by this replica, has them: first *waiting* for a verdict, then *decided* and only
/// kept so that what the user sees does not fall back between verdict and feed. The newest of those
/// that took effect are *kept* beyond that, unseen: a server that lost its newest changes gets them
/// again.
/// Errors stick to the database.
class Outbox final {
 public:
  /// Of operations that are done, the newest `kept_max` are kept.
  Outbox(Database& database, std::uint64_t kept_max);

  /// Counts what is there. To be called once, after opening.
  void load();

  /// Requires: in a transaction. Call accepted() once that is committed.
  void append(std::int64_t document, const Change& change);
  void accepted();

  bool contains(OperationId operation);
  /// Drops operations that are not what was appended, and documents that none is about: a disk that
  /// decays must not speak in its user's name. For a store of which nothing has been read yet.
  void drop_damaged();
  /// Takes an operation back that its user was refused. Waits for load() to be counted.
  void disown(OperationId operation);

  /// The oldest waiting operations. One that is damaged makes the database Corrupt.
  std::vector<OutboxRow> waiting(std::uint64_t limit);
  std::uint64_t waiting_count() const { return waiting_count_; }
  std::uint64_t decided_count() const { return decided_count_; }

  /// Notes what the server decided. Does nothing when the row has a verdict or is gone.
  void decide(std::int64_t id, const ChangeResult& result);
  /// Takes decided operations out: the replica has read the server's state with them in it.
  void remove_decided();
  void remove_decided_of(std::int64_t document);
  /// The server has lost all changes after `place`: what it had decided there waits again, before
  /// all that is new.
  void send_again(Sequence place);

  /// Own operations on one document, or on all, oldest first; the second argument is the name.
  void visit(std::int64_t document, const std::function<void(const Operation&)>& visitor);
  void visit_all(const std::function<void(const Operation&, const std::string& scope)>& visitor);

  /// Verdicts that the user must hear of even if the process dies first. Only what he is told of
  /// them is kept.
  void add_notice(const ChangeResult& result);
  std::vector<ChangeResult> notices();
  void remove_notices();

  /// The newest stamp in the queue.
  HybridTime newest_time() const { return newest_time_; }

 private:
  /// What is done comes before it; the next place in the queue where nothing waits.
  std::int64_t oldest_waiting_id();

  Database& database_;
  std::uint64_t kept_max_;
  std::int64_t next_id_ = 1;
  std::uint64_t waiting_count_ = 0;
  std::uint64_t decided_count_ = 0;
  HybridTime newest_time_{};

  Statement append_;
  Statement find_;
  Statement disown_;
  Statement waiting_;
  Statement decide_;
  Statement keep_decided_;
  Statement remove_decided_;
  Statement keep_decided_of_;
  Statement remove_decided_of_;
  Statement forget_kept_;
  Statement oldest_;
  Statement of_document_;
  Statement all_;
  Statement add_notice_;
  Statement notices_;
  Statement remove_notices_;
  Statement count_;
};

}  // namespace storm::engine::reference
