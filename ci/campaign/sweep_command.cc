#include "ci/campaign/sweep_command.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "ci/machine/file_access.h"
#include "ci/machine/program.h"
#include "ci/machine/shell_words.h"
#include "ci/machine/stop_on_signal.h"
#include "ci/machine/trouble.h"
#include "ci/machine/words.h"
#include "ci/machine/worker_pool.h"
#include "ci/result/json_fields.h"
#include "ci/result/load.h"
#include "ci/world/execute.h"
#include "engine/env/assertion.h"
#include "metrics/shown_text.h"
#include "scenarios/search/sweep.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

namespace {

using RealClock = std::chrono::steady_clock;

/// What a worker hands over of its world.
constexpr const char* kMet = "met";
constexpr const char* kViolated = "violated";

scenarios::RunReport run_plan(const scenarios::Plan& plan, const engine::System& system) {
  scenarios::RunOptions options;
  options.system = &system;
  options.version = version();
  return scenarios::run_world(plan, options);
}

std::vector<std::string> violated(const scenarios::RunReport& report) {
  std::vector<std::string> names;
  for (const scenarios::JudgedProperty& property : report.properties) {
    if (!property.judgement.violations.empty()) names.emplace_back(property.name);
  }
  return names;
}

class Sweep final {
 public:
  Sweep(const RunCommand& command, const LoadedScenario& scenario, std::uint64_t seed)
      : command_(command),
        scenario_(scenario),
        system_(engine_named(command.engine)),
        plan_(scenario.plan(seed)),
        seed_(seed) {}

  ExitCode run() {
    const auto begun = RealClock::now();
    measure();
    if (StopOnSignal::asked()) return stopped();
    run_in_processes(
        points_.size(), std::max(command_.jobs, 1U),
        [this](std::uint64_t job) { return run_point(points_[job]); },
        [this, begun](const WorkerOutcome& outcome) {
          take(outcome);
          const bool is_over =
              command_.time_budget.count() != 0 && RealClock::now() - begun >= command_.time_budget;
          return is_over ? GoOn::No : GoOn::Yes;
        },
        limits(), {.ended = {}, .stopped = StopOnSignal::asked});
    if (StopOnSignal::asked()) return stopped();
    return finish();
  }

 private:
  WorkerLimits limits() const {
    return {.time = command_.world_time.value_or(kWorldTime),
            .memory_bytes = command_.world_memory_bytes.value_or(default_memory_bytes())};
  }

  static ExitCode stopped() {
    fmt::print(stderr, "stopped: a sweep begins at the beginning the next time\n");
    return ExitCode::TryAgain;
  }

  /// Runs the world unstruck, in a process of its own too: what it does to memory and to SQLite is
  /// then the same for all.
  void measure() {
    std::string found;
    run_in_processes(
        1, 1,
        [this](std::uint64_t /*job*/) {
          const scenarios::RunReport report = run_plan(plan_, system_);
          Json machines = Json::array();
          for (const scenarios::MachineUse& use : report.machines) {
            machines.push_back({use.disk_calls, use.disk_changes, use.boundaries});
          }
          return json_text({{kViolated, violated(report)}, {"machines", std::move(machines)}});
        },
        [&found](const WorkerOutcome& outcome) {
          if (outcome.trouble.empty()) found = outcome.output;
          return GoOn::Yes;
        },
        limits(), {.ended = {}, .stopped = StopOnSignal::asked});
    if (StopOnSignal::asked()) return;
    const Json result = found.empty() ? Json() : parse_json(found);
    if (found.empty() || !result.at(kViolated).empty()) {
      throw BadInput(fmt::format(
          "{}: seed {} fails already when nothing is added; look at that first:\n    {}",
          scenario_.path(), seed_, unstruck_line()));
    }
    std::vector<scenarios::MachineUse> machines;
    for (const Json& use : result.at("machines")) {
      machines.push_back(
          {.disk_calls = use.at(0), .disk_changes = use.at(1), .boundaries = use.at(2)});
    }
    points_ = scenarios::sweep_points(plan_, *command_.sweep, machines);
  }

  std::string run_point(const scenarios::SweepPoint& point) const {
    const scenarios::Plan struck = scenarios::with_strike(plan_, point);
    const scenarios::RunReport report = run_plan(struck, system_);
    return json_text({{kMet, scenarios::was_met(struck, point, report.machines)},
                      {kViolated, violated(report)}});
  }

  void take(const WorkerOutcome& outcome) {
    STORM_ASSERT(outcome.job == taken_);
    STORM_ASSERT(outcome.job < points_.size());
    ++taken_;
    const scenarios::SweepPoint& point = points_[outcome.job];
    std::string what = outcome.trouble;
    if (outcome.trouble.empty()) {
      const Json result = parse_json(outcome.output);
      if (result.at(kMet).get<bool>()) ++met_;
      for (const Json& name : result.at(kViolated)) {
        what += (what.empty() ? "VIOLATED: " : ", ") + name.get<std::string>();
      }
    } else {
      ++met_;
      what = "CRASHED: " + what;
    }
    if (!what.empty()) report_failure(point, outcome.job, what);
  }

  void report_failure(const scenarios::SweepPoint& point, std::uint64_t job,
                      const std::string& what) {
    ++failed_;
    const std::string path = fmt::format("{}/{}/sweep-{}/{}.toml", command_.out, scenario_.name(),
                                         scenarios::name_of(*command_.sweep), job + 1);
    const std::string text = plan_text(scenarios::with_strike(plan_, point));
    write_file(path, [&text](std::ostream& out) { out << text; });
    std::string line = shell_word(program_word()) + " run " + shell_word(path);
    if (command_.engine != "reference") line += " --engine " + command_.engine;
    const std::string where = scenarios::to_text(plan_, point);
    if (command_.style == OutputStyle::Json) {
      fmt::print("{}\n", json_text({{"format", kJsonFormat},
                                    {"point", where},
                                    {"what", what},
                                    {"plan", path},
                                    {"repeat", line}}));
    } else {
      fmt::print("{}: {}\n    repeat: {}\n", metrics::printable(where), metrics::printable(what),
                 line);
    }
    std::fflush(stdout);
  }

  ExitCode finish() const {
    STORM_ASSERT(met_ <= taken_);
    STORM_ASSERT(failed_ <= taken_);
    if (command_.style == OutputStyle::Json) {
      fmt::print("{}\n", json_text({{"format", kJsonFormat},
                                    {"sweep", scenarios::name_of(*command_.sweep)},
                                    {"points", points_.size()},
                                    {"run", taken_},
                                    {"met", met_},
                                    {"failed", failed_}}));
    } else {
      fmt::print("sweep {}: {} points, {} run, {} met, {} failed\n",
                 scenarios::name_of(*command_.sweep), grouped(points_.size()), grouped(taken_),
                 grouped(met_), grouped(failed_));
      if (taken_ < points_.size()) fmt::print("the time budget ended before the sweep did\n");
    }
    if (failed_ != 0) return ExitCode::Violated;
    // A point that is not met although the unstruck run had it: two runs of one seed differ.
    if (met_ != taken_) return ExitCode::Nondeterminism;
    return taken_ == 0 ? ExitCode::Inconclusive : ExitCode::Pass;
  }

  std::string unstruck_line() const {
    return repeat_line(
        "run", {.scenario = &scenario_,
                .system = &system_,
                .seed = seed_,
                .recording = scenario_.needs_recording() ? command_.recording : std::string(),
                .folder = {},
                .show_progress = false});
  }

  const RunCommand& command_;
  const LoadedScenario& scenario_;
  const engine::System& system_;
  scenarios::Plan plan_;
  std::uint64_t seed_;
  std::vector<scenarios::SweepPoint> points_;
  std::uint64_t taken_ = 0;
  std::uint64_t met_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace

ExitCode sweep(const RunCommand& command) {
  if (command.files.size() != 1 || command.seeds.value_or(1) != 1) {
    throw BadInput("a sweep takes one world: one FILE, and no --seeds");
  }
  const StopOnSignal stop;
  const engine::System& system = engine_named(command.engine);
  LoadedScenario scenario(command.files.front(), command.recording);
  scenario.plant(system, command.defects);
  return Sweep(command, scenario, scenario.first_seed(command.first_seed)).run();
}

}  // namespace storm::ci
