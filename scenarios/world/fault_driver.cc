#include "scenarios/world/fault_driver.h"

#include <algorithm>
#include <optional>

#include "engine/env/assertion.h"
#include "faults/fault_catalogue.h"

namespace storm::scenarios {

namespace {

const faults::FaultKind& kind_of(const PlannedFault& planned) {
  const faults::FaultKind* kind = faults::find_fault_kind(planned.kind);
  STORM_ASSERT(kind != nullptr);
  return *kind;
}

/// A fault's stream hangs on what it is and on whom, not on places in lists, so that deleting
/// another fault or another device leaves it as it was.
sim::Seed seed_of(World& world, const PlannedFault& planned) {
  return world.kernel()
      .seed()
      .fork("fault")
      .fork(planned.kind)
      .fork(world.machine(planned.target).name())
      .fork(static_cast<std::uint64_t>(planned.begin.time_since_epoch().count()));
}

/// The device that `target` is likened to: the one before it in its group, else the first other.
sim::Machine* sibling_of(World& world, const Plan& plan, std::uint32_t target) {
  if (target == kServerTarget || plan.devices.size() < 2) return nullptr;
  std::uint32_t sibling = target == 0 ? 1 : 0;
  for (std::uint32_t other = 0; other < plan.devices.size(); ++other) {
    const bool alike = other != target && plan.devices[other].group == plan.devices[target].group;
    if (alike && (other < target || plan.devices[sibling].group != plan.devices[target].group)) {
      sibling = other;
    }
  }
  return &world.machine(sibling);
}

}  // namespace

FaultDriver::FaultRun::FaultRun(FaultDriver& driver, const PlannedFault& planned)
    : driver_(driver),
      planned_(planned),
      kind_(kind_of(planned)),
      random_(seed_of(driver.world_, planned)),
      port_{.machine = driver.world_.machine(planned.target),
            .network = driver.world_.network(),
            .administration = driver.world_.server(),
            .sibling = sibling_of(driver.world_, driver.plan_, planned.target),
            .random = random_,
            .traces = driver_.plan_.traces} {}

void FaultDriver::FaultRun::run() {
  sim::Kernel& kernel = driver_.world_.kernel();
  if (active_ && kernel.now() != planned_.end) {
    step();
    return;
  }
  kernel.trace(sim::TraceKind::Harness, port_.machine.id(), active_ ? 2 : 1);
  if (active_) {
    end();
    return;
  }
  ++driver_.begun_;
  const bool lasts = kind_.extent != faults::Extent::Instant;
  doubt_store(lasts ? metrics::FaultStage::Begun : metrics::FaultStage::Struck);
  tell(lasts ? metrics::FaultStage::Begun : metrics::FaultStage::Struck);
  kind_.begin(port_, planned_.parameters);
  if (!lasts) return;
  active_ = true;
  ++driver_.active_[planned_.kind];
  step();
}

void FaultDriver::FaultRun::step() {
  sim::Kernel& kernel = driver_.world_.kernel();
  std::optional<Instant> next = planned_.end;
  if (kind_.step != nullptr) {
    const Duration pause = kind_.step(port_, planned_.parameters);
    const Instant again = kernel.now() + pause;
    if (pause > Duration::zero()) next = next ? std::min(*next, again) : again;
  }
  if (next) kernel.schedule(*this, *next);
}

PartyId FaultDriver::FaultRun::party() const {
  return planned_.target == kServerTarget ? driver_.world_.authority() : PartyId{planned_.target};
}

void FaultDriver::FaultRun::doubt_store(metrics::FaultStage stage) {
  // What costs users work does so by what it does to a store.
  if (kind_.damage == faults::Damage::None) return;
  Knowledge& knowledge = driver_.world_.knowledge();
  switch (stage) {
    case metrics::FaultStage::Struck:
      knowledge.store_struck(party());
      break;
    case metrics::FaultStage::Begun:
      knowledge.store_in_doubt(party());
      break;
    case metrics::FaultStage::Ended:
      knowledge.store_trusted(party());
      break;
  }
}

void FaultDriver::FaultRun::tell(metrics::FaultStage stage) {
  driver_.world_.stream().tell(
      driver_.world_.kernel().now(),
      FaultEdge{.fault = planned_,
                .index = static_cast<std::size_t>(&planned_ - driver_.plan_.faults.data()),
                .party = party(),
                .stage = stage});
}

void FaultDriver::FaultRun::end() {
  STORM_ASSERT(active_);
  active_ = false;
  --driver_.active_[planned_.kind];
  doubt_store(metrics::FaultStage::Ended);
  tell(metrics::FaultStage::Ended);
  kind_.end(port_, planned_.parameters);
}

FaultDriver::FaultDriver(World& world, const Plan& plan) : world_(world), plan_(plan) {
  for (const PlannedFault& planned : plan.faults) {
    FaultRun& run = runs_.emplace_back(*this, planned);
    world_.kernel().schedule(run, planned.begin);
  }
}

FaultDriver::~FaultDriver() {
  for (FaultRun& run : runs_) {
    if (run.queued()) world_.kernel().cancel(run);
  }
}

void FaultDriver::heal() {
  for (FaultRun& run : runs_) {
    if (run.queued()) world_.kernel().cancel(run);
    const bool stays =
        run.target() != kServerTarget && plan_.devices[run.target()].healing == Healing::LeftBroken;
    if (run.active() && !stays) run.end();
  }
}

bool FaultDriver::left_broken(std::uint32_t device) const {
  return std::ranges::any_of(
      runs_, [device](const FaultRun& run) { return run.active() && run.target() == device; });
}

}  // namespace storm::scenarios
