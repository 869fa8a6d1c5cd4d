#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/time.h"
#include "sim/link.h"

namespace storm::sim {

/// A stretch of a recording in which the link stays as it is. A figure that is absent was not
/// recorded: there the link is as its machine has it when nothing is wrong.
struct LinkTraceStep {
  enum class State : std::uint8_t { Up, Down };

  /// From the start of the recording. The step lasts until the next one, or the end.
  Duration at{};
  /// A link that is down has no figures.
  State state = State::Up;
  /// One way.
  std::optional<Duration> latency{};
  std::optional<Duration> jitter{};
  /// Messages lost, in parts per million.
  std::optional<std::uint32_t> loss_ppm{};
  /// Zero means without limit.
  std::optional<std::uint64_t> bytes_per_second{};

  bool operator==(const LinkTraceStep&) const = default;
};

/// How a real link behaved over time: a drive through a city, a day at home. Begins anew when it is
/// over.
///
/// Models a recording as figures that stay for a while and then jump, as network emulators replay
/// them. Leaves out: different figures up and down, doubled and reordered messages (those are the
/// link's own), losses that come in bursts within a step, and what a change of the rate does to
/// messages under way: each is sent at the rate of the step in which it set out.
/// Source: Noble et al., "Trace-Based Mobile Network Emulation", SIGCOMM 1997; Netravali et al.,
/// "Mahimahi", USENIX ATC 2015.
struct LinkTrace {
  std::string name;
  /// At least one; the first at zero, each later than the one before.
  std::vector<LinkTraceStep> steps;
  /// Longer than the last step's beginning.
  Duration length{};

  bool operator==(const LinkTrace&) const = default;
};

/// A moment of a trace.
struct LinkTracePlace {
  /// Index of the step that it lies in.
  std::size_t step = 0;
  /// How long the step still lasts.
  Duration left{};

  bool operator==(const LinkTracePlace&) const = default;
};

/// Whether the members keep what is said of them.
bool is_sound(const LinkTrace& trace);
/// Where the trace is so long after its start, begun anew as often as need be.
/// Requires: the trace is sound, and `since_start` is not negative.
LinkTracePlace place_in(const LinkTrace& trace, Duration since_start);
/// How long a step lasts. Requires: the trace is sound and has it.
Duration length_of(const LinkTrace& trace, std::size_t step);
/// What a link is like during a step that is up; `usual` is what it is like otherwise.
LinkQuality quality_in(const LinkTraceStep& step, const LinkQuality& usual);

}  // namespace storm::sim
