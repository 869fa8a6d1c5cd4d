#pragma once

#include <cstddef>

#include "scenarios/plan/plan.h"
#include "scenarios/world/world.h"

namespace storm::scenarios {

/// Lets the users of a plan act when they are due. One event walks along the list: a month's
/// operations need not all wait in the queue.
class UserDriver final : public sim::Event {
 public:
  /// Is told of the device after each operation was begun.
  using Observer = std::function<void(std::uint32_t device)>;

  UserDriver(World& world, const Plan& plan, Observer observer);
  ~UserDriver() override;

  void run() override;

  std::size_t begun() const { return next_; }

 private:
  void schedule_next();

  World& world_;
  const Plan& plan_;
  Observer observer_;
  std::size_t next_ = 0;
};

}  // namespace storm::scenarios
