#include "scenarios/properties/bounds.h"

#include <optional>

namespace storm::scenarios {

namespace {

constexpr Duration kDrainWithin = 30min;
/// A connectivity check every 30 s: FEATURES.md, A8.
constexpr Duration kIdleInterval = 30s;

Bound bound_of(std::string_view name, std::optional<Duration> scenario,
               std::optional<Duration> system, Duration otherwise) {
  if (scenario) return {.name = name, .value = *scenario, .source = BoundSource::Scenario};
  if (system) return {.name = name, .value = *system, .source = BoundSource::System};
  return {.name = name, .value = otherwise, .source = BoundSource::Default};
}

}  // namespace

Bound drain_within(const Plan& plan) {
  return bound_of("drain_within", plan.expectations.drain_within, std::nullopt, kDrainWithin);
}

Bound idle_interval(const Plan& plan, const engine::System& system) {
  std::optional<Duration> promised;
  if (system.promises != nullptr) promised = system.promises(plan.policies).idle_interval;
  return bound_of("idle_interval", std::nullopt, promised, kIdleInterval);
}

std::string_view words_of(BoundSource source) {
  switch (source) {
    case BoundSource::Scenario:
      return "the scenario's";
    case BoundSource::System:
      return "the engine's";
    case BoundSource::Default:
      return "the default";
  }
  return {};
}

}  // namespace storm::scenarios
