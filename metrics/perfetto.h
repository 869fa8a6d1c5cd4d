#pragma once

#include <string>

#include "metrics/history_excerpt.h"

namespace storm::metrics {

/// An excerpt of a history in Chrome's trace format, which ui.perfetto.dev and chrome://tracing
/// open: a process per node; slices for exchanges, on the asker's side and on the answerer's, each
/// on a thread where nothing overlaps it; flow arrows for messages; instants for users' operations,
/// power and faults that strike; slices for faults that last; a counter of operations that a device
/// accepted and that are not yet durable on the server nor reported to their user as failed, drawn
/// from the whole history. Microseconds, with the nanoseconds as decimals.
/// Source: "Trace Event Format", Google, 2016.
std::string perfetto_trace(const History& history, const Focus& focus, const Excerpt& excerpt,
                           const PictureHeader& header);

}  // namespace storm::metrics
