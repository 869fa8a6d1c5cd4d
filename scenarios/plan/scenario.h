#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/time.h"
#include "engine/system.h"
#include "scenarios/plan/place.h"
#include "scenarios/plan/read_density.h"
#include "sim/link_trace.h"
#include "sim/tearing.h"
#include "sim/ties.h"

namespace storm::scenarios {

/// A scenario as its file says it: who exists, what users do, what goes wrong, which policies, what
/// must hold. It may contain ranges, which a seed decides when a planner makes a plan of it. What
/// the members mean to an author stands in scenarios/README.md. Only the reader makes one, and it
/// checks what is said here about the members.

/// Both ends are possible. Requires: low <= high.
template <class T>
struct Range {
  T low{};
  T high{};

  bool operator==(const Range&) const = default;
};

using DurationRange = Range<Duration>;
using CountRange = Range<std::int64_t>;

struct ClockSpec {
  DurationRange offset;
  CountRange drift_ppb;
};

/// Probabilities are in parts per million.
struct LinkSpec {
  DurationRange latency{40ms, 40ms};
  DurationRange jitter{20ms, 20ms};
  CountRange loss_ppm;
  CountRange duplication_ppm;
  CountRange reordering_ppm;
  CountRange bytes_per_second;
};

struct DiskSpec {
  CountRange capacity_bytes{64 << 20, 64 << 20};
  DurationRange sync_latency{2ms, 2ms};
  sim::Tearing tearing = sim::Tearing::OldAndNew;
};

enum class ScopeKind : std::uint8_t { Own, Team, Company };

/// What documents there are and who shares them.
struct ScopesSpec {
  /// Every device has a scope of its own.
  std::int64_t own_documents = 3;
  /// Devices are dealt to teams in turn, over all groups.
  std::int64_t teams = 0;
  std::int64_t team_documents = 12;
  /// Everybody shares these. None: there is no such scope.
  std::int64_t company_documents = 0;
  /// When the first documents have been made.
  Duration created_within = 1h;
};

struct GroupSpec {
  std::string name;
  Place place;
  /// At least one.
  std::int64_t devices = 0;
  /// Without repetition; Team only if there are teams, Company only if it has documents.
  std::vector<ScopeKind> scopes;
  ClockSpec clock;
  LinkSpec link;
  DiskSpec disk;
};

struct ServerSpec {
  ClockSpec clock;
  DiskSpec disk;
};

enum class Rhythm : std::uint8_t { Flat, OfficeHours };

/// How often users do what, relative to each other. At least one is not zero.
struct Mix {
  std::int64_t create_own = 0;
  std::int64_t create_shared = 0;
  std::int64_t edit_own = 0;
  std::int64_t edit_shared = 0;
  std::int64_t increment = 0;
  std::int64_t remove = 0;
};

/// What the users of a group's devices do.
struct WorkloadSpec {
  /// The name of a group.
  std::string group;
  Place place;
  /// For each device.
  CountRange operations;
  /// from < until <= duration.
  Duration from{};
  Duration until{};
  Rhythm rhythm = Rhythm::OfficeHours;
  Mix mix;
};

/// What goes wrong, once or again and again, on each device that it is on.
struct FaultSpec {
  /// The name of a fault kind.
  std::string kind;
  /// The name of a group; empty means the server.
  std::string group;
  Place place;
  /// On how many of the group's devices; those that the seed picks.
  std::int64_t how_many = 0;
  DurationRange from;
  /// At most one of the two. Neither: until the heal, for a kind that lasts.
  std::optional<DurationRange> lasts;
  std::optional<DurationRange> until;
  /// Longer than it lasts.
  std::optional<Duration> every;
  /// At most so often. Absent: until the heal.
  std::optional<std::int64_t> times;
  /// All parameters of the kind, with their defaults.
  std::map<std::string, CountRange, std::less<>> parameters;
};

/// What goes wrong by chance, and which kinds of operations there are: see `swarm.h`.
struct ChaosSpec {
  Place place;
  /// Names of `swarm_kinds()`, in their order.
  std::vector<std::string> kinds;
  /// Names of groups, and "server".
  std::vector<std::string> on;
  /// from < until <= duration. Every fault has ended by then.
  Duration from{};
  Duration until{};
  DurationRange lasts{1min, 6h};
  /// For each machine and kind that is on.
  CountRange strikes{0, 3};
  /// How likely a seed switches a kind on, in parts per million.
  std::int64_t kinds_on_ppm = 500'000;
  std::int64_t operations_on_ppm = 750'000;
};

/// A workload that people really did, to be given as a file on the command line.
struct RecordingSpec {
  /// The name of a group with one device for each writer.
  std::string group;
  Place place;
  Duration from{};
  Duration until{};
  Rhythm rhythm = Rhythm::OfficeHours;
  /// An edit is saved after so many characters in one paragraph, at the latest.
  std::int64_t save_after = 0;
};

/// What the heal reaches.
enum class Heal : std::uint8_t {
  Everything,
  /// All but some devices, which the seed leaves broken for good.
  Core,
};

struct Scenario {
  std::string name;
  std::string says;
  /// Row ids of FEATURES.
  std::vector<std::string> covers;
  WallTime start{};
  /// From the start to the heal; from the heal to the judges.
  Duration duration{};
  Duration quiet{};
  sim::Ties ties = sim::Ties::Scheduled;
  Heal heal = Heal::Everything;
  engine::Policies policies;
  ScopesSpec scopes;
  ServerSpec server;
  /// At least one; names differ.
  std::vector<GroupSpec> groups;
  std::vector<WorkloadSpec> workloads;
  /// Recordings that faults replay. Names differ.
  std::vector<sim::LinkTrace> traces;
  std::vector<FaultSpec> faults;
  std::optional<ChaosSpec> chaos;
  std::optional<RecordingSpec> recording;
  /// Absent: the scenario asks for nothing of its own.
  std::optional<Duration> drain_within;
  ReadDensity reads;
  Duration metrics_every = 1h;
};

}  // namespace storm::scenarios
