#pragma once

#include <string>

#include "engine/reference/client/client_store.h"

namespace storm::engine::reference {

/// Makes a store at `to` out of what can still be read of the damaged one at `from`: operations
/// that wait or are kept, what their user has to be told, clock and history. What the server has is
/// left behind: it is read anew. At the end `from` is gone.
///
/// Rows stand for themselves: one that cannot be read, or is not what was written (Outbox), is left
/// behind, and the next is taken. An operation that is lost that way was on this disk only.
/// Errors: Full, Unavailable: `from` is as it was, and it may be tried again.
Result<void, SqlError> salvage(Storage& storage, const std::string& from, const std::string& to);

}  // namespace storm::engine::reference
