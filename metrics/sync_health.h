#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/time.h"
#include "metrics/open_metrics.h"

namespace storm::metrics {

/// How one replica does at one moment: what a device in production should expose of its engine.
/// Counters are since the replica's boot or its store's beginning, whichever the engine keeps. What
/// an engine does not say of itself is absent, and has no sample.
struct DeviceHealth {
  /// The device is on and can reach the server.
  bool online = false;
  /// Accepted here and not yet known to be on the server.
  std::optional<std::uint64_t> pending_operations;
  /// How long ago the oldest of these was accepted. Zero when there is none.
  Duration oldest_pending_age{};
  /// How long ago the oldest change was made durable on the server that this replica shares but
  /// has not applied. Zero when there is none.
  Duration pull_lag{};
  /// How many such changes there are.
  std::uint64_t pull_lag_operations = 0;
  std::optional<std::uint64_t> conflicts;
  std::optional<std::uint64_t> retries;
  std::optional<std::uint64_t> failed_operations;
  /// By the device's own wall clock, wrong as it is: so would production show them.
  std::optional<WallTime> last_success;
  std::optional<WallTime> last_attempt;
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t storage_bytes = 0;
  /// The device's wall clock minus true time. Only the simulator can know it.
  Duration clock_offset{};
};

/// How the world does at one moment: what only a simulator can know.
struct WorldHealth {
  std::uint64_t online_replicas = 0;
  /// Replicas with nothing to push and nothing to pull.
  std::uint64_t caught_up_replicas = 0;
  /// Replicas whose state differs from the server's in a scope that they share.
  std::uint64_t divergent_replicas = 0;
  std::uint64_t events = 0;
  /// Faults under way, by kind.
  std::map<std::string, std::uint64_t> active_faults;
};

/// What tells this run's series from those of another in one Prometheus.
struct RunLabels {
  std::string version;
  std::string scenario;
  std::uint64_t seed = 0;
  std::string engine;
};

/// Records sync health in simulated time and writes it as OpenMetrics text. Never changes a run: it
/// is handed plain numbers.
///
/// `sync_*` is what an engine should expose in production, so that dashboards and alerts carry
/// over; `syncstorm_*` is what only the simulator knows. Names: metrics/README.md.
class SyncHealth final {
 public:
  /// `start` is the true wall time at which the world starts.
  SyncHealth(RunLabels run, WallTime start);

  /// Makes a device known; samples name it by the index returned, which counts from zero.
  std::uint32_t add_device(const std::string& name, const std::string& group);

  /// Requires, here and below: later than the last sample of the same device (or world). A device
  /// that is off is not sampled: its series have a gap, as in production.
  void sample_device(std::uint32_t device, Instant at, const DeviceHealth& health);
  void sample_world(Instant at, const WorldHealth& health);
  /// States, once, how long after the heal all replicas and the server came to agree.
  void set_convergence(Instant at, Duration after_heal);
  /// States, once for each property, how often it was violated.
  void set_violations(Instant at, const std::string& property, std::uint64_t count);

  void write(std::ostream& out) const { text_.write(out); }
  std::uint64_t sample_count() const { return text_.sample_count(); }

 private:
  RunLabels run_;
  OpenMetrics text_;
  SeriesId info_{};
  std::vector<FamilyId> device_families_;
  std::vector<std::vector<SeriesId>> device_series_;
  std::vector<SeriesId> world_series_;
  FamilyId fault_family_{};
  std::map<std::string, SeriesId> fault_series_;
  FamilyId convergence_family_{};
  FamilyId violation_family_{};
};

}  // namespace storm::metrics
