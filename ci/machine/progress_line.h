#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/env/time.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// Shows on standard error where a run stands: one line that is drawn over and over on a terminal,
/// and elsewhere a line now and then.
class ProgressLine final {
 public:
  ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Takes the line off the terminal.
  ~ProgressLine();

  /// The plan is being made: so many of the parts that it is made from have been looked at.
  void show_planning(std::size_t done, std::size_t all);
  /// The world runs. `start` is the true wall time of its beginning.
  void show(const scenarios::RunProgress& progress, WallTime start);

 private:
  using RealClock = std::chrono::steady_clock;

  /// Whether it is time to show something again.
  bool is_due();
  void draw(const std::string& text);

  bool terminal_;
  bool drawn_ = false;
  RealClock::time_point next_;
};

/// `2026-03-13 10:31`
std::string date_text(WallTime time);

}  // namespace storm::ci
