#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

/// Time, in four kinds that do not mix.
///
/// `Instant` is the true time of the world; only the simulator and its judges know it. An engine
/// sees its device's own clocks: `WallTime`, which a user or a network may set to anything, and
/// `MonoTime`, which only moves forward while the device is awake. All are integer nanoseconds.
/// None of the clock types has a `now()`: time comes from a `Clock` that was handed over, so that
/// reading a global clock is a compile error.
namespace storm {

using namespace std::chrono_literals;

using Duration = std::chrono::nanoseconds;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace detail {

template <class Tag>
struct ClockTag {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = Duration;
  using time_point = std::chrono::time_point<ClockTag>;
  static constexpr bool is_steady = false;
};

}  // namespace detail

/// True time since the start of the world.
using Instant = std::chrono::time_point<detail::ClockTag<struct WorldTag>, Duration>;
/// What a device believes the time of day is: nanoseconds since 1970-01-01T00:00:00Z.
using WallTime = std::chrono::time_point<detail::ClockTag<struct WallTag>, Duration>;
/// A device's monotonic clock: nanoseconds awake since its boot.
using MonoTime = std::chrono::time_point<detail::ClockTag<struct MonoTag>, Duration>;

}  // namespace storm
