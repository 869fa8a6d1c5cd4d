#pragma once

#include <algorithm>

#include "engine/env/assertion.h"
#include "engine/env/random.h"
#include "engine/env/time.h"

namespace storm::engine::reference {

/// Pauses between failed attempts: doubling up to a limit, each drawn from the upper half of its
/// step, so that many clients that failed together do not come back together.
class Backoff final {
 public:
  /// Requires: zero < first <= max.
  Backoff(Duration first, Duration max) : first_(first), max_(max), step_(first) {
    STORM_ASSERT(first > Duration::zero());
    STORM_ASSERT(first <= max);
  }

  Duration next(Random& random) {
    const Duration step = step_;
    STORM_ASSERT(step >= first_);
    STORM_ASSERT(step <= max_);
    step_ = std::min(step_ * 2, max_);
    return random.between(shortest(step), step);
  }

  /// What a pause of that step is at least.
  static constexpr Duration shortest(Duration step) { return step / 2; }

  void reset() { step_ = first_; }

 private:
  Duration first_;
  Duration max_;
  Duration step_;
};

}  // namespace storm::engine::reference
