#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/env/time.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// Shows on standard error where a run stands: one line that is drawn over and over on a terminal,
/// and elsewhere a line now and then.
class ProgressLine final {
 public:
  /// `start` is the true wall time of the simulated world's beginning.
  explicit ProgressLine(WallTime start);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Takes the line off the terminal.
  ~ProgressLine();

  void show(const scenarios::RunProgress& progress);

 private:
  using RealClock = std::chrono::steady_clock;

  WallTime start_;
  bool terminal_;
  bool drawn_ = false;
  RealClock::time_point next_;
};

/// `2026-03-13 10:31`
std::string date_text(WallTime time);

}  // namespace storm::ci
