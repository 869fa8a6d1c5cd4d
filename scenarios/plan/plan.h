#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/random.h"
#include "engine/env/time.h"
#include "engine/operation.h"
#include "engine/system.h"
#include "faults/fault.h"
#include "scenarios/plan/read_density.h"
#include "sim/link_trace.h"
#include "sim/tearing.h"
#include "sim/ties.h"

namespace storm::scenarios {

/// A plan is a scenario after its seed chose everything: an explicit list of devices, timed user
/// operations and faults. Plain data: it can be printed, saved, edited, shrunk and run.

/// How a device's clocks are wrong from the start.
struct ClockPlan {
  /// Wall time minus true time.
  Duration offset{};
  /// How much faster than true time both clocks run, in parts per billion.
  std::int64_t drift_ppb = 0;

  bool operator==(const ClockPlan&) const = default;
};

/// A device's access link. Both directions have the same figures.
struct LinkPlan {
  /// One way.
  Duration latency = 40ms;
  /// Up to this much more, uniformly, for each message.
  Duration jitter = 20ms;
  Ratio loss{};
  Ratio duplication{};
  /// A reordered message is held back by up to ten times the latency.
  Ratio reordering{};
  /// Zero means without limit.
  std::uint64_t bytes_per_second = 0;

  bool operator==(const LinkPlan&) const = default;
};

struct DiskPlan {
  std::uint64_t capacity_bytes = 64 << 20;
  /// For each sync; writes go to the cache and cost nothing.
  Duration sync_latency = 2ms;
  /// What a power cut leaves of sectors that were being written.
  sim::Tearing tearing = sim::Tearing::OldAndNew;

  bool operator==(const DiskPlan&) const = default;
};

/// What the heal does for a device.
enum class Healing : std::uint8_t {
  /// All its faults end.
  Healed,
  /// What is wrong with it then stays wrong for good. The others have to do without it; what it
  /// owes
  /// cannot arrive, and is not held against the engine.
  LeftBroken,
};

struct DevicePlan {
  std::string name;
  std::string group;
  std::vector<std::string> scopes;
  ClockPlan clock;
  LinkPlan link;
  DiskPlan disk;
  Healing healing = Healing::Healed;

  bool operator==(const DevicePlan&) const = default;
};

struct PlannedOperation {
  Instant at{};
  /// Index into `Plan::devices`.
  std::uint32_t device = 0;
  engine::Operation operation;

  bool operator==(const PlannedOperation&) const = default;
};

/// Which devices a fault strikes: one, or the server.
constexpr std::uint32_t kServerTarget = 0xFFFF'FFFF;

struct PlannedFault {
  /// A name from the table in `faults/`.
  std::string kind;
  /// Index into `Plan::devices`, or kServerTarget.
  std::uint32_t target = 0;
  Instant begin{};
  /// Absent for what has no end (a clock step, a collection of tombstones) and for what lasts until
  /// the heal.
  std::optional<Instant> end;
  faults::Parameters parameters;

  bool operator==(const PlannedFault&) const = default;
};

/// What a scenario asks of the system, before what the system promises and what the harness would
/// ask otherwise (scenarios/properties/bounds.h).
struct Expectations {
  /// How long after the heal pending work may take to drain.
  std::optional<Duration> drain_within;

  bool operator==(const Expectations&) const = default;
};

struct Plan {
  std::string scenario;
  std::uint64_t seed = 0;
  /// The true wall time at the start of the world.
  WallTime start{};
  /// How events of one instant are ordered.
  sim::Ties ties = sim::Ties::Scheduled;
  /// From the start to the heal.
  Duration chaos{};
  /// From the heal to the judges.
  Duration quiet{};
  Duration metrics_every = 1h;
  engine::Policies policies;
  ClockPlan server_clock;
  DiskPlan server_disk;
  std::vector<DevicePlan> devices;
  /// Recordings that faults replay: a fault's parameter is the index of one.
  std::vector<sim::LinkTrace> traces;
  /// In the order of their instants; equal instants in the order of the list.
  std::vector<PlannedOperation> operations;
  /// The same.
  std::vector<PlannedFault> faults;
  ReadDensity reads;
  Expectations expectations;

  bool operator==(const Plan&) const = default;
};

}  // namespace storm::scenarios
