// scenarios/every_fault.toml: all kinds of faults at once, on both engines.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/planner.h"
#include "scenarios/world/runner.h"
#include "sim/fingerprint.h"
#include "tests/scenarios/read_from_disk.h"

namespace storm::scenarios {
namespace {

constexpr const char* kPath = "scenarios/every_fault.toml";

Plan plan_of(std::uint64_t seed) { return make_plan(shipped_scenario(kPath), seed); }

RunReport run(const Plan& plan, std::string_view engine = "reference") {
  RunOptions options;
  options.system = engine::find_system(engine);
  return run_world(plan, options);
}

TEST(EveryFaultTest, TheReferenceEngineSurvivesAllAtOnce) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Plan plan = plan_of(seed);
    const RunReport report = run(plan);
    EXPECT_EQ(report.verdict, Verdict::Pass)
        << "repeat: syncstorm run " << kPath << " --seed " << seed;
    EXPECT_EQ(report.faults_begun, plan.faults.size());
    EXPECT_GT(report.operations_accepted, 80U);
  }
}

TEST(EveryFaultTest, TheSameSeedGivesTheSameRun) {
  const Plan plan = plan_of(5);
  EXPECT_EQ(run(plan).fingerprint, run(plan).fingerprint);
}

TEST(EveryFaultTest, TheNaiveEngineDoesNot) {
  EXPECT_EQ(run(plan_of(1), "naive").verdict, Verdict::Violated);
}

/// All that happened, but for the begins and ends of faults.
class Happenings final : public sim::TraceSink {
 public:
  void record(const sim::TraceRecord& record) override {
    if (record.kind == static_cast<std::uint16_t>(sim::TraceKind::Harness)) return;
    // A fault that is left out shifts the numbers of all later events.
    records.emplace_back(record).sequence = 0;
  }

  std::vector<sim::TraceRecord> records;
};

std::vector<sim::TraceRecord> happenings(const Plan& plan) {
  Happenings happenings;
  RunOptions options;
  options.system = engine::find_system("reference");
  options.sink = &happenings;
  run_world(plan, options);
  return std::move(happenings.records);
}

TEST(EveryFaultTest, WithoutAnyOneKindTheRunIsAnother) {
  std::set<std::string> without_effect;
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    bool has_effect = false;
    for (std::uint64_t seed = 1; seed <= 4 && !has_effect; ++seed) {
      const Plan plan = plan_of(seed);
      Plan without = plan;
      std::erase_if(without.faults,
                    [&kind](const PlannedFault& fault) { return fault.kind == kind.name; });
      has_effect = happenings(plan) != happenings(without);
    }
    if (!has_effect) without_effect.insert(std::string(kind.name));
  }
  EXPECT_EQ(without_effect, std::set<std::string>{});
}

TEST(EveryFaultTest, WithOtherDisksTheRunIsAnother) {
  // Only a power cut in the middle of a write shows how a disk tears.
  bool has_effect = false;
  for (std::uint64_t seed = 1; seed <= 12 && !has_effect; ++seed) {
    const Plan plan = plan_of(seed);
    Plan usual = plan;
    for (DevicePlan& device : usual.devices) device.disk.tearing = sim::Tearing::OldAndNew;
    EXPECT_NE(usual.devices, plan.devices);
    has_effect = happenings(usual) != happenings(plan);
  }
  EXPECT_TRUE(has_effect);
}

}  // namespace
}  // namespace storm::scenarios
