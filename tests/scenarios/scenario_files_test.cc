// The scenario files that come with the program.

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "faults/fault_catalogue.h"
#include "scenarios/plan/planner.h"
#include "tests/scenarios/read_from_disk.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

Scenario scenario_file(const std::string& name) {
  return shipped_scenario("scenarios/" + name + ".toml");
}

TEST(ScenarioFilesTest, AMonthOfflineIsAsBigAsItSays) {
  const Plan plan = make_plan(scenario_file("month_offline"), 1);
  ASSERT_EQ(plan.devices.size(), 50U);
  EXPECT_GT(plan.operations.size(), 28'000U);
  EXPECT_LT(plan.operations.size(), 35'000U);
  std::vector<int> while_away(plan.devices.size());
  for (const PlannedFault& fault : plan.faults) {
    if (fault.kind != "partition" || plan.devices[fault.target].group != "field") continue;
    EXPECT_GE(*fault.end - fault.begin, days{30});
    for (const PlannedOperation& planned : plan.operations) {
      const bool is_away = planned.at >= fault.begin && planned.at < *fault.end;
      if (is_away && planned.device == fault.target) ++while_away[fault.target];
    }
    EXPECT_GE(while_away[fault.target], 500);
    EXPECT_LE(while_away[fault.target], 1010);
  }
}

TEST(ScenarioFilesTest, SmallChaosIsAsBigAsItSays) {
  const Plan plan = make_plan(scenario_file("small_chaos"), 1);
  EXPECT_EQ(plan.devices.size(), 5U);
  EXPECT_GT(plan.operations.size(), 170U);
  EXPECT_LT(plan.operations.size(), 240U);
}

TEST(ScenarioFilesTest, EveryFaultHasEveryKindOfFault) {
  const Plan plan = make_plan(scenario_file("every_fault"), 1);
  std::set<std::string> kinds;
  for (const PlannedFault& fault : plan.faults) kinds.insert(fault.kind);
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    EXPECT_TRUE(kinds.contains(std::string(kind.name))) << kind.name;
  }
}

TEST(ScenarioFilesTest, TheScalePairDiffersInSizeOnly) {
  const Plan small = make_plan(scenario_file("scale_50"), 1);
  const Plan big = make_plan(scenario_file("scale_500"), 1);
  EXPECT_EQ(small.devices.size(), 50U);
  EXPECT_EQ(big.devices.size(), 500U);
  EXPECT_EQ(big.operations.size(), 10 * small.operations.size());
}

TEST(ScenarioFilesTest, TwoWritersNeedsARecording) {
  EXPECT_TRUE(scenario_file("two_writers").recording.has_value());
}

}  // namespace
}  // namespace storm::scenarios
