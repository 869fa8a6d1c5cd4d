#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/operation.h"
#include "engine/reference/values/hybrid_clock.h"

namespace storm::engine::reference {

/// When a register was written, and by whom: a total order, since a writer never gives a time
/// twice.
struct Stamp {
  HybridTime time{};
  /// Breaks ties between devices. Carries no meaning.
  std::uint32_t writer = 0;

  auto operator<=>(const Stamp&) const = default;
};

/// A last-writer-wins register: a value, its stamp, and the operation that wrote it.
struct Register {
  std::string value;
  Stamp stamp;
  OperationId operation{};

  bool operator==(const Register&) const = default;
};

/// The greater stamp stays. Commutative, associative, idempotent.
inline const Register& merge(const Register& left, const Register& right) {
  return left.stamp < right.stamp ? right : left;
}

/// How a write relates to what the register holds when it arrives.
enum class Relation : std::uint8_t {
  /// Nothing is there.
  First,
  /// Its writer had seen the value that is there, and replaces it knowingly.
  Causal,
  /// Neither writer had seen the other's value.
  Concurrent,
};

/// `seen` names the write whose value stood before the writer's eyes. The authority receives each
/// writer's operations in order, so what it holds is either just that or something unseen.
inline Relation relate(const std::optional<OperationId>& holds,
                       const std::optional<OperationId>& seen) {
  if (!holds) return Relation::First;
  return holds == seen ? Relation::Causal : Relation::Concurrent;
}

}  // namespace storm::engine::reference
