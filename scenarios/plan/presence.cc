#include "scenarios/plan/presence.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::scenarios {
namespace {

bool cuts_off(const PlannedFault& fault) {
  constexpr std::array<std::string_view, 5> kKinds{"partition", "internet_lost", "suspend", "crash",
                                                   "restart"};
  return std::find(kKinds.begin(), kKinds.end(), fault.kind) != kKinds.end();
}

}  // namespace

Presence::Presence(const Plan& plan, Duration arrival_time)
    : absences_(plan.devices.size()), arrival_time_(arrival_time) {
  STORM_ASSERT(arrival_time <= kArrivalTime);
  const Instant heal{plan.chaos};
  for (const PlannedFault& fault : plan.faults) {
    if (!cuts_off(fault)) continue;
    const Absence absence{.begin = fault.begin, .end = fault.end.value_or(heal)};
    if (fault.target == kServerTarget) {
      for (auto& of_device : absences_) of_device.push_back(absence);
    } else {
      absences_[fault.target].push_back(absence);
    }
  }
  for (auto& of_device : absences_) {
    std::stable_sort(
        of_device.begin(), of_device.end(),
        [](const Absence& left, const Absence& right) { return left.begin < right.begin; });
    std::vector<Absence> apart;
    for (const Absence& absence : of_device) {
      if (!apart.empty() && absence.begin <= apart.back().end) {
        apart.back().end = std::max(apart.back().end, absence.end);
      } else {
        apart.push_back(absence);
      }
    }
    of_device = std::move(apart);
  }
}

const Presence::Absence* Presence::latest(std::uint32_t device, Instant now) const {
  const auto& of_device = absences_[device];
  const auto after = std::upper_bound(
      of_device.begin(), of_device.end(), now,
      [](Instant wanted, const Absence& absence) { return wanted < absence.begin; });
  return after == of_device.begin() ? nullptr : &*(after - 1);
}

bool Presence::is_connected(std::uint32_t device, Instant now) const {
  const Absence* absence = latest(device, now);
  return absence == nullptr || absence->end <= now;
}

Instant Presence::published_at(std::uint32_t device, Instant now) const {
  // A push needs the device to stay for as long as an arrival takes, at worst.
  const auto& of_device = absences_[device];
  Instant ready = now;
  Instant arrived = now + arrival_time_;
  for (const Absence& absence : of_device) {
    if (absence.end > ready) {
      if (absence.begin >= arrived) break;
      ready = absence.end;
    }
    // Whoever has been away may still be waiting for the next try.
    arrived = std::max(arrived, absence.end + kArrivalTime);
  }
  return arrived;
}

Instant Presence::seen_until(std::uint32_t device, Instant now) const {
  const auto& of_device = absences_[device];
  const Absence* absence = latest(device, now);
  // Back for too short a time: what it saw before it left is all that counts.
  while (absence != nullptr && now < absence->end + kArrivalTime) {
    now = absence->begin;
    if (absence == of_device.data()) break;
    --absence;
  }
  return now;
}

Instant Presence::arrives_at(std::uint32_t device, Instant published_at) const {
  Instant at = published_at;
  for (const Absence& absence : absences_[device]) {
    if (absence.end + kArrivalTime <= at) continue;
    if (absence.begin > at) break;
    at = absence.end + kArrivalTime;
  }
  return at;
}

}  // namespace storm::scenarios
