// What the harness is for: one general scenario finds known defects, and nothing in a healthy
// engine. tests/bench/RESULTS.md has how long it takes to find them from anywhere.

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/systems.h"
#include "faults/fault.h"
#include "scenarios/plan/planner.h"
#include "scenarios/world/runner.h"
#include "tests/scenarios/read_from_disk.h"

namespace storm::scenarios {
namespace {

const engine::System& reference() { return *engine::find_system("reference"); }

/// The general scenario with a defect planted, or, with an empty id, none.
Plan plan_of(std::uint64_t seed, const std::string& defect) {
  Plan plan = make_plan(shipped_scenario("scenarios/general_chaos.toml"), seed);
  if (!defect.empty()) {
    plan.policies.emplace(engine::find_defect(reference().defects, defect)->policy, 1);
  }
  return plan;
}

std::vector<std::string> violated(std::uint64_t seed, const std::string& defect) {
  const Plan plan = plan_of(seed, defect);
  RunOptions options;
  options.system = &reference();
  const RunReport report = run_world(plan, options);
  std::vector<std::string> names;
  for (const JudgedProperty& property : report.properties) {
    if (!property.judgement.violations.empty()) names.emplace_back(property.name);
  }
  return names;
}

TEST(DetectionTest, AHealthyEnginePassesTheGeneralScenario) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    EXPECT_EQ(violated(seed, ""), std::vector<std::string>{})
        << "repeat: syncstorm run scenarios/general_chaos.toml --seed " << seed;
  }
}

struct Detection {
  std::string defect;
  std::uint64_t seed;
  std::string property;
};

void PrintTo(const Detection& detection, std::ostream* out) {
  *out << detection.defect << " at seed " << detection.seed;
}

class DetectionOfTest : public testing::TestWithParam<Detection> {};

TEST_P(DetectionOfTest, TheDefectIsCaughtAndTheSameSeedPassesWithoutIt) {
  const Detection& detection = GetParam();
  const std::vector<std::string> names = violated(detection.seed, detection.defect);
  EXPECT_NE(std::ranges::find(names, detection.property), names.end());
  EXPECT_EQ(violated(detection.seed, ""), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(
    Planted, DetectionOfTest,
    testing::Values(Detection{"Z01", 6, "convergence"}, Detection{"Z15", 31, "honesty"},
                    Detection{"Z18", 45, "effects once"}, Detection{"Z21", 7, "progress"},
                    Detection{"Z46", 10, "deletes stay"}, Detection{"Z50", 7, "no silent loss"}));

/// Whatever the seeds above become when a scenario or an engine changes: some near seed finds each.
TEST(DetectionTest, EachDefectIsFoundWithinAHundredSeeds) {
  constexpr std::uint64_t kSeedsMax = 100;
  for (const engine::Defect& defect : reference().defects) {
    std::uint64_t seed = 1;
    while (seed <= kSeedsMax && violated(seed, std::string(defect.id)).empty()) ++seed;
    EXPECT_LE(seed, kSeedsMax) << defect.id;
  }
}

}  // namespace
}  // namespace storm::scenarios
