#include "ci/result/measure_catalogue.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

using Value = std::optional<std::int64_t>;
using scenarios::RunReport;

Value counted(std::uint64_t count) {
  STORM_ASSERT(count <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  return static_cast<std::int64_t>(count);
}

/// A count that the report has as it is.
template <std::uint64_t RunReport::*kCount>
Value count_in_report(const MeasuredRun& run) {
  return counted(run.report.*kCount);
}

Value devices(const MeasuredRun& run) { return counted(run.plan.devices.size()); }

Value simulated_time(const MeasuredRun& run) { return run.report.simulated.count(); }

Value converged_after(const MeasuredRun& run) {
  const auto& after = run.report.converged_after;
  return after ? Value(after->count()) : std::nullopt;
}

Value wall_time(const MeasuredRun& run) { return run.wall_microseconds; }

Value event_rate(const MeasuredRun& run) {
  constexpr std::uint64_t kMicrosecondsPerSecond = 1'000'000;
  if (run.wall_microseconds <= 0) return 0;
  return counted(run.report.events * kMicrosecondsPerSecond /
                 static_cast<std::uint64_t>(run.wall_microseconds));
}

Value memory(const MeasuredRun& run) { return counted(run.memory_bytes); }

constexpr std::array<MeasureRow, 14> kRows{{
    {.name = "devices",
     .unit = "devices",
     .says = "in the plan",
     .repeats = Repeats::Exactly,
     .take = devices},
    {.name = "operations_planned",
     .unit = "operations",
     .says = "that users were to do",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::operations_planned>},
    {.name = "operations_accepted",
     .unit = "operations",
     .says = "that the engine took, and is held to",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::operations_accepted>},
    {.name = "operations_refused",
     .unit = "operations",
     .says = "that the engine declined with a reason",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::operations_refused>},
    {.name = "operations_unknown",
     .unit = "operations",
     .says = "whose device died before it answered",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::operations_unknown>},
    {.name = "operations_not_tried",
     .unit = "operations",
     .says = "whose device was off, or whose user could not see the document",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::operations_not_tried>},
    {.name = "conflicts_decided",
     .unit = "conflicts",
     .says = "that the server decided",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::conflicts_decided>},
    {.name = "faults_begun",
     .unit = "faults",
     .says = "that were injected",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::faults_begun>},
    {.name = "events",
     .unit = "events",
     .says = "that the simulator ran",
     .repeats = Repeats::Exactly,
     .take = count_in_report<&RunReport::events>},
    {.name = "simulated_time",
     .unit = "nanoseconds",
     .says = "from the start of the world to its judgement",
     .repeats = Repeats::Exactly,
     .take = simulated_time},
    {.name = "converged_after",
     .unit = "nanoseconds",
     .says = "from the heal until all replicas agreed with the server; absent if they never did",
     .repeats = Repeats::Exactly,
     .take = converged_after},
    {.name = "wall_time",
     .unit = "microseconds",
     .says = "that the machine took for the run",
     .repeats = Repeats::NotExactly,
     .take = wall_time},
    {.name = "event_rate",
     .unit = "events/second",
     .says = "events by wall time",
     .repeats = Repeats::NotExactly,
     .take = event_rate},
    {.name = "memory",
     .unit = "bytes",
     .says = "the most that the process has held",
     .repeats = Repeats::NotExactly,
     .take = memory},
}};

}  // namespace

std::span<const MeasureRow> measure_rows() { return kRows; }

const MeasureRow* find_measure(std::string_view name) {
  const auto* found = std::ranges::find(kRows, name, &MeasureRow::name);
  return found == kRows.end() ? nullptr : found;
}

std::vector<Measure> measures_of(const MeasuredRun& run) {
  std::vector<Measure> measures;
  measures.reserve(kRows.size());
  for (const MeasureRow& row : kRows) {
    const Value value = row.take(run);
    if (!value) continue;
    measures.push_back(
        {.name = std::string(row.name), .unit = std::string(row.unit), .value = *value});
  }
  return measures;
}

}  // namespace storm::ci
