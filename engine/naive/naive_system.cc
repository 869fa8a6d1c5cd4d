#include "engine/naive/naive_system.h"

#include <array>

#include "engine/naive/naive_replica.h"
#include "engine/naive/naive_server.h"

namespace storm::engine::naive {
namespace {

constexpr std::string_view kSyncEvery = "sync_every";
constexpr Duration kSyncEveryDefault = 10min;

constexpr std::array<PolicyDescription, 1> kPolicies{{
    {.name = kSyncEvery,
     .type = PolicyType::Duration,
     .default_value = kSyncEveryDefault.count(),
     .says = "how often an idle replica asks the server for changes"},
}};

std::unique_ptr<Replica> make_replica(Device& device, const Identity& identity,
                                      const Policies& policies, User& user) {
  const auto set = policies.find(std::string(kSyncEvery));
  const Duration sync_every = set == policies.end() ? kSyncEveryDefault : Duration{set->second};
  return std::make_unique<NaiveReplica>(device, identity, sync_every, user);
}

std::unique_ptr<Server> make_server(Device& device, const Policies& /*policies*/,
                                    Auditor& auditor) {
  return std::make_unique<NaiveServer>(device, auditor);
}

}  // namespace

System naive_system() {
  return {.name = "naive",
          .says = "whole records, wall clocks, a queue in memory: how not to do it",
          .registers = RegisterPolicy::OneWins,
          .policies = kPolicies,
          .make_replica = make_replica,
          .make_server = make_server};
}

}  // namespace storm::engine::naive
