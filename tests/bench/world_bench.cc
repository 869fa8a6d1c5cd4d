// What whole worlds cost: plan, run, judges and fingerprint, as `syncstorm run` does them.

#include <benchmark/benchmark.h>
#include <chrono>
#include <string>
#include <sys/resource.h>

#include "ci/result/load.h"
#include "engine/systems.h"
#include "scenarios/world/runner.h"
#include "tests/bench/bench_size.h"

namespace storm::bench {
namespace {

std::string file(const char* name) {
  return std::string(STORM_SOURCE_DIR) + "/scenarios/" + name + ".toml";
}

std::uint64_t peak_memory_bytes() {
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// Processor seconds of this process.
double cpu_seconds() {
  struct timespec now {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

scenarios::RunReport run(const ci::LoadedScenario& scenario, std::uint64_t seed,
                         benchmark::State& state) {
  const scenarios::Plan plan = scenario.plan(seed);
  scenarios::RunOptions options;
  options.system = engine::find_system("reference");
  scenarios::RunReport report = scenarios::run_world(plan, options);
  if (report.verdict != scenarios::Verdict::Pass) state.SkipWithError("a property was violated");
  return report;
}

/// The promise: under 10 s of one core and under 1 GiB.
void bm_month_offline(benchmark::State& state) {
  const ci::LoadedScenario scenario(file(smoke() ? "small_chaos" : "month_offline"), "");
  std::uint64_t events = 0;
  for (auto _ : state) events += run(scenario, 1, state).events;
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["MiB"] = static_cast<double>(peak_memory_bytes() >> 20U);
}
BENCHMARK(bm_month_offline)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

/// The promise: 20 seeds per second of one core.
void bm_small_chaos(benchmark::State& state) {
  const ci::LoadedScenario scenario(file("small_chaos"), "");
  std::uint64_t seed = 0;
  for (auto _ : state) run(scenario, ++seed, state);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bm_small_chaos)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

/// The promise: the month with users who read, and judges who watch, takes at most 1.25 times what
/// it takes without either. Both run in turn within one iteration.
void bm_reads_and_judges_to_neither(benchmark::State& state) {
  const ci::LoadedScenario scenario(file(smoke() ? "small_chaos" : "month_offline"), "");
  const scenarios::Plan plan = scenario.plan(1);
  scenarios::Plan unread = plan;
  unread.reads = {.after_operations = 0, .after_exchanges = 0, .snapshots_every = days{365}};
  scenarios::RunOptions judged;
  judged.system = engine::find_system("reference");
  scenarios::RunOptions unjudged = judged;
  unjudged.judges = scenarios::Judges::None;
  double with = 0;
  double without = 0;
  for (auto _ : state) {
    const double begun = cpu_seconds();
    const auto watched = scenarios::run_world(plan, judged);
    const double between = cpu_seconds();
    const auto bare = scenarios::run_world(unread, unjudged);
    with += between - begun;
    without += cpu_seconds() - between;
    if (watched.properties.empty()) state.SkipWithError("nobody judged");
    if (!bare.properties.empty()) state.SkipWithError("somebody judged");
    if (watched.events <= bare.events) state.SkipWithError("nobody read");
  }
  state.counters["ratio"] = with / without;
}
BENCHMARK(bm_reads_and_judges_to_neither)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

/// The promise: an operation costs at 500 devices at most twice what it costs at 50. Both fleets
/// run in turn within one iteration, so that a noisy machine disturbs both alike.
void bm_cost_per_operation_500_to_50(benchmark::State& state) {
  const ci::LoadedScenario small(file(smoke() ? "small_chaos" : "scale_50"), "");
  const ci::LoadedScenario large(file(smoke() ? "small_chaos" : "scale_500"), "");
  double small_seconds = 0;
  double large_seconds = 0;
  std::uint64_t small_operations = 0;
  std::uint64_t large_operations = 0;
  for (auto _ : state) {
    const double begun = cpu_seconds();
    small_operations += run(small, 1, state).operations_accepted;
    const double between = cpu_seconds();
    large_operations += run(large, 1, state).operations_accepted;
    small_seconds += between - begun;
    large_seconds += cpu_seconds() - between;
  }
  const double small_cost = small_seconds * 1e6 / static_cast<double>(small_operations);
  const double large_cost = large_seconds * 1e6 / static_cast<double>(large_operations);
  state.counters["us_per_operation_50"] = small_cost;
  state.counters["us_per_operation_500"] = large_cost;
  state.counters["ratio"] = large_cost / small_cost;
}
BENCHMARK(bm_cost_per_operation_500_to_50)->Unit(benchmark::kSecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace storm::bench
