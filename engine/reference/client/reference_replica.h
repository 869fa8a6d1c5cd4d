#pragma once

#include <string>

#include "engine/env/device.h"
#include "engine/reference/client/store_keeper.h"
#include "engine/reference/client/sync_loop.h"
#include "engine/reference/policies/reference_policies.h"
#include "engine/system.h"

namespace storm::engine::reference {

/// The reference engine's client. Local operations are SQLite transactions; all else happens in one
/// background coroutine.
/// Leaves out: sessions, attachments, several tabs on one store.
class ReferenceReplica final : public Replica {
 public:
  /// How often, and how long apart, a store is opened anew to see what a failed commit left.
  static constexpr int kDoubtAttemptsMax = 3;
  static constexpr Duration kDoubtPause = 100ms;
  /// How long a submit waits at most, beside what the disk takes.
  static constexpr Duration kDoubtMax = kDoubtAttemptsMax * kDoubtPause;

  ReferenceReplica(Device& device, const Identity& identity, const ReferencePolicies& policies,
                   User& user);

  Task<Result<void, Refusal>> boot() override;
  Task<Result<void, Refusal>> submit(Operation operation) override;
  Task<Result<std::optional<Document>, ReadError>> read(std::string document) override;
  Task<Result<Snapshot, ReadError>> snapshot() override;
  Status status() override;
  void sync_now() override;

 private:
  enum class Acceptance : std::uint8_t { Accepted, Doubtful };

  /// Carries out an operation in one transaction.
  Result<Acceptance, Refusal> accept(const Operation& operation);
  /// Finds out whether a transaction became durable whose commit failed.
  Task<Result<void, Refusal>> resolve_doubt(OperationId operation);
  void take_push(const Bytes& body);

  Device& device_;
  StoreKeeper keeper_;
  SyncLoop loop_;
};

}  // namespace storm::engine::reference
