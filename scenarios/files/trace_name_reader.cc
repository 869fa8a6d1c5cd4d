#include "scenarios/files/trace_name_reader.h"

#include <algorithm>
#include <fmt/format.h>

#include "scenarios/files/diagnostic.h"
#include "scenarios/files/file_limits.h"

namespace storm::scenarios {

std::optional<std::int64_t> read_trace_name(TableReader& reader, const faults::Parameter& parameter,
                                            const std::vector<sim::LinkTrace>& traces) {
  std::vector<std::string> names;
  names.reserve(traces.size());
  for (const sim::LinkTrace& trace : traces) names.push_back(trace.name);
  const auto name = reader.name_of(parameter.name, names, "trace");
  reader.require(parameter.name, "the name that a table [[trace]] gives to a recorded trace");
  if (!name) return std::nullopt;
  return std::ranges::find(names, *name) - names.begin();
}

void check_new_trace_name(TableReader& reader, const std::string& name,
                          const std::vector<sim::LinkTrace>& traces) {
  if (name.empty() || std::ranges::find(traces, name, &sim::LinkTrace::name) == traces.end()) {
    return;
  }
  reader.report("name", {.problem = fmt::format("a second trace is called \"{}\"", name),
                         .expected = "another name"});
}

bool check_trace_count(TableReader& file, std::size_t count) {
  if (static_cast<std::int64_t>(count) <= faults::kTracesMax) return true;
  file.report("trace", {.problem = "too many recorded traces",
                        .expected = fmt::format("at most {}", faults::kTracesMax),
                        .found = fmt::format("{}", count)});
  return false;
}

void check_step_count(TableReader& file, const std::vector<sim::LinkTrace>& traces) {
  std::size_t steps = 0;
  for (const sim::LinkTrace& trace : traces) steps += trace.steps.size();
  if (steps <= kTraceStepsMax) return;
  file.report("trace", {.problem = "the recorded traces have too many steps",
                        .expected = fmt::format("at most {} in all", kTraceStepsMax),
                        .found = fmt::format("{}", steps)});
}

void check_trace_pace(TableReader& reader, std::string_view key, const sim::LinkTrace& trace,
                      Duration lasts, std::int64_t devices) {
  // One that could not be read has been reported.
  if (trace.steps.empty() || trace.length <= Duration::zero()) return;
  const auto steps = static_cast<std::int64_t>(trace.steps.size());
  const std::int64_t laps = lasts / trace.length + 1;
  // Divided rather than multiplied, as the product need not fit.
  if (laps <= kTraceStepsRunMax / steps / devices) return;
  reader.report(key,
                {.problem = fmt::format("the trace \"{}\" would begin anew {} times, with {} "
                                        "steps each, on {} device{}",
                                        trace.name, laps, steps, devices, devices == 1 ? "" : "s"),
                 .expected = fmt::format("at most {} steps in all", kTraceStepsRunMax)});
}

}  // namespace storm::scenarios
