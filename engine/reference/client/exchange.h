#pragma once

#include <string>
#include <vector>

#include "engine/env/device.h"
#include "engine/reference/client/client_store.h"
#include "engine/reference/policies/planted_defects.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// How much may travel at once.
struct ExchangeLimits {
  std::uint64_t push_batch = 0;
  std::uint64_t pull_page = 0;
};

/// A request, and the rows of the outbox that its changes came from.
struct PreparedExchange {
  struct Row {
    std::int64_t id = 0;
    Sending sending = Sending::First;
  };

  SyncRequest request;
  std::vector<Row> rows;
};

/// Whether the replica's copy of the server's documents was compared, and how it was.
enum class Copy : std::uint8_t { NotCompared, Sound, Damaged };

/// What an applied response leaves to be done.
struct AppliedExchange {
  /// What the user is to be told. That the server has something which it had before is no news.
  std::vector<ChangeResult> results;
  /// Nothing waits and nothing is left to be read.
  bool complete = false;
  Copy copy = Copy::NotCompared;
};

/// Whether the copy is to be compared at the next opportunity.
enum class Comparison : std::uint8_t { NotDue, Due };

/// The next request: the oldest waiting operations and, if these are all, the next page.
///
/// A page is asked for only together with every operation that the server may have carried out
/// already (its response may have been lost): else an increment could be shown twice, once in the
/// server's value and once as an own one that waits.
PreparedExchange prepare_exchange(ClientStore& store, const std::vector<std::string>& scopes,
                                  const ExchangeLimits& limits, Comparison comparison);

/// Whether `response` answers `prepared`, as far as a peer's word can be checked.
bool answers(const PreparedExchange& prepared, const SyncResponse& response);

/// Whether the user has heard all that is noted for him: it need not be noted any longer.
enum class Notices : std::uint8_t { Untold, Told };

/// Applies verdicts and page and moves the position, in one transaction. Of a server that has lost
/// changes, everything acknowledged that it may lack waits again, and reading begins anew.
/// Requires: `answers` them, and the store is the one that the request was prepared from.
/// Errors: definite; the same exchange may be made again.
Result<AppliedExchange, SqlError> apply_exchange(Device& device, ClientStore& store,
                                                 const PreparedExchange& prepared,
                                                 const SyncResponse& response, WallTime received,
                                                 Notices notices, const PlantedDefects& defects);

}  // namespace storm::engine::reference
