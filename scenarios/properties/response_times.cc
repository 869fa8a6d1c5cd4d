#include "scenarios/properties/response_times.h"

#include <algorithm>
#include <chrono>

#include "engine/env/assertion.h"

namespace storm::scenarios {

namespace {

std::int64_t minute_of(WallTime reading) {
  return std::chrono::floor<minutes>(reading.time_since_epoch()).count();
}

/// Rounded towards the past, also before the epoch.
std::int64_t day_of(std::int64_t minute) {
  return std::chrono::floor<days>(minutes{minute}).count();
}

}  // namespace

void ResponseTimes::add(WallTime reading) {
  exact_.push_back(reading);
  if (exact_.size() <= kExact) return;
  forget(exact_.front());
  exact_.pop_front();
}

void ResponseTimes::forget(WallTime reading) {
  const std::int64_t minute = minute_of(reading);
  const std::int64_t day = day_of(minute);
  const auto within = static_cast<std::size_t>(minute - day * std::int64_t{kMinutesOfADay});
  STORM_ASSERT(within < kMinutesOfADay);
  by_minute_[day].set(within);
}

bool ResponseTimes::any_within(WallTime first, WallTime last) const {
  STORM_ASSERT(first <= last);
  const bool exactly = std::ranges::any_of(
      exact_, [&](WallTime reading) { return first <= reading && reading <= last; });
  if (exactly) return true;
  for (std::int64_t minute = minute_of(first); minute <= minute_of(last); ++minute) {
    const std::int64_t day = day_of(minute);
    const auto place = by_minute_.find(day);
    const auto within = static_cast<std::size_t>(minute - day * std::int64_t{kMinutesOfADay});
    if (place != by_minute_.end() && place->second.test(within)) return true;
  }
  return false;
}

std::optional<WallTime> ResponseTimes::latest() const {
  if (exact_.empty()) return std::nullopt;
  return exact_.back();
}

}  // namespace storm::scenarios
