#include "ci/shrink/shrink_trials.h"

#include <algorithm>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

#include "ci/machine/program.h"
#include "ci/machine/stop_on_signal.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;
using scenarios::Plan;
using scenarios::Violation;
using Json = nlohmann::ordered_json;

/// What a broken engine says in hundreds of worlds is noise.
void be_quiet() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

Json to_json(const Violation& violation) {
  std::vector<std::uint64_t> operations;
  for (const engine::OperationId id : violation.operations) {
    operations.push_back(static_cast<std::uint64_t>(id));
  }
  return {{"property", violation.property},
          {"kind", violation.kind},
          {"devices", violation.devices},
          {"operations", operations},
          {"explanation", violation.explanation}};
}

Violation violation_in(const Json& json) {
  Violation violation;
  violation.property = json.at("property").get<std::string>();
  violation.kind = json.at("kind").get<std::string>();
  violation.devices = json.at("devices").get<std::vector<std::uint32_t>>();
  for (const Json& id : json.at("operations")) {
    violation.operations.push_back(engine::OperationId{id.get<std::uint64_t>()});
  }
  violation.explanation = json.at("explanation").get<std::string>();
  return violation;
}

scenarios::RunReport run(const engine::System& system, const Plan& plan) {
  scenarios::RunOptions options;
  options.system = &system;
  options.version = version();
  return scenarios::run_world(plan, options);
}

std::string run_in_child(const engine::System& system, const Plan& plan) {
  be_quiet();
  const scenarios::RunReport report = run(system, plan);
  Json violations = Json::array();
  for (const FailureMark& mark : scenarios::marks_of(report)) {
    violations.push_back(to_json(*scenarios::violation_of(report, mark)));
  }
  // An engine's bytes may be anything.
  return Json{{"fingerprint", report.fingerprint}, {"violations", violations}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

TrialRun run_in(const WorkerOutcome& outcome) {
  TrialRun run;
  if (!outcome.trouble.empty()) {
    run.marks.push_back({.property = kProcessLives, .kind = outcome.trouble});
    Violation death;
    death.property = kProcessLives;
    death.kind = outcome.trouble;
    death.explanation = "the process of the run did not live to be judged: " + outcome.trouble;
    run.violations.push_back(std::move(death));
    return run;
  }
  const Json json = Json::parse(outcome.output);
  run.fingerprint = json.at("fingerprint").get<std::string>();
  for (const Json& violation : json.at("violations")) {
    run.violations.push_back(violation_in(violation));
    run.marks.push_back(
        {.property = run.violations.back().property, .kind = run.violations.back().kind});
  }
  return run;
}

}  // namespace

const Violation* TrialRun::violation_of(const FailureMark& mark) const {
  const auto found = std::ranges::find(marks, mark);
  return found == marks.end() ? nullptr
                              : &violations[static_cast<std::size_t>(found - marks.begin())];
}

TrialRun try_plan(const engine::System& system, const Plan& plan, const WorkerLimits& limits) {
  TrialRun run;
  run_in_processes(
      1, 1, [&](std::uint64_t /*job*/) { return run_in_child(system, plan); },
      [&run](const WorkerOutcome& outcome) {
        run = run_in(outcome);
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
        if (run_in(outcome).violation_of(options_.mark) != nullptr) {
          found = static_cast<std::size_t>(outcome.job);
          return GoOn::No;
        }
        return over() ? GoOn::No : GoOn::Yes;
      },
      options_.limits, {.ended = {}, .stopped = options_.stopped});
  return found;
}

}  // namespace storm::ci
