#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/operation.h"

namespace storm::engine {

/// What happened in the end to an operation that had been accepted.
enum class Fate : std::uint8_t {
  /// The server has it durably.
  Synced,
  /// It lost against a concurrent operation under the declared policy.
  ConflictLost,
  /// It will not be carried out, and the user has been told why.
  Failed,
};

/// Which bound an operation ran into, so that it failed for good.
enum class LimitKind : std::uint8_t {
  /// A value is longer than somebody takes. Figure: the bytes that are taken.
  TooLong,
  /// Somebody else has the name.
  NameTaken,
  /// The author may not do that there.
  NotPermitted,
  /// It was tried too often. Figure: the attempts that were made.
  GaveUp,
  /// It makes no sense to whoever had to carry it out.
  Malformed,
  /// What was stored of it is no longer readable.
  Damaged,
};

struct Limit {
  LimitKind kind{};
  /// What the kind says that it is; absent for the other kinds.
  std::optional<std::uint64_t> figure{};

  bool operator==(const Limit&) const = default;
};

/// A notice to the user of a device about one operation: one line in a list of what was synced,
/// lost and refused.
struct Told {
  OperationId operation{};
  Fate fate{};
  /// ConflictLost: the operation that stands in its place, if the engine knows.
  std::optional<OperationId> lost_to{};
  /// Failed: what it ran into. A failure without one is an engine's "something went wrong".
  std::optional<Limit> limit{};
  /// For people; nothing is decided by it.
  std::string words{};

  bool operator==(const Told&) const = default;
};

}  // namespace storm::engine
