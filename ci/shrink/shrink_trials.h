#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ci/machine/worker_pool.h"
#include "engine/system.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"
#include "scenarios/search/failure_mark.h"
#include "scenarios/search/shrink.h"

namespace storm::ci {

/// What became of one plan's world in a process of its own.
struct TrialRun {
  /// In the order in which they were judged; of a process that did not live to be judged, one that
  /// says so (`kCrashOrHang`).
  std::vector<scenarios::FailureMark> marks;
  /// For each mark the first violation, as far as the shrinker wants to know it.
  std::vector<scenarios::Violation> violations;
  /// Empty when the process died.
  std::string fingerprint;

  /// The violation of that mark, or null.
  const scenarios::Violation* violation_of(const scenarios::FailureMark& mark) const;
};

/// Runs worlds for the shrinker, each in a process of its own: an engine that crashes, hangs or
/// eats memory there is an outcome, accepted only if the failure to be kept is the same.
class ForkedTrials final : public scenarios::Trials {
 public:
  using RealClock = std::chrono::steady_clock;

  struct Options {
    const engine::System* system = nullptr;
    scenarios::FailureMark mark;
    std::uint32_t jobs = 1;
    RealClock::time_point deadline;
    /// For each world.
    WorkerLimits limits;
    /// Asked between worlds; may be empty.
    std::function<bool()> stopped;
    /// Called after each world with the number of worlds so far; may be empty.
    std::function<void(std::uint64_t)> tried;
  };

  explicit ForkedTrials(Options options) : options_(std::move(options)) {}

  /// The same answer whatever the number of jobs: candidates after the first that fails do not
  /// count.
  std::optional<std::size_t> first_failing(
      std::size_t count, const std::function<scenarios::Plan(std::size_t)>& candidate) override;
  bool over() const override;
  /// Worlds that counted.
  std::uint64_t tries() const { return tries_; }

 private:
  bool stopped() const { return options_.stopped && options_.stopped(); }

  Options options_;
  std::uint64_t tries_ = 0;
};

/// Runs one plan in a process of its own. Empty when StopOnSignal was asked to stop meanwhile.
TrialRun try_plan(const engine::System& system, const scenarios::Plan& plan,
                  const WorkerLimits& limits);

}  // namespace storm::ci
