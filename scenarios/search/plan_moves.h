#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "scenarios/plan/plan.h"

/// Steps from a plan to a smaller or simpler one. Pure: a plan in, a plan out, and what was a valid
/// plan stays one. Whether the new plan still fails is for the caller to find out: the shrinker
/// (scenarios/search/shrink.h) and RapidCheck (scenarios/search/arbitrary_plan.h) take the same
/// steps.
namespace storm::scenarios {

/// Makes a plan smaller or simpler than the one that it was made for.
using Move = std::function<Plan(const Plan&)>;

/// How much there is to read in a plan, the heaviest first.
struct PlanSize {
  std::size_t devices = 0;
  std::size_t operations = 0;
  std::size_t faults = 0;

  auto operator<=>(const PlanSize&) const = default;
};

PlanSize size_of(const Plan& plan);

/// Something of which a plan may have less, numbered from zero.
struct Removable {
  std::string_view name;
  /// A plan without any would not be a plan.
  std::size_t keep_at_least = 0;
  std::size_t (*count)(const Plan& plan);
  /// The plan without `number` of them from `first` on, and without what depends on them.
  Plan (*without)(const Plan& plan, std::size_t first, std::size_t number);
};

/// In the order in which they are worth trying: devices, faults, recorded traces, documents,
/// operations, policies.
std::span<const Removable> removables();

/// A way to make what is left of a plan easier to understand.
struct Simplifier {
  std::string_view name;
  /// The boldest first. Each changes the plan, and none can be undone by another: taking them while
  /// there are any comes to an end.
  std::vector<Move> (*moves)(const Plan& plan);
};

/// Shorter gaps, simpler faults, shorter recordings, simpler values, healthier clocks, plainer
/// machines.
std::span<const Simplifier> simplifiers();

/// Removes the marked operations and, with a Create, what cannot be done without it: edits of a
/// document that nobody has created before. Requires: one flag for each operation.
Plan without_operations(const Plan& plan, const std::vector<bool>& removed);
/// Removes the marked devices with their operations and faults. Requires: one flag for each.
Plan without_devices(const Plan& plan, const std::vector<bool>& removed);

/// Every single step there is from here, the boldest first: chunks of what can be removed by
/// halves, then all simplifications.
std::vector<Move> all_moves(const Plan& plan);

}  // namespace storm::scenarios
