#pragma once

#include <memory>

#include "engine/env/device.h"
#include "engine/env/signal.h"
#include "engine/reference/policies/reference_policies.h"
#include "engine/reference/server/server_store.h"
#include "engine/reference/server/subscriptions.h"
#include "engine/server.h"

namespace storm::engine::reference {

/// The reference engine's server: one SQLite store, one kind of request, and hints to those who
/// share a scope that changed.
/// Leaves out: authentication, authorisation of scopes, rate limits.
class ReferenceServer final : public Server {
 public:
  ReferenceServer(Device& device, const ReferencePolicies& policies, Auditor& auditor);

  Task<Result<void, Refusal>> boot() override;
  Task<Result<Snapshot, ReadError>> snapshot() override;
  Task<std::uint64_t> collect_tombstones(Duration age) override;

 private:
  /// The store, opened again if it had to be given up. Null while that fails.
  ServerStore* store();
  std::optional<SqlError> open_store();
  Task<Response> handle(NodeId from, Bytes body);
  /// Fills in the response to a request. False: there is none, and nothing has happened.
  bool answer(ServerStore& store, NodeId from, const SyncRequest& request, SyncResponse& response);
  /// Carries out a request's changes in one transaction. False: nothing has happened.
  bool carry_out(ServerStore& store, NodeId from, const SyncRequest& request,
                 SyncResponse& response);
  /// Whether the replica's history is this store's. If not, `response` says so, and the store
  /// remembers; Unknown when it could not.
  enum class Shared : std::uint8_t { Yes, No, Unknown };
  Shared compare_history(ServerStore& store, const HistoryPoint& known, SyncResponse& response);
  void subscribe(NodeId from, const SyncRequest& request, Sequence position);
  /// Tells subscribers of changes, gathered over a short while.
  Task<void> invalidate();

  Device& device_;
  ReferencePolicies policies_;
  Auditor& auditor_;
  std::unique_ptr<ServerStore> store_;
  /// The change up to which this process has told the auditor.
  Sequence told_ = 0;
  /// This process has begun a term in the store's history.
  bool term_begun_ = false;
  Subscriptions subscriptions_;
  Signal touched_;
};

}  // namespace storm::engine::reference
