#include "scenarios/search/sweep.h"

#include <fmt/format.h>
#include <utility>

#include "engine/env/assertion.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"

namespace storm::scenarios {

namespace {

using Strike = SweepPoint::Strike;

/// A machine that was killed boots again so long after, at most, and goes on.
constexpr Duration kBootsWithin = 1min;
constexpr std::string_view kDiskCalls = "disk-calls";
constexpr std::string_view kCrashPoints = "crash-points";

std::uint64_t count_of(Strike strike, const MachineUse& machine) {
  switch (strike) {
    case Strike::DiskError:
      return machine.disk_calls;
    case Strike::CrashInDiskCall:
      return machine.disk_changes;
    case Strike::CrashAtBoundary:
      return machine.boundaries;
  }
  return 0;
}

std::size_t index_of(const Plan& plan, std::uint32_t target) {
  return target == kServerTarget ? plan.devices.size() : target;
}

/// All parameters of the kind, with their defaults.
faults::Parameters defaults_of(std::string_view kind) {
  const faults::FaultKind* row = faults::find_fault_kind(kind);
  STORM_ASSERT(row != nullptr);
  faults::Parameters parameters;
  for (const faults::Parameter& parameter : row->parameters) {
    parameters.emplace(parameter.name, parameter.default_value.value_or(0));
  }
  return parameters;
}

/// The index of a choice of the parameter.
std::int64_t choice_of(std::string_view kind, std::string_view parameter, std::string_view name) {
  for (const faults::Parameter& row : faults::find_fault_kind(kind)->parameters) {
    if (row.name != parameter) continue;
    for (std::size_t i = 0; i < row.choices.size(); ++i) {
      if (row.choices[i] == name) return static_cast<std::int64_t>(i);
    }
  }
  STORM_ASSERT(false);
  return 0;
}

}  // namespace

std::string_view name_of(SweepKind kind) {
  return kind == SweepKind::DiskCalls ? kDiskCalls : kCrashPoints;
}

std::optional<SweepKind> find_sweep_kind(std::string_view name) {
  if (name == kDiskCalls) return SweepKind::DiskCalls;
  if (name == kCrashPoints) return SweepKind::CrashPoints;
  return std::nullopt;
}

std::vector<SweepPoint> sweep_points(const Plan& plan, SweepKind kind,
                                     const std::vector<MachineUse>& machines) {
  STORM_ASSERT(machines.size() == plan.devices.size() + 1);
  const std::vector<Strike> strikes =
      kind == SweepKind::DiskCalls
          ? std::vector<Strike>{Strike::DiskError}
          : std::vector<Strike>{Strike::CrashAtBoundary, Strike::CrashInDiskCall};
  std::vector<SweepPoint> points;
  for (std::uint32_t machine = 0; machine < machines.size(); ++machine) {
    const std::uint32_t target = machine < plan.devices.size() ? machine : kServerTarget;
    for (const Strike strike : strikes) {
      for (std::uint64_t nth = 1; nth <= count_of(strike, machines[machine]); ++nth) {
        points.push_back({.target = target, .strike = strike, .nth = nth});
      }
    }
  }
  return points;
}

Plan with_strike(Plan plan, const SweepPoint& point) {
  const bool fails = point.strike == Strike::DiskError;
  PlannedFault fault{.kind = fails ? "disk_error" : "crash_at",
                     .target = point.target,
                     .begin = Instant{},
                     .end = std::nullopt,
                     .parameters = defaults_of(fails ? "disk_error" : "crash_at")};
  fault.parameters["nth"] = static_cast<std::int64_t>(point.nth);
  if (!fails) fault.parameters["boots_within"] = Duration{kBootsWithin}.count();
  if (point.strike == Strike::CrashInDiskCall) {
    fault.parameters["point"] = choice_of("crash_at", "point", "disk_call");
  }
  plan.faults.insert(plan.faults.begin(), std::move(fault));
  return plan;
}

bool was_met(const Plan& plan, const SweepPoint& point, const std::vector<MachineUse>& machines) {
  return count_of(point.strike, machines[index_of(plan, point.target)]) >= point.nth;
}

std::string to_text(const Plan& plan, const SweepPoint& point) {
  const std::string who =
      point.target == kServerTarget ? "server" : plan.devices[point.target].name;
  switch (point.strike) {
    case Strike::DiskError:
      return fmt::format("error of disk call {} of {}", point.nth, who);
    case Strike::CrashInDiskCall:
      return fmt::format("crash in disk change {} of {}", point.nth, who);
    case Strike::CrashAtBoundary:
      return fmt::format("crash at boundary {} of {}", point.nth, who);
  }
  return {};
}

}  // namespace storm::scenarios
