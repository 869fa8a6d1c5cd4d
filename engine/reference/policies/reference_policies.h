#pragma once

#include <span>

#include "engine/env/time.h"
#include "engine/reference/policies/planted_defects.h"
#include "engine/system.h"

namespace storm::engine::reference {

/// The knobs of the reference engine, with what a scenario set. Named as in the scenario.
struct ReferencePolicies {
  Duration heartbeat_every{};
  Duration request_timeout{};
  Duration backoff_first{};
  Duration backoff_max{};
  Duration invalidation_delay{};
  Duration clock_ahead_max{};
  Duration compare_every{};
  std::uint64_t push_batch = 0;
  std::uint64_t pull_page = 0;
  std::uint64_t value_bytes_max = 0;
  std::uint64_t acknowledged_kept = 0;
  PlantedDefects defects;
};

/// What `syncstorm list` shows, with the defaults.
std::span<const PolicyDescription> policy_descriptions();

/// Reads what a scenario set, over the defaults. Values that make no sense are brought to the
/// nearest that does: a batch of none would never drain.
ReferencePolicies read_policies(const Policies& policies);

}  // namespace storm::engine::reference
