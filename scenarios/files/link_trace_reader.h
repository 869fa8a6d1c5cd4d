#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "scenarios/files/diagnostic.h"
#include "sim/link_trace.h"

/// Recorded traces as the files that people have of them.
namespace storm::scenarios {

enum class LinkTraceFormat : std::uint8_t {
  /// Rows with a line of column names before them (`link_trace_rows.h`). Empty lines, and lines
  /// that begin with #, are skipped.
  Csv,
  /// A line for each moment at which the link could deliver 1504 bytes, in milliseconds from the
  /// start; the last is the end. Each second becomes a step with the rate that it had, or without
  /// a link if it could deliver nothing. What is on the way for how long, and what is lost, is not
  /// recorded.
  /// Source: Netravali et al., "Mahimahi: Accurate Record-and-Replay for HTTP", USENIX ATC 2015;
  /// PACKET_SIZE in its src/frontend/link_queue.hh (its manual says 1500).
  Mahimahi,
};

/// Hours of a fast link, and far more than 100 000 rows.
constexpr std::size_t kTraceBytesMax = 32 << 20;

/// Reads a recorded trace, without a name, or says everything that is wrong with it. Any bytes are
/// allowed. `file_name` is for the diagnostics; no file is opened.
std::variant<sim::LinkTrace, std::vector<Diagnostic>> read_link_trace(std::string_view text,
                                                                      std::string_view file_name,
                                                                      LinkTraceFormat format);

}  // namespace storm::scenarios
