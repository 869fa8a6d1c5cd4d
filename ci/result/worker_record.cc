#include "ci/result/worker_record.h"

#include <string>
#include <utility>
#include <variant>

#include "ci/result/run_record_json.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

constexpr const char* kNoResult = "its process ended without a result that can be read";

}  // namespace

RunRecord record_in(const WorkerOutcome& outcome) {
  std::string how = outcome.trouble;
  if (outcome.end == WorkerEnd::Finished) {
    auto read = read_run_record(outcome.output);
    if (auto* record = std::get_if<RunRecord>(&read)) return std::move(*record);
    how = kNoResult;
  }
  STORM_ASSERT(!how.empty());
  RunRecord record;
  record.verdict = RunVerdict::Crashed;
  record.death = {.how = std::move(how),
                  .try_again = outcome.end == WorkerEnd::Killed,
                  .world_time_milliseconds = {},
                  .world_memory_bytes = {}};
  return record;
}

}  // namespace storm::ci
