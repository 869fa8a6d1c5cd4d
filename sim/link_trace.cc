#include "sim/link_trace.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

constexpr std::uint32_t kMillion = 1'000'000;

bool has_figures(const LinkTraceStep& step) {
  return step.latency || step.jitter || step.loss_ppm || step.bytes_per_second;
}

bool is_sound(const LinkTraceStep& step) {
  if (step.state == LinkTraceStep::State::Down) return !has_figures(step);
  return step.latency.value_or(Duration::zero()) >= Duration::zero() &&
         step.jitter.value_or(Duration::zero()) >= Duration::zero() &&
         step.loss_ppm.value_or(0) <= kMillion;
}

}  // namespace

bool is_sound(const LinkTrace& trace) {
  if (trace.steps.empty() || trace.steps.front().at != Duration::zero()) return false;
  for (std::size_t i = 1; i < trace.steps.size(); ++i) {
    if (trace.steps[i].at <= trace.steps[i - 1].at) return false;
  }
  return trace.length > trace.steps.back().at &&
         std::ranges::all_of(trace.steps, [](const LinkTraceStep& step) { return is_sound(step); });
}

LinkTracePlace place_in(const LinkTrace& trace, Duration since_start) {
  STORM_ASSERT(!trace.steps.empty());
  STORM_ASSERT(since_start >= Duration::zero());
  const Duration into = since_start % trace.length;
  const auto after = std::ranges::upper_bound(trace.steps, into, {}, &LinkTraceStep::at);
  STORM_ASSERT(after != trace.steps.begin());
  const auto step = static_cast<std::size_t>(after - trace.steps.begin()) - 1;
  return {.step = step, .left = trace.steps[step].at + length_of(trace, step) - into};
}

Duration length_of(const LinkTrace& trace, std::size_t step) {
  STORM_ASSERT(step < trace.steps.size());
  const Duration end = step + 1 == trace.steps.size() ? trace.length : trace.steps[step + 1].at;
  return end - trace.steps[step].at;
}

LinkQuality quality_in(const LinkTraceStep& step, const LinkQuality& usual) {
  LinkQuality quality = usual;
  quality.latency = step.latency.value_or(usual.latency);
  quality.jitter = step.jitter.value_or(usual.jitter);
  if (step.loss_ppm) quality.loss = Ratio{.num = *step.loss_ppm, .den = kMillion};
  quality.bytes_per_second = step.bytes_per_second.value_or(usual.bytes_per_second);
  return quality;
}

}  // namespace storm::sim
