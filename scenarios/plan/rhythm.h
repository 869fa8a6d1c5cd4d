#pragma once

#include <cstdint>
#include <vector>

#include "engine/env/random.h"
#include "engine/env/time.h"
#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// When people do something within a period: evenly, or as they do in an office, by UTC: busy
/// mornings, a dip at noon, quiet nights, few on weekends. Moments are whole milliseconds apart
/// from the hour, for whoever has to read them. Leaves out: holidays, time zones.
class ActivityTimes {
 public:
  /// Requires: from < until, and at most 400 days between them. `start` is the true wall time at
  /// the start of the world.
  ActivityTimes(Rhythm rhythm, WallTime start, Instant from, Instant until);

  /// A moment of the period. Draws once.
  Instant draw(Random& random) const;
  /// The moment at which the share `numerator` / `denominator` of the period's activity is over.
  /// Requires: numerator < denominator, and both below 2^32.
  Instant at_share(std::uint64_t numerator, std::uint64_t denominator) const;

 private:
  /// An hour of the period, or a part of one at its ends.
  struct Cell {
    Instant begin{};
    std::uint64_t weight = 0;
    /// Weighted nanoseconds before it.
    std::uint64_t weighted_before = 0;
  };

  Instant at_weighted(std::uint64_t weighted) const;

  std::vector<Cell> cells_;
  std::uint64_t weighted_total_ = 0;
};

}  // namespace storm::scenarios
