// How long known defects stay hidden: seeds of the general scenario until the first violation, for
// each defect that can be planted. The healthy engine has to pass all of these seeds.
//
//     build/release/tests/bench/detection_bench

#include <algorithm>
#include <benchmark/benchmark.h>
#include <map>
#include <string>
#include <vector>

#include "ci/result/load.h"
#include "engine/systems.h"
#include "scenarios/world/runner.h"
#include "tests/bench/bench_size.h"

namespace storm::bench {
namespace {

/// As many seeds are run; a hunt begins at each of the first half of them.
std::size_t seeds() { return smoke() ? 4 : 1000; }

/// What the seeds gave, one after the other.
struct Hunts {
  std::vector<bool> found;
  /// How many seeds each property noticed.
  std::map<std::string, std::uint64_t> noticed;
};

void run(const scenarios::Plan& plan, Hunts& hunts) {
  scenarios::RunOptions options;
  options.system = engine::find_system("reference");
  const scenarios::RunReport report = scenarios::run_world(plan, options);
  hunts.found.push_back(report.verdict == scenarios::Verdict::Violated);
  for (const scenarios::JudgedProperty& property : report.properties) {
    if (!property.judgement.violations.empty()) ++hunts.noticed[std::string(property.name)];
  }
}

/// How many seeds each hunt took, in order. One without an end counts as long as it was.
std::vector<std::size_t> lengths_of(const std::vector<bool>& found) {
  std::vector<std::size_t> lengths;
  for (std::size_t begin = 0; begin < std::max<std::size_t>(found.size() / 2, 1); ++begin) {
    const auto from = found.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto end = std::find(from, found.end(), true);
    lengths.push_back(static_cast<std::size_t>(end - from) + (end == found.end() ? 0 : 1));
  }
  std::ranges::sort(lengths);
  return lengths;
}

std::string words(const std::map<std::string, std::uint64_t>& noticed) {
  std::string text;
  for (const auto& [property, times] : noticed) {
    if (!text.empty()) text += ", ";
    text += property + " " + std::to_string(times);
  }
  return text;
}

void report(const Hunts& hunts, benchmark::State& state) {
  state.counters["found"] = static_cast<double>(std::ranges::count(hunts.found, true));
  state.counters["seeds"] = static_cast<double>(hunts.found.size());
  state.SetItemsProcessed(static_cast<std::int64_t>(hunts.found.size()));
  if (hunts.noticed.empty()) return;
  const std::vector<std::size_t> lengths = lengths_of(hunts.found);
  const auto at = [&lengths](std::size_t percent) {
    return static_cast<double>(lengths[(lengths.size() - 1) * percent / 100]);
  };
  state.counters["median"] = at(50);
  state.counters["95%"] = at(95);
  state.counters["longest"] = at(100);
  state.SetLabel(words(hunts.noticed));
}

void bm_seeds_to_find(benchmark::State& state, const std::string& policy) {
  const ci::LoadedScenario scenario(std::string(STORM_SOURCE_DIR) + "/scenarios/general_chaos.toml",
                                    "");
  Hunts hunts;
  for (auto _ : state) {
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
      scenarios::Plan plan = scenario.plan(seed);
      if (!policy.empty()) plan.policies.insert_or_assign(policy, 1);
      run(plan, hunts);
    }
  }
  report(hunts, state);
  const bool found = std::ranges::find(hunts.found, true) != hunts.found.end();
  if (policy.empty() && found) state.SkipWithError("a healthy engine was blamed");
  if (!policy.empty() && !found && !smoke()) state.SkipWithError("the defect was never found");
}

void add(const std::string& name, const std::string& policy) {
  benchmark::RegisterBenchmark(
      ("bm_seeds_to_find/" + name).c_str(),
      [policy](benchmark::State& state) { bm_seeds_to_find(state, policy); })
      ->Iterations(1)
      ->Unit(benchmark::kSecond)
      ->MeasureProcessCPUTime();
}

}  // namespace
}  // namespace storm::bench

int main(int argc, char** argv) {
  storm::bench::add("healthy", "");
  for (const auto& defect : storm::engine::find_system("reference")->defects) {
    storm::bench::add(std::string(defect.id), std::string(defect.policy));
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
