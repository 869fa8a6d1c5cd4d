#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "scenarios/plan/plan.h"
#include "scenarios/world/world.h"
#include "sim/event_queue.h"
#include "sim/observer.h"

namespace storm::scenarios {

/// Users who look at what they have (ReadDensity): at a document that others have changed, soon
/// after an exchange that can have brought it, and now and then at everything. What they do is part
/// of the run, whoever watches.
class Onlookers final : public sim::Observer {
 public:
  /// How long after an answer the user looks: an engine may store what came before it shows it.
  static constexpr Duration kGlanceAfter = 1s;

  Onlookers(World& world, const Plan& plan);
  ~Onlookers() override;

  void saw(const sim::MessageSighting& message) override;
  void saw(const sim::PowerSighting& /*power*/) override {}

 private:
  /// A user's next look at a document.
  class Glance final : public sim::Event {
   public:
    Glance(World& world, std::uint32_t device) : world_(world), device_(device) {}
    void run() override { world_.replica(device_).glance(document); }

    std::string document;
    /// When the change landed that the last look was for.
    Instant seen{};
    std::uint64_t news = 0;

   private:
    World& world_;
    std::uint32_t device_;
  };
  /// Everybody's look at everything.
  class Round final : public sim::Event {
   public:
    Round(World& world, Duration every) : world_(world), every_(every) {}
    void run() override;

   private:
    World& world_;
    Duration every_;
  };

  World& world_;
  const ReadDensity& reads_;
  std::deque<Glance> glances_;
  Round round_;
};

}  // namespace storm::scenarios
