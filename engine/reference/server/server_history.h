#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "engine/env/random.h"
#include "engine/reference/sql/statement.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// The place after which changes have been lost, where none have.
constexpr std::int64_t kNothingLost = std::numeric_limits<std::int64_t>::max();

/// Which changes of the server's are one history, although a backup, a disk that lied or a database
/// made anew may have taken its newest away and given their places to others: the terms (see Term)
/// with the places where they began, and how much was lost so far.
/// Errors stick to the database.
class ServerHistory final {
 public:
  explicit ServerHistory(Database& database);

  /// Reads what is stored. To be called once, after opening.
  void load();
  /// The newest term, or none.
  const std::optional<Term>& term() const { return term_; }

  /// Begins a term after `head`. Requires: in a transaction, and nothing has been written there.
  /// Call adopt() once that is committed.
  Term begin_term(Random& random, Sequence head);
  void adopt(const Term& term) { term_ = term; }

  /// The place after which the history that a replica knows is not the one of this store any more;
  /// nothing where it still is. May lie a little early for who slept through terms, and is zero for
  /// who knows none that is here: what he sends again then is known by its id.
  std::optional<Sequence> lost_after(const HistoryPoint& known, std::uint64_t store, Sequence head);
  /// Notes that changes after `place` have been lost. Requires: in a transaction.
  void note_loss(Sequence place);
  /// To be called once that is committed.
  void adopt_loss() { any_lost_ = true; }
  /// Whether changes have ever been lost, as far as replicas have told.
  bool any_lost() const { return any_lost_; }

 private:
  /// Where the term ended, or `head` for the present one; nothing for an unknown one.
  std::optional<Sequence> end_of(const Term& term, Sequence head);

  Database& database_;
  std::optional<Term> term_;
  bool any_lost_ = false;

  Statement newest_;
  Statement begin_;
  Statement find_;
  Statement note_loss_;
  Statement loss_;
};

}  // namespace storm::engine::reference
