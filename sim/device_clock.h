#pragma once

#include <cstdint>
#include <set>

#include "engine/env/clock.h"
#include "sim/kernel.h"
#include "sim/process.h"

namespace storm::sim {

/// The clocks of one machine, wrong in their own way.
///
/// Wall time is true time plus an offset, runs fast or slow by a drift, can be stepped to anywhere,
/// and goes on while the machine is suspended, as a battery-backed real-time clock does. Monotonic
/// time starts at zero with each process, shares the drift (one crystal feeds both), never steps,
/// and stands still in suspend.
///
/// Leaves out: clock discipline (NTP slewing), time zones (wall time is UTC), leap seconds. A timer
/// keeps the true duration that it was armed with when the drift changes later; timers are exact
/// however coarse the readings are.
class DeviceClock final : public Clock {
 public:
  struct Error {
    Duration offset{};
    /// How much faster than true time, in parts per billion; negative for slower.
    std::int64_t drift_ppb = 0;
  };

  /// `start` is the true wall time at the beginning of the world.
  DeviceClock(Kernel& kernel, WallTime start, Error error);

  WallTime wall() const override;
  MonoTime monotonic() const override;
  TimerId arm(Duration delay, TimerCompletion completion) override;
  void finish_early(TimerId timer, boost::system::error_code error) override;

  /// Somebody sets the wall clock: it jumps by `by`, either way.
  void step(Duration by);
  /// The wall clock stands still, until thaw_wall() has been called as often. It then goes on from
  /// where it stood.
  void freeze_wall();
  void thaw_wall();
  /// Both clocks show multiples of `grain` only, rounded down, until refine() gives it back. The
  /// coarsest of several counts.
  void coarsen(Duration grain);
  void refine(Duration grain);
  void set_drift(std::int64_t drift_ppb);
  std::int64_t drift_ppb() const { return drift_ppb_; }
  /// Wall time minus true wall time, now.
  Duration error() const;

  /// A new process runs on the machine: timers go to it, and monotonic time begins anew.
  void attach(Process& process);
  void suspend();
  void resume();

 private:
  /// True time that passed, as the crystal counts it.
  Duration counted(Duration passed) const;
  void rebase();
  WallTime exact_wall() const;
  MonoTime exact_monotonic() const;
  Duration rounded(Duration time) const;

  Kernel& kernel_;
  WallTime start_;
  std::int64_t drift_ppb_;
  /// Both clocks run straight from what they showed at this instant.
  Instant base_at_{};
  WallTime wall_at_base_;
  MonoTime monotonic_at_base_{};
  bool suspended_ = false;
  std::uint32_t wall_frozen_ = 0;
  std::multiset<Duration> grains_;
  Process* process_ = nullptr;
};

}  // namespace storm::sim
