#pragma once

#include <string>

#include "metrics/history_excerpt.h"

namespace storm::metrics {

/// An excerpt of a history as text: a header of lines that begin with `#`, then a line for each
/// event and for each message, in the order in which they happened, and last the violation. Lines
/// about an operation in focus begin with `*`.
///
///     * day 0 09:51:19.004  desk-03: user sets desk-02/doc-0004/body to "pale sail" -> accepted
///       day 0 09:51:20.110  desk-03 -> server: request, 312 bytes (lost on a link)
std::string event_log(const History& history, const Focus& focus, const Excerpt& excerpt,
                      const PictureHeader& header);

}  // namespace storm::metrics
