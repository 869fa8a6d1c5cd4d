#include "scenarios/world/onlookers.h"

#include "scenarios/ledger/observation.h"

namespace storm::scenarios {

Onlookers::Onlookers(World& world, const Plan& plan)
    : world_(world), reads_(plan.reads), round_(world, plan.reads.snapshots_every) {
  for (std::uint32_t i = 0; i < plan.devices.size(); ++i) glances_.emplace_back(world, i);
  world_.kernel().add_observer(*this);
  world_.kernel().schedule(round_, world_.kernel().now() + reads_.snapshots_every);
}

Onlookers::~Onlookers() {
  world_.kernel().remove_observer(*this);
  for (Glance& glance : glances_) {
    if (glance.queued()) world_.kernel().cancel(glance);
  }
  if (round_.queued()) world_.kernel().cancel(round_);
}

void Onlookers::saw(const sim::MessageSighting& message) {
  if (!brings_answer(message) || message.to == World::kServerNode) return;
  if (reads_.after_exchanges == 0) return;
  const std::uint32_t device = to_index(message.to) - 1;
  Glance& glance = glances_[device];
  if (glance.queued()) return;
  const NewestLanding* newest = world_.keeper().newest_landing_for(device);
  if (newest == nullptr || newest->at <= glance.seen) return;
  glance.seen = newest->at;
  if (++glance.news % reads_.after_exchanges != 0) return;
  glance.document = newest->entry->operation.document;
  world_.kernel().schedule(glance, world_.kernel().now() + kGlanceAfter);
}

void Onlookers::Round::run() {
  for (std::uint32_t i = 0; i < world_.devices(); ++i) {
    world_.replica(i).look_around(Occasion::Look, nullptr);
  }
  world_.kernel().schedule(*this, world_.kernel().now() + every_);
}

}  // namespace storm::scenarios
