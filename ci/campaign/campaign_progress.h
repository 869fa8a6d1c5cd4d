#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "ci/machine/output_style.h"

namespace storm::ci {

/// Shows on standard error how far a campaign is: one line that is drawn over and over on a
/// terminal, and elsewhere a line now and then.
class CampaignProgress final {
 public:
  /// `known` of the `planned` worlds need not run.
  CampaignProgress(std::uint64_t planned, std::uint64_t known, Chatter chatter);
  CampaignProgress(const CampaignProgress&) = delete;
  CampaignProgress& operator=(const CampaignProgress&) = delete;
  ~CampaignProgress() { clear(); }

  enum class Ended : std::uint8_t { Passed, Otherwise };
  void add(Ended ended);
  void show();
  /// Takes the line off the terminal.
  void clear();

  /// Worlds that have run, and what that took.
  std::uint64_t ended() const { return ended_; }
  std::chrono::milliseconds passed() const;
  /// `45.2 worlds/s`
  std::string rate_words() const;

 private:
  using RealClock = std::chrono::steady_clock;

  std::uint64_t planned_;
  std::uint64_t known_;
  Chatter chatter_;
  bool terminal_;
  bool drawn_ = false;
  RealClock::time_point begun_;
  RealClock::time_point next_;
  std::uint64_t ended_ = 0;
  std::uint64_t not_passed_ = 0;
};

}  // namespace storm::ci
