#pragma once

#include <cstdint>
#include <optional>

#include "engine/operation.h"
#include "engine/reference/values/history_point.h"
#include "engine/reference/values/hybrid_clock.h"

namespace storm::engine::reference {

/// An operation on its way to the server, with what its writer knew.
struct Change {
  Operation operation;
  HybridTime time{};
  /// Set: the write whose value stood in the field before.
  std::optional<OperationId> seen;
  /// The deletion after which the document was made anew, as far as its writer knew. An operation
  /// counts only in the life of the document that it was meant for.
  std::optional<OperationId> epoch;
  /// Delete: the newest change of the document that its writer had seen.
  Sequence seen_through = 0;
  /// The server may have forgotten the document: it was made after the point up to which the
  /// writer's replica and the server have one history.
  bool orphan = false;

  bool operator==(const Change&) const = default;
};

/// What the server decided on an operation. Stored in the server's table: values stay as they are.
enum class ChangeVerdict : std::uint8_t {
  Applied = 0,
  /// A concurrent write with a greater stamp stays.
  LostToConcurrentWrite = 1,
  /// The document has been deleted, perhaps so long ago that nothing is left of it.
  LostToDelete = 2,
  /// The document belongs to another scope.
  RefusedScope = 3,
  /// The operation makes no sense.
  RefusedMalformed = 4,
  /// A value is longer than the server takes.
  RefusedTooLong = 5,
  /// A document of another scope has the name that was to be given.
  RefusedName = 6,
};
constexpr std::uint64_t kVerdicts = 7;

/// The operation had no effect and never will.
constexpr bool is_refusal(ChangeVerdict verdict) { return verdict >= ChangeVerdict::RefusedScope; }

struct ChangeResult {
  OperationId operation{};
  ChangeVerdict verdict{};
  /// The place that the change has in the server's order.
  Sequence sequence = 0;
  /// The stamp that the server gave it, which may be another than its writer's.
  HybridTime time{};
  /// Of a change that lost: the operation that stands in its place, if that is still known.
  std::optional<OperationId> lost_to{};
  /// RefusedTooLong: how many bytes the server takes.
  std::optional<std::uint64_t> bytes_max{};

  bool operator==(const ChangeResult&) const = default;
};

/// What a result says beside its verdict, as one number for tables and messages.
constexpr std::optional<std::uint64_t> detail_of(const ChangeResult& result) {
  switch (result.verdict) {
    case ChangeVerdict::LostToConcurrentWrite:
    case ChangeVerdict::LostToDelete:
      if (result.lost_to) return static_cast<std::uint64_t>(*result.lost_to);
      break;
    case ChangeVerdict::RefusedTooLong:
      return result.bytes_max;
    case ChangeVerdict::Applied:
    case ChangeVerdict::RefusedScope:
    case ChangeVerdict::RefusedMalformed:
    case ChangeVerdict::RefusedName:
      break;
  }
  return std::nullopt;
}

/// Takes it back in. Requires: the result has its verdict. Returns false, and does nothing, if
/// results of that verdict have none: a peer or a disk may say otherwise.
constexpr bool set_detail(ChangeResult& result, std::optional<std::uint64_t> detail) {
  switch (result.verdict) {
    case ChangeVerdict::LostToConcurrentWrite:
    case ChangeVerdict::LostToDelete:
      if (detail) result.lost_to = OperationId{*detail};
      return true;
    case ChangeVerdict::RefusedTooLong:
      result.bytes_max = detail;
      return true;
    case ChangeVerdict::Applied:
    case ChangeVerdict::RefusedScope:
    case ChangeVerdict::RefusedMalformed:
    case ChangeVerdict::RefusedName:
      break;
  }
  return !detail;
}

}  // namespace storm::engine::reference
