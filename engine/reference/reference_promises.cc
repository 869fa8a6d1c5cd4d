#include "engine/reference/reference_promises.h"

#include "engine/reference/client/backoff.h"
#include "engine/reference/client/reference_replica.h"

namespace storm::engine::reference {

Promises promises_of(const ReferencePolicies& policies) {
  // The exchange that was under way, or that a pause followed, and the next one.
  const Duration two_exchanges = 2 * policies.request_timeout;
  return {
      .idle_interval = policies.heartbeat_every,
      .retry_after_min = Backoff::shortest(policies.backoff_first),
      .retry_after_max = policies.backoff_max,
      .answers_within = ReferenceReplica::kDoubtMax,
      .lands_within = policies.backoff_max + two_exchanges,
      // A lost hint delays what it spoke of until the next heartbeat.
      .shows_within = policies.heartbeat_every + policies.backoff_max + two_exchanges,
      // Whoever asks next opens it.
      .recovers_within = Duration::zero(),
      .value_bytes_max = policies.value_bytes_max,
      .batch_operations_max = policies.push_batch,
  };
}

}  // namespace storm::engine::reference
