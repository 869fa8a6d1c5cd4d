#include "scenarios/files/policy_bounds.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::scenarios {

std::vector<std::string> policy_names(const Vocabulary& vocabulary) {
  std::vector<std::string> names;
  for (const engine::PolicyDescription& policy : vocabulary.policies) {
    if (std::ranges::find(names, policy.name) == names.end()) names.emplace_back(policy.name);
  }
  return names;
}

engine::PolicyType policy_type(const Vocabulary& vocabulary, std::string_view name) {
  const auto policy =
      std::ranges::find(vocabulary.policies, name, &engine::PolicyDescription::name);
  STORM_ASSERT(policy != vocabulary.policies.end());
  return policy->type;
}

Bounds policy_bounds(const Vocabulary& vocabulary, std::string_view name, Unit unit) {
  Bounds bounds{.unit = unit, .low = INT64_MAX, .high = 0};
  for (const engine::PolicyDescription& policy : vocabulary.policies) {
    if (policy.name != name) continue;
    bounds.low = std::min(bounds.low, policy.minimum);
    bounds.high = std::max(bounds.high, policy.maximum);
  }
  STORM_ASSERT(bounds.low <= bounds.high);
  return bounds;
}

}  // namespace storm::scenarios
