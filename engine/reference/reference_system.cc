#include "engine/reference/reference_system.h"

#include "engine/reference/client/reference_replica.h"
#include "engine/reference/policies/planted_defects.h"
#include "engine/reference/policies/reference_policies.h"
#include "engine/reference/reference_promises.h"
#include "engine/reference/server/reference_server.h"

namespace storm::engine::reference {
namespace {

std::unique_ptr<Replica> make_replica(Device& device, const Identity& identity,
                                      const Policies& policies, User& user) {
  return std::make_unique<ReferenceReplica>(device, identity, read_policies(policies), user);
}

Promises promises(const Policies& policies) { return promises_of(read_policies(policies)); }

std::unique_ptr<Server> make_server(Device& device, const Policies& policies, Auditor& auditor) {
  return std::make_unique<ReferenceServer>(device, read_policies(policies), auditor);
}

}  // namespace

System reference_system() {
  return System{.name = "reference",
                .says =
                    "offline-first engine on SQLite: hybrid clocks, outbox, server cursor, "
                    "field-level last writer wins",
                .registers = RegisterPolicy::OneWins,
                .policies = policy_descriptions(),
                .make_replica = make_replica,
                .make_server = make_server,
                .promises = promises,
                .defects = planted_defects()};
}

}  // namespace storm::engine::reference
