#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ci/result/run_record.h"
#include "engine/system.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

/// What only the real world knows of a run.
struct RunFacts {
  /// The one line that repeats the run.
  std::string repeat;
  /// Empty when nothing was written.
  std::string metrics_path;
  std::string version;
  std::int64_t wall_microseconds = 0;
  std::uint64_t memory_bytes = 0;
};

/// The record of a run of `plan` with `system`, without what is written of it elsewhere.
/// Requires: `report` is of that plan.
RunRecord record_run(const scenarios::Plan& plan, const engine::System& system,
                     const scenarios::RunReport& report, const RunFacts& facts);

/// What the judges said, with devices by name.
std::vector<RecordedProperty> record_properties(const scenarios::Plan& plan,
                                                const scenarios::RunReport& report);
/// A recorded violation as the judge had it. A device that `plan` has not is left out.
scenarios::Violation violation_in(const scenarios::Plan& plan, const std::string& property,
                                  const RecordedViolation& violation);

}  // namespace storm::ci
