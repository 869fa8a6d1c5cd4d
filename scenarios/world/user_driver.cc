#include "scenarios/world/user_driver.h"

#include <utility>

namespace storm::scenarios {

UserDriver::UserDriver(World& world, const Plan& plan, Observer observer)
    : world_(world), plan_(plan), observer_(std::move(observer)) {
  schedule_next();
}

UserDriver::~UserDriver() {
  if (queued()) world_.kernel().cancel(*this);
}

void UserDriver::schedule_next() {
  if (next_ < plan_.operations.size()) {
    world_.kernel().schedule(*this, plan_.operations[next_].at);
  }
}

void UserDriver::run() {
  const PlannedOperation& planned = plan_.operations[next_++];
  world_.kernel().trace(sim::TraceKind::Harness, World::node_of(planned.device),
                        static_cast<std::uint64_t>(planned.operation.id));
  world_.replica(planned.device).perform(planned);
  observer_(planned.device);
  schedule_next();
}

}  // namespace storm::scenarios
