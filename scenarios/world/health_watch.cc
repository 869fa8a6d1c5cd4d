#include "scenarios/world/health_watch.h"

namespace storm::scenarios {

namespace {

/// A reported success is matched with the response that it speaks of; the engine may have stored
/// what came before it told anybody.
constexpr Duration kReportDelayMax = 2min;

/// A dashboard makes no difference between "never" and "not known": it has no sample for either.
std::optional<WallTime> moment_of(const std::optional<engine::LastTime>& time) {
  return time ? time->at : std::nullopt;
}

}  // namespace

HealthWatch::HealthWatch(World& world, const Plan& plan, const FaultDriver& faults,
                         metrics::SyncHealth& health)
    : world_(world), plan_(plan), faults_(faults), health_(health) {
  for (const DevicePlan& device : plan_.devices) health_.add_device(device.name, device.group);
  world_.kernel().schedule(*this, world_.kernel().now() + plan_.metrics_every);
}

HealthWatch::~HealthWatch() {
  if (queued()) world_.kernel().cancel(*this);
}

std::optional<engine::Status> HealthWatch::look_at(std::uint32_t device) {
  engine::Replica* replica = world_.replica(device).usable();
  if (replica == nullptr) return std::nullopt;
  engine::Status status = replica->status();
  const LedgerKeeper& keeper = world_.keeper();
  const std::uint64_t truly_pending = keeper.truly_pending(device);
  world_.stream().tell(
      world_.kernel().now(),
      StatusShown{.device = device,
                  .status = status,
                  .truly_pending = truly_pending,
                  // Counted only where it may matter: it means a walk over all that is pending.
                  .accepted_just_now = status.pending && *status.pending < truly_pending
                                           ? keeper.accepted_just_now(device)
                                           : 0});
  return status;
}

Duration HealthWatch::pull_lag(std::uint32_t device, const engine::Status& status) {
  // What was on the server before the response that the reported success speaks of can have been
  // seen; the oldest change after it is how far the replica is behind.
  Instant seen{};
  if (status.last_success && status.last_success->at) {
    const WallTime success = *status.last_success->at;
    const auto& responses = world_.replica(device).responses();
    for (auto moment = responses.rbegin(); moment != responses.rend(); ++moment) {
      if (moment->wall <= success && success - moment->wall <= kReportDelayMax) {
        seen = moment->at;
        break;
      }
    }
  }
  const auto first =
      world_.keeper().first_landed_after(world_.replica(device).identity().scopes, seen);
  return first ? world_.kernel().now() - *first : Duration::zero();
}

void HealthWatch::sample_device(std::uint32_t device) {
  const std::optional<engine::Status> shown = look_at(device);
  ReplicaTenant& tenant = world_.replica(device);
  sim::Machine& machine = tenant.machine();
  world_.kernel().trace(sim::TraceKind::Disk, machine.id(), machine.disk().digest());
  if (!shown) return;
  const engine::Status& status = *shown;
  const Instant now = world_.kernel().now();
  const auto oldest = world_.keeper().oldest_pending(device);
  const sim::Traffic& traffic = world_.network().traffic(machine.id());
  health_.sample_device(device, now,
                        {.online = world_.network().reachable(machine.id(), World::kServerNode),
                         .pending_operations = status.pending,
                         .oldest_pending_age = oldest ? now - *oldest : Duration::zero(),
                         .pull_lag = pull_lag(device, status),
                         .conflicts = status.conflicts,
                         .retries = status.retries,
                         .failed_operations = status.failed,
                         .last_success = moment_of(status.last_success),
                         .last_attempt = moment_of(status.last_attempt),
                         .sent_bytes = traffic.bytes_sent,
                         .received_bytes = traffic.bytes_received,
                         .storage_bytes = machine.disk().used_bytes(),
                         .clock_offset = machine.clock().error()});
}

std::uint32_t HealthWatch::devices_online() const {
  std::uint32_t online = 0;
  for (std::uint32_t device = 0; device < world_.devices(); ++device) {
    if (world_.network().reachable(World::node_of(device), World::kServerNode)) ++online;
  }
  return online;
}

void HealthWatch::run() {
  std::uint64_t drained = 0;
  for (std::uint32_t device = 0; device < world_.devices(); ++device) {
    sample_device(device);
    if (world_.keeper().truly_pending(device) == 0) ++drained;
  }
  world_.kernel().trace(sim::TraceKind::Disk, World::kServerNode,
                        world_.machine(kServerTarget).disk().digest());
  health_.sample_world(world_.kernel().now(), {.online_replicas = devices_online(),
                                               .caught_up_replicas = drained,
                                               .events = world_.kernel().events_run(),
                                               .active_faults = faults_.active()});
  world_.kernel().schedule(*this, world_.kernel().now() + plan_.metrics_every);
}

}  // namespace storm::scenarios
