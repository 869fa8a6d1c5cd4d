#pragma once

#include <cstdint>
#include <vector>

#include "metrics/history.h"

namespace storm::metrics {

/// Which messages of a history belong to idle exchanges.
struct IdleMarks {
  /// One value per happening: not zero for a message of an idle exchange.
  std::vector<std::uint8_t> happenings;
};

/// Finds the exchanges that look as if nothing came of them: complete, answered with success,
/// nothing made durable meanwhile, and request and response hardly bigger than the smallest ones of
/// the run. Heartbeats and empty polls are like that in every protocol, and nothing is known of the
/// engine's own. Leaves out: when no exchange of a run is idle, the smallest ones that bring news
/// to a device are taken for idle all the same.
IdleMarks find_idle_exchanges(const History& history);

}  // namespace storm::metrics
