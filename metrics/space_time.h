#pragma once

#include <string>

#include "metrics/history_excerpt.h"

namespace storm::metrics {

/// An excerpt of a history as a space-time diagram in SVG: a line per node with time running down
/// it, an arrow per message, a dot per user's operation, faults as shaded stretches of a line, the
/// violation in red. Hover texts say the rest. Distances are not to scale: what lies close together
/// is pulled apart, and where nothing happens for long the time is broken, with a note of how long.
/// Nodes that have no part in the excerpt are left out.
/// Source: Lamport, CACM 21(7), 1978, figure 1, turned so that texts stand upright.
std::string space_time_diagram(const History& history, const Focus& focus, const Excerpt& excerpt,
                               const PictureHeader& header);

}  // namespace storm::metrics
