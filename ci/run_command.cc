#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ci/commands.h"
#include "ci/execute.h"
#include "ci/program.h"
#include "ci/sweep_command.h"
#include "ci/worker_pool.h"

namespace storm::ci {

namespace {

std::string folder_of(const RunCommand& command, const LoadedScenario& scenario,
                      std::uint64_t seed) {
  std::string name = scenario.name();
  if (command.engine != "reference") name += "-" + command.engine;
  if (!scenario.planted().empty()) name += "-" + scenario.planted();
  return fmt::format("{}/{}/{}", command.out, name, scenario.run_name(seed));
}

WorldOrder order_for(const RunCommand& command, const LoadedScenario& scenario,
                     std::uint64_t seed) {
  return {.scenario = &scenario,
          .system = &engine_named(command.engine),
          .seed = seed,
          .recording = scenario.needs_recording() ? command.recording : std::string(),
          .folder = folder_of(command, scenario, seed),
          .show_progress = false};
}

/// Prints results as they come, and remembers the worst.
class Reporter final {
 public:
  explicit Reporter(const RunCommand& command, std::uint64_t worlds)
      : command_(command), worlds_(worlds) {}

  void add(const RunResult& result) {
    const int code = exit_code_of(result);
    // A violation outweighs all; what proved nothing outweighs a pass.
    if (code == to_int(ExitCode::Violated) || code_ == 0) code_ = code;
    if (result.at("verdict") == "pass") ++passed_;
    if (command_.style == OutputStyle::Json) {
      fmt::print("{}\n", result.dump());
    } else if (worlds_ == 1) {
      fmt::print("{}", to_text(result));
    } else if (command_.chatter == Chatter::Normal || result.at("verdict") != "pass") {
      fmt::print("{}\n", to_line(result));
    }
    std::fflush(stdout);
  }

  ExitCode finish() const {
    if (worlds_ > 1 && command_.style == OutputStyle::Human) {
      fmt::print("{} of {} worlds passed\n", grouped(passed_), grouped(worlds_));
    }
    return static_cast<ExitCode>(code_);
  }

 private:
  const RunCommand& command_;
  std::uint64_t worlds_;
  std::uint64_t passed_ = 0;
  int code_ = 0;
};

RunResult result_of(const WorkerOutcome& outcome, const WorldOrder& order) {
  if (outcome.trouble.empty()) return RunResult::parse(outcome.output);
  return make_crash_result(order.scenario->name(), order.seed,
                           {.engine = std::string(order.system->name),
                            .repeat = repeat_line("run", order),
                            .metrics_path = {},
                            .version = version(),
                            .wall_microseconds = 0,
                            .memory_bytes = 0},
                           outcome.trouble);
}

}  // namespace

ExitCode run(const RunCommand& command) {
  if (command.sweep) return sweep(command);
  // Everything is read before anything runs: bad input in the last file destroys no work.
  const engine::System& system = engine_named(command.engine);
  std::vector<std::unique_ptr<LoadedScenario>> scenarios;
  for (const std::string& file : command.files) {
    scenarios.push_back(std::make_unique<LoadedScenario>(file, command.recording));
    scenarios.back()->plant(system, command.defects);
  }
  std::vector<WorldOrder> orders;
  // A plan has its seed, so asking for several is asking for what it has not.
  const auto asked =
      command.seeds ? std::optional(command.first_seed.value_or(1)) : command.first_seed;
  for (const auto& scenario : scenarios) {
    const std::uint64_t first = scenario->first_seed(asked);
    for (std::uint64_t i = 0; i < command.seeds.value_or(1); ++i) {
      orders.push_back(order_for(command, *scenario, first + i));
    }
  }
  Reporter reporter(command, orders.size());
  if (orders.size() == 1 && command.jobs <= 1) {
    orders.front().show_progress = command.chatter == Chatter::Normal;
    reporter.add(execute(orders.front()));
    return reporter.finish();
  }
  run_in_processes(
      orders.size(), std::max(command.jobs, 1U),
      [&orders](std::uint64_t job) { return execute(orders[job]).dump(); },
      [&reporter, &orders](const WorkerOutcome& outcome) {
        reporter.add(result_of(outcome, orders[outcome.job]));
        return GoOn::Yes;
      });
  return reporter.finish();
}

}  // namespace storm::ci
