#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/reference/client/client_store.h"

namespace storm::engine::reference {

/// What became of the operations in a damaged store.
struct Salvaged {
  /// Of those that the server has not answered, how many were saved.
  std::uint64_t waiting = 0;
  /// Operations that were seen to be there, answered or not, and could not be saved. More may have
  /// been there unseen.
  std::uint64_t unreadable = 0;
};

/// Makes a store at `to` out of what can still be read of the damaged one at `from`: operations
/// that wait or are kept, what their user has to be told, clock and history. What the server has is
/// left behind: it is read anew. At the end `from` is gone.
///
/// Rows stand for themselves: one that cannot be read, or is not what was written (Outbox), is left
/// behind, and the next is taken. An operation that is lost that way was on this disk only.
/// Order: `report` is called before the new store can stand in the place of the old one, so that
/// no crash comes between a loss and the word of it; so it may be called for each attempt.
/// Errors: Full, Unavailable: `from` is as it was, and it may be tried again.
Result<void, SqlError> salvage(Storage& storage, const std::string& from, const std::string& to,
                               const std::function<void(const Salvaged&)>& report);

}  // namespace storm::engine::reference
