#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "metrics/sync_health.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"
#include "scenarios/world/fault_driver.h"
#include "scenarios/world/world.h"

namespace storm::scenarios {

/// Looks at every device now and then: what it tells its user, beside the truth. Feeds the stream,
/// the metrics, and the fingerprint.
class HealthWatch final : public sim::Event {
 public:
  HealthWatch(World& world, const Plan& plan, const FaultDriver& faults,
              metrics::SyncHealth& health);
  ~HealthWatch() override;

  /// A round of samples of all devices, every `Plan::metrics_every`.
  void run() override;
  /// One device's status line, for the stream alone.
  /// Returns what it shows; nothing where there is nobody to ask.
  std::optional<engine::Status> look_at(std::uint32_t device);

  std::uint32_t devices_online() const;

 private:
  void sample_device(std::uint32_t device);
  Duration pull_lag(std::uint32_t device, const engine::Status& status);

  World& world_;
  const Plan& plan_;
  const FaultDriver& faults_;
  metrics::SyncHealth& health_;
};

}  // namespace storm::scenarios
