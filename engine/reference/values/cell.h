#pragma once

#include <cstdint>
#include <string>

#include "engine/operation.h"
#include "engine/reference/values/history_point.h"

namespace storm::engine::reference {

/// What a field is: which of the members below count.
enum class CellKind : std::uint8_t { Register = 0, Counter = 1 };

/// One field of one document.
struct Cell {
  CellKind kind{};
  std::string name;
  /// Register.
  std::string value;
  /// Counter.
  std::int64_t count = 0;
  /// The operation that wrote it last.
  OperationId operation{};
  Sequence sequence = 0;

  bool operator==(const Cell&) const = default;
};

}  // namespace storm::engine::reference
