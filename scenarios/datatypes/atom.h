#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "engine/operation.h"

/// What operations are made of, for judges: the smallest things that can be kept or lost.
namespace storm::scenarios {

struct DataType;

/// `count` atoms in a row of one operation, from number `first` on. The write of a register and a
/// counter's delta are a run of one. A create is one atom for the document and one for each first
/// field, in the order of their names.
struct AtomRun {
  engine::OperationId operation{};
  std::uint32_t first = 0;
  std::uint32_t count = 1;

  auto operator<=>(const AtomRun&) const = default;
};

/// What an operation contributes to one cell. The views point into the operation.
struct Atom {
  AtomRun run;
  /// The type of the cell, which says what becomes of the atom.
  const DataType* type = nullptr;
  /// The cell's name in its document; empty for the document itself.
  std::string_view cell;
  /// What was written, where that is a text.
  std::string_view value;
  /// What was added, where that is a number.
  std::int64_t amount = 0;
};

/// What has become of atoms.
enum class AtomFate : std::uint8_t {
  /// It shows, or has had its effect.
  Kept,
  /// Somebody who knew it wrote something else in its place.
  Superseded,
  /// Somebody deleted what it was in.
  Removed,
  /// Somebody who did not know it wrote something else, and the declared conflict policy lets only
  /// one of them stand.
  LostToConcurrent,
  /// Its user was told that it failed or lost.
  Reported,
  /// Its outcome was left open: nothing is owed.
  Open,
  // From here on: breaches.
  /// It does not show, and nothing excuses that.
  Lost,
  /// It had its effect more than once.
  Doubled,
  /// Nobody did what shows.
  Invented,
  /// What it deleted is there again.
  BroughtBack,
};

constexpr bool is_breach(AtomFate fate) { return fate >= AtomFate::Lost; }

}  // namespace storm::scenarios
