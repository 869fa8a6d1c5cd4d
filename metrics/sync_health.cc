#include "metrics/sync_health.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::metrics {
namespace {

constexpr std::uint32_t kNanosecondDecimals = 9;

std::int64_t count(std::uint64_t value) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(value, kMax));
}

std::optional<std::int64_t> count(std::optional<std::uint64_t> value) {
  if (!value) return std::nullopt;
  return count(*value);
}

std::optional<std::int64_t> time_stamp(const std::optional<WallTime>& time) {
  if (!time) return std::nullopt;
  return time->time_since_epoch().count();
}

/// A family together with where its value comes from. No value, no sample.
template <class Health>
struct Row {
  std::string_view name;
  MetricType type = MetricType::Gauge;
  std::string_view unit;
  std::string_view help;
  std::uint32_t decimals = 0;
  std::optional<std::int64_t> (*value)(const Health& health) = nullptr;
};

using Value = std::optional<std::int64_t>;
using DeviceRow = Row<DeviceHealth>;
using WorldRow = Row<WorldHealth>;
using enum MetricType;

const std::array kDeviceRows{
    DeviceRow{"sync_replica_online", Gauge, "", "Whether the device can reach the server.", 0,
              [](const DeviceHealth& h) -> Value { return h.online ? 1 : 0; }},
    DeviceRow{"sync_outbox_pending_operations", Gauge, "operations",
              "Operations accepted from the user and not yet known to be on the server.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.pending_operations); }},
    DeviceRow{"sync_outbox_oldest_age_seconds", Gauge, "seconds",
              "Age of the oldest pending operation.", kNanosecondDecimals,
              [](const DeviceHealth& h) -> Value { return h.oldest_pending_age.count(); }},
    DeviceRow{"sync_replication_lag_seconds", Gauge, "seconds",
              "Age of the oldest change on the server that the replica has not applied.",
              kNanosecondDecimals,
              [](const DeviceHealth& h) -> Value { return h.pull_lag.count(); }},
    DeviceRow{"sync_replication_lag_operations", Gauge, "operations",
              "Changes on the server that the replica has not applied.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.pull_lag_operations); }},
    DeviceRow{"sync_conflicts", Counter, "", "Conflicts decided on the replica or told to it.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.conflicts); }},
    DeviceRow{"sync_retries", Counter, "", "Requests made again after a failure.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.retries); }},
    DeviceRow{"sync_failed_operations", Counter, "operations",
              "Operations given up and reported to the user.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.failed_operations); }},
    DeviceRow{"sync_last_success_timestamp_seconds", Gauge, "seconds",
              "End of the last complete exchange, by the device's own clock.", kNanosecondDecimals,
              [](const DeviceHealth& h) { return time_stamp(h.last_success); }},
    DeviceRow{"sync_last_attempt_timestamp_seconds", Gauge, "seconds",
              "Start of the last attempt at an exchange, by the device's own clock.",
              kNanosecondDecimals,
              [](const DeviceHealth& h) { return time_stamp(h.last_attempt); }},
    DeviceRow{"sync_sent_bytes", Counter, "bytes", "Bytes that the device handed to its link.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.sent_bytes); }},
    DeviceRow{"sync_received_bytes", Counter, "bytes", "Bytes that reached the device.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.received_bytes); }},
    DeviceRow{"sync_storage_bytes", Gauge, "bytes", "Bytes that the replica's files take up.", 0,
              [](const DeviceHealth& h) -> Value { return count(h.storage_bytes); }},
    DeviceRow{"syncstorm_clock_offset_seconds", Gauge, "seconds",
              "The device's wall clock minus true time.", kNanosecondDecimals,
              [](const DeviceHealth& h) -> Value { return h.clock_offset.count(); }},
};

const std::array kWorldRows{
    WorldRow{"syncstorm_online_replicas", Gauge, "", "Replicas that can reach the server.", 0,
             [](const WorldHealth& h) -> Value { return count(h.online_replicas); }},
    WorldRow{"syncstorm_caught_up_replicas", Gauge, "",
             "Replicas with nothing to push and nothing to pull.", 0,
             [](const WorldHealth& h) -> Value { return count(h.caught_up_replicas); }},
    WorldRow{"syncstorm_divergent_replicas", Gauge, "",
             "Replicas whose state differs from the server's.", 0,
             [](const WorldHealth& h) -> Value { return count(h.divergent_replicas); }},
    WorldRow{"syncstorm_events", Counter, "", "Events that the simulator has run.", 0,
             [](const WorldHealth& h) -> Value { return count(h.events); }},
};

template <class Health>
Family family_of(const Row<Health>& row) {
  return {.name = std::string(row.name),
          .type = row.type,
          .unit = std::string(row.unit),
          .help = std::string(row.help),
          .decimals = row.decimals};
}

}  // namespace

SyncHealth::SyncHealth(RunLabels run, WallTime start) : run_(std::move(run)), text_(start) {
  const FamilyId info = text_.add_family(
      {.name = "syncstorm", .type = Info, .unit = {}, .help = "The run that was simulated."});
  info_ = text_.add_series(info, {{"version", run_.version},
                                  {"scenario", run_.scenario},
                                  {"seed", std::to_string(run_.seed)},
                                  {"engine", run_.engine}});
  for (const DeviceRow& row : kDeviceRows) {
    device_families_.push_back(text_.add_family(family_of(row)));
  }
  for (const WorldRow& row : kWorldRows) {
    const FamilyId family = text_.add_family(family_of(row));
    world_series_.push_back(text_.add_series(family, {{"scenario", run_.scenario}}));
  }
  fault_family_ = text_.add_family(
      {.name = "syncstorm_active_faults", .unit = {}, .help = "Faults under way, by kind."});
  convergence_family_ =
      text_.add_family({.name = "syncstorm_convergence_seconds",
                        .unit = "seconds",
                        .help = "Time from the heal until all replicas and the server agreed.",
                        .decimals = kNanosecondDecimals});
  violation_family_ = text_.add_family({.name = "syncstorm_property_violations",
                                        .type = Counter,
                                        .unit = {},
                                        .help = "Violations found when the run was judged."});
}

std::uint32_t SyncHealth::add_device(const std::string& name, const std::string& group) {
  std::vector<SeriesId> series;
  series.reserve(device_families_.size());
  for (const FamilyId family : device_families_) {
    series.push_back(text_.add_series(
        family, {{"scenario", run_.scenario}, {"replica", name}, {"group", group}}));
  }
  device_series_.push_back(std::move(series));
  return static_cast<std::uint32_t>(device_series_.size() - 1);
}

void SyncHealth::sample_device(std::uint32_t device, Instant at, const DeviceHealth& health) {
  STORM_ASSERT(device < device_series_.size());
  const std::vector<SeriesId>& series = device_series_[device];
  for (std::size_t i = 0; i < kDeviceRows.size(); ++i) {
    if (const Value value = kDeviceRows[i].value(health)) text_.append(series[i], at, *value);
  }
}

void SyncHealth::sample_world(Instant at, const WorldHealth& health) {
  text_.append(info_, at, 1);
  for (std::size_t i = 0; i < kWorldRows.size(); ++i) {
    if (const Value value = kWorldRows[i].value(health)) text_.append(world_series_[i], at, *value);
  }
  for (const auto& [fault, active] : health.active_faults) {
    if (fault_series_.contains(fault)) continue;
    const SeriesId id =
        text_.add_series(fault_family_, {{"scenario", run_.scenario}, {"fault", fault}});
    fault_series_.emplace(fault, id);
  }
  // A fault that is over is shown as zero from then on, not as a line that ends.
  for (const auto& [fault, id] : fault_series_) {
    const auto active = health.active_faults.find(fault);
    text_.append(id, at, active == health.active_faults.end() ? 0 : count(active->second));
  }
}

void SyncHealth::set_convergence(Instant at, Duration after_heal) {
  const SeriesId id = text_.add_series(convergence_family_, {{"scenario", run_.scenario}});
  text_.append(id, at, after_heal.count());
}

void SyncHealth::set_violations(Instant at, const std::string& property, std::uint64_t violations) {
  const SeriesId id =
      text_.add_series(violation_family_, {{"scenario", run_.scenario}, {"property", property}});
  text_.append(id, at, count(violations));
}

}  // namespace storm::metrics
