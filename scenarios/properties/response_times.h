#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "engine/env/time.h"

namespace storm::scenarios {

/// When responses reached a device, by its own wall clock, wherever that went meanwhile.
///
/// The latest kExact are kept as they were. Older ones are kept by the minute, so that a device
/// costs at most 200 bytes a day of its clock: a question about them is answered as if each had
/// come at any time within its minute.
class ResponseTimes {
 public:
  static constexpr std::size_t kExact = 256;

  /// A response arrives while the wall clock shows `reading`.
  void add(WallTime reading);
  /// Whether some response came within these readings, both included.
  bool any_within(WallTime first, WallTime last) const;
  /// The reading at the last arrival.
  std::optional<WallTime> latest() const;

 private:
  static constexpr std::size_t kMinutesOfADay = 1440;

  void forget(WallTime reading);

  /// In the order of arrival.
  std::deque<WallTime> exact_;
  /// By day since the epoch.
  std::map<std::int64_t, std::bitset<kMinutesOfADay>> by_minute_;
};

}  // namespace storm::scenarios
