#pragma once

#include <cstdint>
#include <optional>
#include <rapidcheck.h>
#include <string>

#include "sim/link_trace.h"

namespace storm::scenarios {

/// A trace that a plan may have, out of anything that it may say. Call it within a property.
inline sim::LinkTrace any_link_trace(const std::string& name) {
  const auto number = [](std::int64_t low, std::int64_t high) -> std::optional<std::int64_t> {
    if (*rc::gen::inRange(0, 3) == 0) return std::nullopt;
    return *rc::gen::inRange<std::int64_t>(low, high + 1);
  };
  const auto delay = [&number]() -> std::optional<Duration> {
    const auto count = number(0, Duration{1min}.count());
    return count ? std::optional(Duration{*count}) : std::nullopt;
  };
  const auto pause = [] {
    return Duration{*rc::gen::inRange<std::int64_t>(Duration{1ms}.count(), Duration{1h}.count())};
  };
  sim::LinkTrace trace;
  trace.name = name;
  const auto steps = *rc::gen::inRange(1, 6);
  for (int i = 0; i < steps; ++i) {
    sim::LinkTraceStep step;
    step.at = trace.length;
    if (*rc::gen::inRange(0, 3) == 0) {
      step.state = sim::LinkTraceStep::State::Down;
    } else {
      step.latency = delay();
      step.jitter = delay();
      const auto loss = number(0, 1'000'000);
      if (loss) step.loss_ppm = static_cast<std::uint32_t>(*loss);
      const auto rate = number(0, std::int64_t{1} << 40);
      if (rate) step.bytes_per_second = static_cast<std::uint64_t>(*rate);
    }
    trace.steps.push_back(step);
    trace.length += pause();
  }
  return trace;
}

}  // namespace storm::scenarios
