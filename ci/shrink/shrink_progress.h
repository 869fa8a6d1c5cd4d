#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/search/plan_moves.h"

namespace storm::ci {

/// Shows on standard error what a shrinker is doing: one line that is drawn over and over on a
/// terminal, and elsewhere a line now and then.
class ShrinkProgress final {
 public:
  ShrinkProgress();
  ShrinkProgress(const ShrinkProgress&) = delete;
  ShrinkProgress& operator=(const ShrinkProgress&) = delete;
  /// Takes the line off the terminal.
  ~ShrinkProgress();

  void set_pass(std::string_view pass) { pass_ = pass; }
  /// Requires: it never grows.
  void set_size(const scenarios::PlanSize& size);
  /// Requires: a size was set.
  void show(std::uint64_t tries);
  /// Real time since the construction.
  std::chrono::milliseconds passed() const;

 private:
  using RealClock = std::chrono::steady_clock;

  bool terminal_;
  bool drawn_ = false;
  RealClock::time_point started_;
  RealClock::time_point next_;
  std::string pass_;
  std::optional<scenarios::PlanSize> size_;
};

/// `2 devices, 1 operation, 3 faults`
std::string size_words(const scenarios::PlanSize& size);

}  // namespace storm::ci
