#pragma once

#include <cstdint>
#include <vector>

#include "engine/env/time.h"
#include "scenarios/plan/plan.h"

namespace storm::scenarios {

/// When the devices of a plan can reach the server, as far as the plan's own faults say: what a
/// planner needs to guess what a user can know. Partitions, no internet, suspends, crashes and
/// restarts are absence; leaves out partitions of which chance picks the victims, and lost
/// messages, back-off and slow links, for which `kArrivalTime` has to be enough.
class Presence {
 public:
  /// How long after a device is back it has surely seen what waited for it.
  static constexpr Duration kArrivalTime = 5min;

  /// Requires: the plan's devices and faults are complete, and `plan` has the length of the run.
  /// `arrival_time` is how long something takes from a device to another one while neither has been
  /// away; at most kArrivalTime.
  explicit Presence(const Plan& plan, Duration arrival_time = kArrivalTime);

  bool is_connected(std::uint32_t device, Instant now) const;
  /// When something done on the device at `now` has surely reached the server. May lie after the
  /// heal.
  Instant published_at(std::uint32_t device, Instant now) const;
  /// The device has seen everything that had reached the server by then.
  Instant seen_until(std::uint32_t device, Instant now) const;
  /// When the device has surely seen what reached the server at `published_at`.
  Instant arrives_at(std::uint32_t device, Instant published_at) const;

 private:
  struct Absence {
    Instant begin{};
    Instant end{};
  };

  /// The last absence that has begun by then, or null.
  const Absence* latest(std::uint32_t device, Instant now) const;

  /// By device; in order, apart from each other.
  std::vector<std::vector<Absence>> absences_;
  Duration arrival_time_;
};

}  // namespace storm::scenarios
