#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/plan/plan.h"
#include "scenarios/world/runner.h"

namespace storm::scenarios {

/// What is tried one by one, exhaustively, instead of by chance.
enum class SweepKind : std::uint8_t {
  /// Each disk call of each machine fails once, with an I/O error.
  DiskCalls,
  /// Each machine loses power once at each boundary that its engine names, and once in the middle
  /// of each disk call that changes something.
  CrashPoints,
};

std::string_view name_of(SweepKind kind);
/// The kind of that name, or nothing.
std::optional<SweepKind> find_sweep_kind(std::string_view name);

/// One point of a sweep: where the plan is struck beyond what it already has.
struct SweepPoint {
  /// Index into `Plan::devices`, or kServerTarget.
  std::uint32_t target = 0;
  enum class Strike : std::uint8_t { DiskError, CrashInDiskCall, CrashAtBoundary };
  Strike strike{};
  /// From 1.
  std::uint64_t nth = 0;
};

/// Every point of `plan`, as many as a run of it without them had; `machines` is that run's report.
/// What comes before a point is the same with it as without, so none is missing and each is met.
std::vector<SweepPoint> sweep_points(const Plan& plan, SweepKind kind,
                                     const std::vector<MachineUse>& machines);

/// The plan with the point as one more fault: an ordinary plan.
Plan with_strike(Plan plan, const SweepPoint& point);
/// Whether a run of with_strike() met its point.
bool was_met(const Plan& plan, const SweepPoint& point, const std::vector<MachineUse>& machines);

/// `disk call 17 of desk-01`
std::string to_text(const Plan& plan, const SweepPoint& point);

}  // namespace storm::scenarios
