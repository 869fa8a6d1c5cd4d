#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/env/assertion.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/search/plan_moves_simpler.h"

namespace storm::scenarios {

namespace {

using sim::LinkTrace;
using sim::LinkTraceStep;

/// Recordings are long: beyond this share, chunks of steps are not tried one by one.
constexpr std::size_t kChunksMax = 16;

/// The trace without `number` steps from `first` on: the one before lasts so much longer, or, when
/// the first ones go, what is left begins earlier.
LinkTrace without_steps(LinkTrace trace, std::size_t first, std::size_t number) {
  const auto begin = trace.steps.begin() + static_cast<std::ptrdiff_t>(first);
  trace.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(number));
  STORM_ASSERT(!trace.steps.empty());
  const Duration start = trace.steps.front().at;
  for (LinkTraceStep& step : trace.steps) step.at -= start;
  trace.length -= start;
  return trace;
}

void add_chunks(std::size_t index, const LinkTrace& trace, std::vector<Move>& moves) {
  const std::size_t steps = trace.steps.size();
  if (steps < 2) return;
  // Rounded up, so that short recordings come down to single steps.
  const std::size_t smallest = (steps + kChunksMax - 1) / kChunksMax;
  for (std::size_t chunk = steps - 1; chunk >= smallest; chunk /= 2) {
    for (std::size_t first = 0; first < steps; first += chunk) {
      const std::size_t number = std::min({chunk, steps - first, steps - 1});
      moves.emplace_back([index, first, number](const Plan& from) {
        Plan result = from;
        result.traces[index] = without_steps(std::move(result.traces[index]), first, number);
        return result;
      });
    }
  }
}

/// Without one of the figures, in all steps.
template <class Figure>
void add_figure(std::size_t index, const LinkTrace& trace, Figure LinkTraceStep::*figure,
                std::vector<Move>& moves) {
  const bool has = std::ranges::any_of(
      trace.steps, [figure](const LinkTraceStep& step) { return (step.*figure).has_value(); });
  if (!has) return;
  moves.emplace_back([index, figure](const Plan& from) {
    Plan result = from;
    for (LinkTraceStep& step : result.traces[index].steps) (step.*figure).reset();
    return result;
  });
}

/// Calls `visit` with each parameter of a fault that is the index of a trace.
template <class Visit>
void for_each_trace_of(PlannedFault& fault, const Visit& visit) {
  const faults::FaultKind* kind = faults::find_fault_kind(fault.kind);
  if (kind == nullptr) return;
  for (const faults::Parameter& parameter : kind->parameters) {
    const auto found = fault.parameters.find(parameter.name);
    const bool is_trace = parameter.type == faults::ParameterType::Trace;
    if (is_trace && found != fault.parameters.end()) visit(found->second);
  }
}

}  // namespace

std::size_t count_traces(const Plan& plan) { return plan.traces.size(); }

Plan drop_traces(const Plan& plan, std::size_t first, std::size_t number) {
  STORM_ASSERT(first + number <= plan.traces.size());
  const auto low = static_cast<std::int64_t>(first);
  const auto high = static_cast<std::int64_t>(first + number);
  Plan result = plan;
  std::erase_if(result.faults, [low, high](PlannedFault& fault) {
    bool is_gone = false;
    for_each_trace_of(fault, [&](const std::int64_t& index) {
      is_gone = is_gone || (index >= low && index < high);
    });
    return is_gone;
  });
  for (PlannedFault& fault : result.faults) {
    for_each_trace_of(fault, [&](std::int64_t& index) {
      if (index >= high) index -= high - low;
    });
  }
  const auto begin = result.traces.begin() + static_cast<std::ptrdiff_t>(first);
  result.traces.erase(begin, begin + static_cast<std::ptrdiff_t>(number));
  return result;
}

std::vector<Move> shorter_recordings(const Plan& plan) {
  std::vector<Move> moves;
  for (std::size_t i = 0; i < plan.traces.size(); ++i) {
    const LinkTrace& trace = plan.traces[i];
    add_chunks(i, trace, moves);
    add_figure(i, trace, &LinkTraceStep::jitter, moves);
    add_figure(i, trace, &LinkTraceStep::loss_ppm, moves);
    add_figure(i, trace, &LinkTraceStep::bytes_per_second, moves);
    add_figure(i, trace, &LinkTraceStep::latency, moves);
  }
  return moves;
}

}  // namespace storm::scenarios
