#pragma once

#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>

#include "engine/env/assertion.h"
#include "engine/env/time.h"

namespace storm::engine::reference {

/// A reading of a hybrid logical clock: milliseconds since 1970, shifted left by 16 bits, plus a
/// count that orders what happens within one.
enum class HybridTime : std::uint64_t {};

constexpr std::uint64_t to_bits(HybridTime time) { return static_cast<std::uint64_t>(time); }

/// Above what any clock can say (the year 10889). A peer that says more is not believed.
constexpr HybridTime kHybridTimeMax{std::uint64_t{1} << 62U};

constexpr HybridTime to_hybrid(WallTime wall) {
  const auto since_epoch = std::chrono::floor<milliseconds>(wall.time_since_epoch()).count();
  const auto millis = static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch, 0));
  return HybridTime{millis << 16U};
}

/// A hybrid logical clock: near the wall clock where that can be trusted, and always ahead of
/// everything that it has seen. Never goes back, whatever the wall clock does, as long as whoever
/// holds it stores `last()` with what was stamped.
/// Source: Kulkarni et al., "Logical Physical Clocks", OPODIS 2014. The count overflows into the
/// milliseconds instead of being bounded: after 65 536 events in one the clock runs ahead a little.
class HybridClock final {
 public:
  HybridClock() = default;
  explicit HybridClock(HybridTime last) : last_(std::min(last, kHybridTimeMax)) {}

  /// A stamp for something that happens now. Greater than all that were given or seen before.
  HybridTime tick(WallTime wall) {
    const HybridTime before = last_;
    last_ = std::max(HybridTime{to_bits(last_) + 1}, to_hybrid(wall));
    STORM_ASSERT(last_ > before);
    return last_;
  }

  /// Takes notice of a stamp from elsewhere, so that later ones here are greater.
  void observe(HybridTime seen) { last_ = std::max(last_, std::min(seen, kHybridTimeMax)); }

  HybridTime last() const { return last_; }

 private:
  HybridTime last_{};
};

/// The bound against the future. A stamp that is ahead of `wall` by more than `ahead_max` says that
/// its writer's clock is wrong: it is replaced by the moment of its arrival, so that one device
/// with a clock days ahead neither wins against everybody until then nor drags all clocks along.
/// What a writer knowingly replaced is decided by causality and not by this stamp. A stamp that the
/// clock has passed already can do neither: it is believed, such as one that this clock gave before
/// its wall clock was set back.
/// Returns the stamp to believe. The clock has seen it.
inline HybridTime believe(HybridClock& clock, HybridTime claimed, WallTime wall,
                          Duration ahead_max) {
  if (claimed > to_hybrid(wall + ahead_max) && claimed > clock.last()) return clock.tick(wall);
  clock.observe(claimed);
  STORM_ASSERT(clock.last() >= claimed);
  return claimed;
}

}  // namespace storm::engine::reference
