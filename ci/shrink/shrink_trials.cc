#include "ci/shrink/shrink_trials.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "ci/machine/program.h"
#include "ci/machine/stop_on_signal.h"
#include "ci/result/record_run.h"
#include "ci/result/run_record_json.h"
#include "ci/result/worker_record.h"
#include "engine/env/assertion.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;
using scenarios::Plan;
using scenarios::Violation;

/// What a broken engine says in hundreds of worlds is noise.
void be_quiet() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

scenarios::RunReport run(const engine::System& system, const Plan& plan) {
  scenarios::RunOptions options;
  options.system = &system;
  options.version = version();
  return scenarios::run_world(plan, options);
}

/// Leaves the first violation of each mark: the rest would only be carried from process to process.
void keep_first_of_each(RunRecord& record) {
  for (RecordedProperty& property : record.properties) {
    std::vector<RecordedViolation> kept;
    for (RecordedViolation& violation : property.violations) {
      const bool is_known =
          std::ranges::find(kept, violation.kind, &RecordedViolation::kind) != kept.end();
      if (!is_known) kept.push_back(std::move(violation));
    }
    property.violations = std::move(kept);
  }
}

std::string run_in_child(const engine::System& system, const Plan& plan) {
  be_quiet();
  const scenarios::RunReport report = run(system, plan);
  RunRecord record = record_run(plan, system, report,
                                {.repeat = {},
                                 .metrics_path = {},
                                 .version = version(),
                                 .wall_microseconds = 0,
                                 .memory_bytes = 0});
  keep_first_of_each(record);
  return json_text(record);
}

void add_violation(TrialRun& run, Violation violation) {
  const FailureMark mark = scenarios::mark_of(violation);
  if (run.violation_of(mark) != nullptr) return;
  run.marks.push_back(mark);
  run.violations.push_back(std::move(violation));
}

TrialRun run_in(const RunRecord& record, const Plan& plan) {
  TrialRun run{.marks = {}, .violations = {}, .fingerprint = record.fingerprint};
  if (record.death) {
    Violation death;
    death.property = kCrashOrHang;
    death.kind = record.death->how;
    death.explanation = "the process of the run did not live to be judged: " + record.death->how;
    add_violation(run, std::move(death));
  }
  for (const RecordedProperty& property : record.properties) {
    for (const RecordedViolation& violation : property.violations) {
      add_violation(run, violation_in(plan, property.name, violation));
    }
  }
  STORM_ASSERT(run.marks == marks_of(record));
  return run;
}

}  // namespace

const Violation* TrialRun::violation_of(const FailureMark& mark) const {
  STORM_ASSERT(marks.size() == violations.size());
  const auto found = std::ranges::find(marks, mark);
  return found == marks.end() ? nullptr
                              : &violations[static_cast<std::size_t>(found - marks.begin())];
}

TrialRun try_plan(const engine::System& system, const Plan& plan, const WorkerLimits& limits) {
  TrialRun run;
  run_in_processes(
      1, 1, [&](std::uint64_t /*job*/) { return run_in_child(system, plan); },
      [&](const WorkerOutcome& outcome) {
        run = run_in(record_in(outcome), plan);
        return GoOn::Yes;
      },
      limits, {.ended = {}, .stopped = StopOnSignal::asked});
  return run;
}

bool ForkedTrials::over() const { return stopped() || RealClock::now() >= options_.deadline; }

std::optional<std::size_t> ForkedTrials::first_failing(
    std::size_t count, const std::function<Plan(std::size_t)>& candidate) {
  std::optional<std::size_t> found;
  if (over()) return found;
  run_in_processes(
      count, options_.jobs,
      [&](std::uint64_t job) {
        return run_in_child(*options_.system, candidate(static_cast<std::size_t>(job)));
      },
      [&](const WorkerOutcome& outcome) {
        ++tries_;
        if (options_.tried) options_.tried(tries_);
        STORM_ASSERT(outcome.job < count);
        const auto index = static_cast<std::size_t>(outcome.job);
        const std::vector<FailureMark> marks = marks_of(record_in(outcome));
        if (std::ranges::find(marks, options_.mark) != marks.end()) {
          found = index;
          return GoOn::No;
        }
        return over() ? GoOn::No : GoOn::Yes;
      },
      options_.limits, {.ended = {}, .stopped = options_.stopped});
  return found;
}

}  // namespace storm::ci
