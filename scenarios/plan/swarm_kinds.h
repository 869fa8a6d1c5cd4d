#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/env/time.h"

namespace storm::scenarios {

/// Between which ends a swarm draws a parameter of a fault.
struct SwarmRange {
  std::string_view parameter;
  /// In the units of the parameter's type.
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// A kind of fault that a swarm may draw, and how hard it may strike.
struct SwarmKind {
  /// A name from the table in `faults/`.
  std::string_view kind;
  /// A strike lasts no longer, whatever the scenario says.
  Duration longest{};
  /// Choices that are not here are drawn from all that there are; all else keeps its default.
  std::span<const SwarmRange> ranges;
};

/// The kinds that are safe to strike at random. Each leaves every accepted operation recoverable
/// in principle, alone and together with all others, so that a loss that a judge reports is the
/// engine's doing. Not here:
/// - what may destroy work that nobody else has (`faults::Damage::UnsentWork`, `AcknowledgedWork`),
/// - `disk_lies`, which does the same as soon as power is lost,
/// - `torn_write`, which is a `crash` at its worst: crashes tear sectors too.
std::span<const SwarmKind> swarm_kinds();
/// The kind of that name, or null.
const SwarmKind* find_swarm_kind(std::string_view name);

}  // namespace storm::scenarios
