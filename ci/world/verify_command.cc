#include "ci/world/verify_command.h"

#include <fmt/format.h>
#include <string>

#include "ci/machine/words.h"
#include "ci/result/json_fields.h"
#include "ci/result/trace_file.h"
#include "ci/world/execute.h"
#include "scenarios/world/runner.h"

namespace storm::ci {

namespace {

const char* kind_words(std::uint16_t kind) {
  switch (static_cast<sim::TraceKind>(kind)) {
    case sim::TraceKind::Resume:
      return "a coroutine goes on";
    case sim::TraceKind::Deliver:
      return "a message arrives";
    case sim::TraceKind::Lose:
      return "a message is lost";
    case sim::TraceKind::Harness:
      return "a user acts or a fault begins or ends";
    case sim::TraceKind::Power:
      return "a machine's power changes";
    case sim::TraceKind::Disk:
      return "the state of a disk";
    case sim::TraceKind::Operation:
      return "an operation is answered";
    case sim::TraceKind::State:
      return "the state that a party shows";
  }
  return "unknown";
}

std::string node_name(std::uint32_t node, const scenarios::Plan& plan) {
  if (node == 0) return "server";
  if (node <= plan.devices.size()) return plan.devices[node - 1].name;
  return "world";
}

std::string words(const std::optional<sim::TraceRecord>& record, const scenarios::Plan& plan) {
  if (!record) return "the run has ended";
  return fmt::format("{} ns, event {}, {}: {} (detail {:016x})", record->at, record->sequence,
                     node_name(record->node, plan), kind_words(record->kind), record->detail);
}

std::string run_once(const scenarios::Plan& plan, const engine::System& system,
                     sim::TraceSink& sink) {
  scenarios::RunOptions options;
  options.system = &system;
  options.sink = &sink;
  return scenarios::run_world(plan, options).fingerprint;
}

}  // namespace

ExitCode verify(const VerifyCommand& command) {
  const engine::System& system = engine_named(command.engine);
  LoadedScenario scenario(command.file, command.recording);
  scenario.plant(system, command.defects);
  const std::uint64_t seed = scenario.first_seed(command.seed);
  // Planned twice as well: a plan that depends on more than its seed is as bad as a run that does.
  const scenarios::Plan first_plan = scenario.plan(seed);
  const scenarios::Plan second_plan = scenario.plan(seed);
  TraceRecorder recorder;
  const std::string first = run_once(first_plan, system, recorder);
  TraceComparer comparer(recorder);
  const std::string second = run_once(second_plan, system, comparer);
  const auto difference = comparer.finish();
  const bool same = !difference && first == second;
  if (command.style == OutputStyle::Json) {
    Json result{{"format", kJsonFormat},           {"scenario", first_plan.scenario},
                {"seed", fmt::format("{}", seed)}, {"verdict", same ? "same" : "different"},
                {"records", recorder.records()},   {"fingerprint", first},
                {"second_fingerprint", second}};
    if (difference) {
      result["first_difference"] = {{"record", difference->record},
                                    {"first", words(difference->first, first_plan)},
                                    {"second", words(difference->second, first_plan)}};
    }
    fmt::print("{}\n", json_text(result));
  } else if (same) {
    fmt::print("{} seed {}: the same twice, {} trace records, fingerprint {}\n",
               first_plan.scenario, seed, grouped(recorder.records()), first);
  } else {
    fmt::print("{} seed {}: NOT DETERMINISTIC, fingerprints {} and {}\n", first_plan.scenario, seed,
               first, second);
    if (difference) {
      fmt::print(
          "    the first difference is trace record {}\n    first run:  {}\n"
          "    second run: {}\n",
          grouped(difference->record), words(difference->first, first_plan),
          words(difference->second, first_plan));
    }
    fmt::print("    repeat: {}\n", repeat_line("verify", {.scenario = &scenario,
                                                          .system = &system,
                                                          .seed = seed,
                                                          .recording = command.recording,
                                                          .folder = {},
                                                          .show_progress = false}));
  }
  return same ? ExitCode::Pass : ExitCode::Nondeterminism;
}

}  // namespace storm::ci
