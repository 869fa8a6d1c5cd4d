#include "sim/kernel.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

Kernel::Kernel(Seed seed, Ties ties) : seed_(seed) {
  if (ties == Ties::Shuffled) ties_.emplace(seed.fork("ties"));
}

Kernel::~Kernel() {
  shutdown();
  destroy();
}

bool Kernel::run_one(Instant limit) {
  Event* event = queue_.pop(limit, ties_ ? &*ties_ : nullptr);
  if (event == nullptr) return false;
  STORM_ASSERT(event->at() >= now_);
  STORM_ASSERT(event->at() <= limit);
  now_ = event->at();
  ++events_run_;
  event->run();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  return true;
}

void Kernel::run_until(Instant limit) {
  while (run_one(limit)) {
  }
  if (now_ < limit) now_ = limit;
}

void Kernel::add_observer(Observer& observer) {
  STORM_ASSERT(std::ranges::find(observers_, &observer) == observers_.end());
  observers_.push_back(&observer);
}

void Kernel::remove_observer(Observer& observer) {
  STORM_ASSERT(std::ranges::find(observers_, &observer) != observers_.end());
  std::erase(observers_, &observer);
}

void Kernel::fail(std::exception_ptr failure) {
  STORM_ASSERT(failure != nullptr);
  if (!failure_) failure_ = std::move(failure);
}

}  // namespace storm::sim
