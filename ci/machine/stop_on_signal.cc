#include "ci/machine/stop_on_signal.h"

#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

/// Set by the one thing that a signal handler may do, which has nothing else to reach.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
volatile std::sig_atomic_t stop_asked = 0;

}  // namespace

StopOnSignal::StopOnSignal() {
  stop_asked = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    before_[i] = std::signal(kSignals[i], [](int /*signal*/) { stop_asked = 1; });
    STORM_ASSERT(before_[i] != SIG_ERR);
  }
}

StopOnSignal::~StopOnSignal() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) std::signal(kSignals[i], before_[i]);
}

bool StopOnSignal::asked() { return stop_asked != 0; }

}  // namespace storm::ci
