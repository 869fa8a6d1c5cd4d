#pragma once

#include <cstdint>
#include <optional>

#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/env/time.h"
#include "engine/operation.h"
#include "engine/replica.h"

namespace storm::engine {

/// What an authority tells its harness, as it would tell its audit log.
class Auditor {
 public:
  Auditor() = default;
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;
  virtual ~Auditor() = default;

  /// The operation has taken effect here and is durable (also when its effect is that it lost a
  /// conflict). Told once for each time that it takes effect, and in the same step as the commit,
  /// before anything is awaited: a crash in between would swallow it. What a crash within the
  /// commit leaves in doubt is told at the next boot, if it turns out to be durable.
  virtual void landed(OperationId operation) = 0;
  /// Two operations on one thing were concurrent, and the policy chose. `winner`: if it is known.
  virtual void conflict(OperationId loser, std::optional<OperationId> winner) = 0;
};

/// The authority that replicas meet at: the other half of a system under test.
///
/// Same life as a Replica: destroyed without warning, reborn on what its disk kept.
class Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  /// Opens or makes the store and begins to listen.
  virtual Task<Result<void, Refusal>> boot() = 0;
  /// All documents of all scopes, of one moment. Errors: as Replica::snapshot.
  virtual Task<Result<Snapshot, ReadError>> snapshot() = 0;
  /// An administrator's job: forgets deletions older than `age` by the server's clock, as a
  /// retention rule would. Returns how many were forgotten.
  virtual Task<std::uint64_t> collect_tombstones(Duration age) = 0;
};

}  // namespace storm::engine
