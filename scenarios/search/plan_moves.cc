#include "scenarios/search/plan_moves.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/search/plan_moves_simpler.h"

namespace storm::scenarios {

namespace {

/// Flags of which `number` from `first` on are set.
std::vector<bool> range_of(std::size_t size, std::size_t first, std::size_t number) {
  STORM_ASSERT(first + number <= size);
  std::vector<bool> flags(size, false);
  std::fill_n(flags.begin() + static_cast<std::ptrdiff_t>(first), number, true);
  return flags;
}

/// For each device its index without the marked ones; nothing for those.
std::vector<std::optional<std::uint32_t>> renumbered(const std::vector<bool>& removed) {
  std::vector<std::optional<std::uint32_t>> indices;
  indices.reserve(removed.size());
  std::uint32_t next = 0;
  for (const bool gone : removed) {
    indices.push_back(gone ? std::nullopt : std::optional<std::uint32_t>(next++));
  }
  return indices;
}

/// The plan without these devices and their faults. Operations of theirs go to whom `heir` says, by
/// the old indices, or away.
template <class Heir>
Plan with_fewer_devices(const Plan& plan, const std::vector<bool>& removed, const Heir& heir) {
  const auto index = renumbered(removed);
  Plan result = plan;
  std::vector<bool> lost;
  for (PlannedOperation& planned : result.operations) {
    const std::optional<std::uint32_t> device =
        removed[planned.device] ? heir(planned) : std::optional(planned.device);
    lost.push_back(!device);
    if (device) planned.device = *index[*device];
  }
  result = without_operations(result, lost);
  std::erase_if(result.faults, [&removed](const PlannedFault& fault) {
    return fault.target != kServerTarget && removed[fault.target];
  });
  for (PlannedFault& fault : result.faults) {
    if (fault.target != kServerTarget) fault.target = *index[fault.target];
  }
  result.devices.clear();
  for (std::size_t i = 0; i < removed.size(); ++i) {
    if (!removed[i]) result.devices.push_back(plan.devices[i]);
  }
  return result;
}

std::size_t count_devices(const Plan& plan) { return plan.devices.size(); }

Plan drop_devices(const Plan& plan, std::size_t first, std::size_t number) {
  return without_devices(plan, range_of(plan.devices.size(), first, number));
}

/// Somebody else of the same scope does what the removed devices did, so that a document that
/// matters does not need a device only to be created.
Plan hand_over_devices(const Plan& plan, std::size_t first, std::size_t number) {
  const std::vector<bool> removed = range_of(plan.devices.size(), first, number);
  return with_fewer_devices(
      plan, removed, [&](const PlannedOperation& planned) -> std::optional<std::uint32_t> {
        for (std::uint32_t i = 0; i < removed.size(); ++i) {
          if (removed[i]) continue;
          if (std::ranges::find(plan.devices[i].scopes, planned.operation.scope) !=
              plan.devices[i].scopes.end()) {
            return i;
          }
        }
        return std::nullopt;
      });
}

std::size_t count_faults(const Plan& plan) { return plan.faults.size(); }

Plan drop_faults(const Plan& plan, std::size_t first, std::size_t number) {
  Plan result = plan;
  const auto begin = result.faults.begin() + static_cast<std::ptrdiff_t>(first);
  result.faults.erase(begin, begin + static_cast<std::ptrdiff_t>(number));
  return result;
}

/// Documents in the order of their first operations.
std::vector<std::string> documents_of(const Plan& plan) {
  std::vector<std::string> documents;
  std::map<std::string, bool> known;
  for (const PlannedOperation& planned : plan.operations) {
    bool& seen = known[planned.operation.document];
    if (!seen) documents.push_back(planned.operation.document);
    seen = true;
  }
  return documents;
}

std::size_t count_documents(const Plan& plan) { return documents_of(plan).size(); }

Plan drop_documents(const Plan& plan, std::size_t first, std::size_t number) {
  const std::vector<std::string> documents = documents_of(plan);
  STORM_ASSERT(first + number <= documents.size());
  std::map<std::string, bool> dropped;
  for (std::size_t i = first; i < first + number; ++i) dropped[documents[i]] = true;
  Plan result = plan;
  std::erase_if(result.operations, [&dropped](const PlannedOperation& planned) {
    return dropped.contains(planned.operation.document);
  });
  return result;
}

std::size_t count_operations(const Plan& plan) { return plan.operations.size(); }

Plan drop_operations(const Plan& plan, std::size_t first, std::size_t number) {
  return without_operations(plan, range_of(plan.operations.size(), first, number));
}

std::size_t count_policies(const Plan& plan) { return plan.policies.size(); }

Plan drop_policies(const Plan& plan, std::size_t first, std::size_t number) {
  Plan result = plan;
  const auto begin = std::next(result.policies.begin(), static_cast<std::ptrdiff_t>(first));
  result.policies.erase(begin, std::next(begin, static_cast<std::ptrdiff_t>(number)));
  return result;
}

void add_removals(const Removable& removable, const Plan& plan, std::vector<Move>& moves) {
  const std::size_t count = removable.count(plan);
  if (count <= removable.keep_at_least) return;
  for (std::size_t chunk = count - removable.keep_at_least; chunk > 0; chunk /= 2) {
    for (std::size_t first = 0; first < count; first += chunk) {
      const std::size_t number = std::min(chunk, count - first);
      moves.emplace_back([&removable, first, number](const Plan& from) {
        return removable.without(from, first, number);
      });
    }
  }
}

}  // namespace

PlanSize size_of(const Plan& plan) {
  return {.devices = plan.devices.size(),
          .operations = plan.operations.size(),
          .faults = plan.faults.size()};
}

Plan without_operations(const Plan& plan, const std::vector<bool>& removed) {
  STORM_ASSERT(removed.size() == plan.operations.size());
  struct Creates {
    std::size_t before = 0;
    std::size_t kept = 0;
  };
  std::map<std::string, Creates> creates_of;
  Plan result = plan;
  result.operations.clear();
  for (std::size_t i = 0; i < removed.size(); ++i) {
    const PlannedOperation& planned = plan.operations[i];
    Creates& of_document = creates_of[planned.operation.document];
    const bool is_create = creates(planned.operation);
    if (is_create) ++of_document.before;
    if (removed[i]) continue;
    if (is_create) ++of_document.kept;
    // A plan made by hand may edit what nobody creates: that stays possible.
    if (of_document.before != 0 && of_document.kept == 0) continue;
    result.operations.push_back(planned);
  }
  return result;
}

Plan without_devices(const Plan& plan, const std::vector<bool>& removed) {
  STORM_ASSERT(removed.size() == plan.devices.size());
  return with_fewer_devices(plan, removed, [](const PlannedOperation& /*planned*/) {
    return std::optional<std::uint32_t>();
  });
}

std::span<const Removable> removables() {
  static constexpr std::array kRemovables{
      Removable{"devices", 1, count_devices, drop_devices},
      Removable{"devices, their work done by others", 1, count_devices, hand_over_devices},
      Removable{"faults", 0, count_faults, drop_faults},
      Removable{"recorded traces", 0, count_traces, drop_traces},
      Removable{"documents", 0, count_documents, drop_documents},
      Removable{"operations", 0, count_operations, drop_operations},
      Removable{"policies", 0, count_policies, drop_policies},
  };
  return kRemovables;
}

std::span<const Simplifier> simplifiers() {
  static constexpr std::array kSimplifiers{
      Simplifier{"shorter gaps", shorter_gaps},
      Simplifier{"simpler faults", simpler_faults},
      Simplifier{"shorter recordings", shorter_recordings},
      Simplifier{"simpler values", simpler_values},
      Simplifier{"healthier clocks", healthier_clocks},
      Simplifier{"plainer machines", plainer_machines},
  };
  return kSimplifiers;
}

std::vector<Move> all_moves(const Plan& plan) {
  std::vector<Move> moves;
  for (const Removable& removable : removables()) add_removals(removable, plan, moves);
  for (const Simplifier& simplifier : simplifiers()) {
    std::vector<Move> more = simplifier.moves(plan);
    moves.insert(moves.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  return moves;
}

}  // namespace storm::scenarios
