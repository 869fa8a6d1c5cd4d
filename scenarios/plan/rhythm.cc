#include "scenarios/plan/rhythm.h"

#include <algorithm>
#include <array>

#include "engine/env/assertion.h"

namespace storm::scenarios {
namespace {

// Relative activity by hour of a working day. The shape is that of published traffic of office
// software: two humps, the morning one higher; nights are never quite empty.
constexpr std::array<std::uint64_t, 24> kWorkingDay{1,  1,  1,  1,  1,  2,  4, 12, 30, 40, 40, 32,
                                                    20, 26, 34, 34, 28, 18, 8, 6,  5,  4,  2,  1};
constexpr std::uint64_t kWeekendDivisor = 6;

std::uint64_t weight_of(Rhythm rhythm, WallTime wall) {
  if (rhythm == Rhythm::Flat) return 1;
  const std::int64_t hour_of_epoch = std::chrono::floor<hours>(wall.time_since_epoch()).count();
  const std::int64_t day_of_epoch = std::chrono::floor<days>(wall.time_since_epoch()).count();
  const auto hour = static_cast<std::size_t>(hour_of_epoch - day_of_epoch * 24);
  // The first of January 1970 was a Thursday; counted from Monday.
  const std::int64_t weekday = ((day_of_epoch + 3) % 7 + 7) % 7;
  const std::uint64_t weight = kWorkingDay.at(hour);
  return weekday < 5 ? weight : std::max<std::uint64_t>(1, weight / kWeekendDivisor);
}

}  // namespace

ActivityTimes::ActivityTimes(Rhythm rhythm, WallTime start, Instant from, Instant until) {
  STORM_ASSERT(from < until);
  STORM_ASSERT(until - from <= days{400});
  Instant at = from;
  while (at < until) {
    const WallTime wall = start + at.time_since_epoch();
    const WallTime next_hour{std::chrono::floor<hours>(wall.time_since_epoch()) + 1h};
    const Instant end = std::min(until, at + (next_hour - wall));
    const std::uint64_t weight = weight_of(rhythm, wall);
    cells_.push_back(Cell{.begin = at, .weight = weight, .weighted_before = weighted_total_});
    weighted_total_ += weight * static_cast<std::uint64_t>((end - at).count());
    at = end;
  }
}

Instant ActivityTimes::draw(Random& random) const {
  return at_weighted(random.below(weighted_total_));
}

Instant ActivityTimes::at_share(std::uint64_t numerator, std::uint64_t denominator) const {
  STORM_ASSERT(numerator < denominator);
  __extension__ using Wide = unsigned __int128;
  const Wide weighted = static_cast<Wide>(weighted_total_) * numerator / denominator;
  return at_weighted(static_cast<std::uint64_t>(weighted));
}

Instant ActivityTimes::at_weighted(std::uint64_t weighted) const {
  const auto after = std::upper_bound(
      cells_.begin(), cells_.end(), weighted,
      [](std::uint64_t wanted, const Cell& cell) { return wanted < cell.weighted_before; });
  const Cell& cell = *(after - 1);
  const std::uint64_t into = (weighted - cell.weighted_before) / cell.weight;
  return cell.begin + std::chrono::floor<milliseconds>(Duration{static_cast<std::int64_t>(into)});
}

}  // namespace storm::scenarios
