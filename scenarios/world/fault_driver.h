#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "faults/fault.h"
#include "scenarios/plan/plan.h"
#include "scenarios/world/world.h"
#include "sim/xoshiro.h"

namespace storm::scenarios {

/// Lets a plan's faults begin and end when they are due, and heals what is left.
class FaultDriver final {
 public:
  /// Requires: every kind of the plan's faults is in the table, and its parameters are complete.
  FaultDriver(World& world, const Plan& plan);
  FaultDriver(const FaultDriver&) = delete;
  FaultDriver& operator=(const FaultDriver&) = delete;
  ~FaultDriver();

  /// Ends every fault that lasts, except on devices that are to be left broken, and lets none begin
  /// from now on.
  void heal();
  /// Whether, after the heal, something is still wrong with the device.
  bool left_broken(std::uint32_t device) const;

  std::uint64_t begun() const { return begun_; }
  /// Faults under way, by kind; a kind that has begun once stays, with zero.
  const std::map<std::string, std::uint64_t>& active() const { return active_; }

 private:
  /// A planned fault and where it stands: queued for its begin, then for its steps and its end.
  class FaultRun final : public sim::Event {
   public:
    FaultRun(FaultDriver& driver, const PlannedFault& planned);
    void run() override;
    void end();
    bool active() const { return active_; }
    std::uint32_t target() const { return planned_.target; }
    PartyId party() const;

   private:
    void step();
    void tell(metrics::FaultStage stage);
    void doubt_store(metrics::FaultStage stage);

    FaultDriver& driver_;
    const PlannedFault& planned_;
    const faults::FaultKind& kind_;
    sim::Xoshiro random_;
    faults::Port port_;
    bool active_ = false;
  };

  World& world_;
  const Plan& plan_;
  std::deque<FaultRun> runs_;
  std::uint64_t begun_ = 0;
  std::map<std::string, std::uint64_t> active_;
};

}  // namespace storm::scenarios
