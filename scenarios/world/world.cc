#include "scenarios/world/world.h"

#include <string>
#include <utility>

#include "sim/sqlite_setup.h"

namespace storm::scenarios {

namespace {

/// A data centre's link: what a client sees of the way is its own link.
constexpr sim::LinkQuality kServerLink{.latency = 1ms,
                                       .jitter = Duration::zero(),
                                       .loss = {},
                                       .duplication = {},
                                       .reordering = {},
                                       .bytes_per_second = 0};

sim::DeviceClock::Error clock_error(const ClockPlan& plan) {
  return {.offset = plan.offset, .drift_ppb = plan.drift_ppb};
}

sim::LinkQuality link_quality(const LinkPlan& plan) {
  return {.latency = plan.latency,
          .jitter = plan.jitter,
          .loss = plan.loss,
          .duplication = plan.duplication,
          .reordering = plan.reordering,
          .bytes_per_second = plan.bytes_per_second};
}

/// The devices of a group stand together, and apart from the server whatever the group is called.
std::string site_of(const DevicePlan& device) { return "group " + device.group; }

sim::Disk::Options disk_options(const DiskPlan& plan) {
  sim::Disk::Options options;
  options.capacity_bytes = plan.capacity_bytes;
  options.sync_latency = plan.sync_latency;
  options.tearing = plan.tearing;
  return options;
}

}  // namespace

World::World(const Plan& plan, const engine::System& system, sim::TraceSink* sink)
    : policies_(plan.policies),
      kernel_(sim::Seed(plan.seed).fork("world"), plan.ties),
      network_(kernel_),
      knowledge_(plan),
      keeper_(kernel_, plan, stream_, knowledge_) {
  kernel_.fingerprint().set_sink(sink);
  // What can be known is counted before anybody hears of what carried it.
  kernel_.add_observer(knowledge_);
  kernel_.add_observer(watch_);
  sim::Machine& server_machine = add_machine(kServerNode, {.name = "server",
                                                           .site = "server",
                                                           .start = plan.start,
                                                           .clock = clock_error(plan.server_clock),
                                                           .link = kServerLink,
                                                           .disk = disk_options(plan.server_disk)});
  sim::seed_sqlite(kernel_.seed().fork("sqlite").value());
  server_ = std::make_unique<ServerTenant>(server_machine, system, policies_, keeper_,
                                           authority_after(plan.devices.size()), stream_);
  for (std::uint32_t i = 0; i < plan.devices.size(); ++i) {
    const DevicePlan& device = plan.devices[i];
    sim::Machine& machine = add_machine(node_of(i), {.name = device.name,
                                                     .site = site_of(device),
                                                     .start = plan.start,
                                                     .clock = clock_error(device.clock),
                                                     .link = link_quality(device.link),
                                                     .disk = disk_options(device.disk)});
    replicas_.push_back(std::make_unique<ReplicaTenant>(
        machine, i, system,
        engine::Identity{.name = device.name, .scopes = device.scopes, .server = kServerNode},
        policies_, keeper_, stream_, plan.reads));
  }
}

World::~World() {
  // Machines first: killing them destroys the coroutines that refer to what lives on them.
  for (const auto& machine : machines_) {
    if (machine->on()) machine->power_off();
  }
}

void World::MachineWatch::saw(const sim::MessageSighting& message) {
  if (brings_answer(message) && message.to != kServerNode) {
    world_.replica(to_index(message.to) - 1).note_response();
  }
  if (!world_.stream_.wanted<MessageSeen>()) return;
  const NodeId where = message.stage == sim::MessageStage::Arrived ? message.to : message.from;
  world_.stream_.tell(
      message.at,
      MessageSeen{.message = message, .wall = world_.machines_[to_index(where)]->clock().wall()});
}

void World::MachineWatch::saw(const sim::PowerSighting& power) {
  const PartyId party = party_at(power.node, world_.devices());
  if (power.change == sim::PowerChange::Boot) {
    world_.stream_.tell(power.at,
                        PartyBooted{.party = party, .lifeline = world_.knowledge_.lifeline(party)});
  } else if (power.change == sim::PowerChange::Kill) {
    world_.stream_.tell(power.at, PartyEnded{.party = party});
  }
}

sim::Machine& World::add_machine(NodeId node, sim::Machine::Options options) {
  machines_.push_back(std::make_unique<sim::Machine>(kernel_, network_, node, std::move(options)));
  return *machines_.back();
}

sim::Machine& World::machine(std::uint32_t target) {
  return target == kServerTarget ? *machines_.front() : *machines_[target + 1];
}

void World::boot() {
  for (const auto& machine : machines_) machine->boot();
}

}  // namespace storm::scenarios
