#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ci/result/run_record.h"
#include "scenarios/plan/plan.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// A run and what only the real world knows of it.
struct MeasuredRun {
  const scenarios::Plan& plan;
  const scenarios::RunReport& report;
  std::int64_t wall_microseconds = 0;
  /// The most that the process has held.
  std::uint64_t memory_bytes = 0;
};

/// Whether equal runs give equal values, or whether the machine has a say in them.
enum class Repeats : std::uint8_t { Exactly, NotExactly };

/// A row of the table of measures.
struct MeasureRow {
  /// An identifier, for ever: results of many builds are compared by it.
  std::string_view name;
  std::string_view unit;
  std::string_view says;
  Repeats repeats;
  /// The value, or nothing when the run has none.
  std::optional<std::int64_t> (*take)(const MeasuredRun& run);
};

std::span<const MeasureRow> measure_rows();
/// The row of that name, or null.
const MeasureRow* find_measure(std::string_view name);

/// All measures that the run has, in the order of the table.
std::vector<Measure> measures_of(const MeasuredRun& run);

}  // namespace storm::ci
