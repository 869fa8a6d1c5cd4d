#include "scenarios/plan/swarm.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/planner.h"
#include "scenarios/plan/swarm_kinds.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

/// The good scenario without faults of its own, and `chaos` in their place, from line 28 on.
std::string text_with(const std::vector<std::string>& chaos) {
  std::vector<std::string> lines = good_lines();
  const auto first_fault = std::ranges::find(lines, "[[fault]]");
  const auto expect = std::ranges::find(lines, "[expect]");
  lines.erase(first_fault, expect);
  lines.insert(std::ranges::find(lines, "[expect]"), chaos.begin(), chaos.end());
  return text_of(lines);
}

Scenario scenario_with(const std::vector<std::string>& chaos) {
  return std::get<Scenario>(read_test_scenario(text_with(chaos)));
}

Scenario chaotic_scenario() {
  return scenario_with({"[chaos]", "from = \"1h\"", "until = \"9d\"", "strikes = [1, 4]"});
}

std::vector<PlannedFault> swarm_of(const Scenario& scenario, std::uint64_t seed) {
  return make_plan_without_operations(scenario, seed).faults;
}

std::string complaints_about(const std::vector<std::string>& chaos) {
  const ReadScenario read = read_test_scenario(text_with(chaos));
  std::string text;
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    for (const Diagnostic& diagnostic : *diagnostics) text += to_text(diagnostic) + "\n";
  }
  return text;
}

TEST(SwarmTest, DrawsOnlyWhatIsSafeAndWithinTheBoundsOfTheKind) {
  EXPECT_EQ(find_swarm_kind("disk_lies"), nullptr);
  for (const SwarmKind& swarm : swarm_kinds()) {
    const faults::FaultKind* kind = faults::find_fault_kind(swarm.kind);
    ASSERT_NE(kind, nullptr) << swarm.kind;
    EXPECT_EQ(kind->damage, faults::Damage::None) << swarm.kind;
    EXPECT_EQ(kind->extent == faults::Extent::Lasting, swarm.longest > Duration::zero())
        << swarm.kind;
    for (const SwarmRange& range : swarm.ranges) {
      const auto parameter =
          std::ranges::find(kind->parameters, range.parameter, &faults::Parameter::name);
      ASSERT_NE(parameter, kind->parameters.end()) << swarm.kind << ' ' << range.parameter;
      EXPECT_LE(parameter->minimum, range.low) << swarm.kind << ' ' << range.parameter;
      EXPECT_LE(range.low, range.high) << swarm.kind << ' ' << range.parameter;
      EXPECT_GE(parameter->maximum, range.high) << swarm.kind << ' ' << range.parameter;
    }
  }
}

TEST(SwarmTest, EachSeedSwitchesOnAnotherPartOfTheKinds) {
  const Scenario scenario = chaotic_scenario();
  std::map<std::string, int> seeds_with;
  std::set<std::set<std::string>> subsets;
  constexpr int kSeeds = 60;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    std::set<std::string> kinds;
    for (const PlannedFault& fault : swarm_of(scenario, seed)) kinds.insert(fault.kind);
    for (const std::string& kind : kinds) ++seeds_with[kind];
    subsets.insert(kinds);
  }
  EXPECT_EQ(subsets.size(), static_cast<std::size_t>(kSeeds));
  EXPECT_EQ(seeds_with.size(), swarm_kinds().size());
  for (const auto& [kind, seeds] : seeds_with) {
    EXPECT_GT(seeds, kSeeds / 4) << kind;
    EXPECT_LT(seeds, kSeeds * 3 / 4) << kind;
  }
}

TEST(SwarmTest, StrikesEndInTimeAndOneBeforeTheNextOfItsKind) {
  const Scenario scenario = chaotic_scenario();
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::map<std::pair<std::string, std::uint32_t>, Instant> free_from;
    for (const PlannedFault& fault : swarm_of(scenario, seed)) {
      Instant& free = free_from[{fault.kind, fault.target}];
      EXPECT_GE(fault.begin, std::max(free, Instant{1h}));
      free = fault.end.value_or(fault.begin);
      EXPECT_GE(free, fault.begin);
      EXPECT_LE(free, Instant{days{9}});
      const bool lasts = faults::find_fault_kind(fault.kind)->extent == faults::Extent::Lasting;
      EXPECT_EQ(fault.end.has_value(), lasts) << fault.kind;
    }
  }
}

TEST(SwarmTest, ADeviceLessLeavesTheFaultsOfTheOthers) {
  const Scenario scenario = chaotic_scenario();
  Scenario smaller = scenario;
  --smaller.groups[1].devices;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<PlannedFault> expected = swarm_of(scenario, seed);
    std::erase_if(expected, [](const PlannedFault& fault) { return fault.target == 6; });
    EXPECT_EQ(swarm_of(smaller, seed), expected);
  }
}

TEST(SwarmTest, AKindLessLeavesTheFaultsOfTheOtherKinds) {
  const Scenario scenario = chaotic_scenario();
  Scenario calmer = scenario;
  std::erase(calmer.chaos->kinds, "crash");
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<PlannedFault> expected = swarm_of(scenario, seed);
    std::erase_if(expected, [](const PlannedFault& fault) { return fault.kind == "crash"; });
    EXPECT_EQ(swarm_of(calmer, seed), expected);
  }
}

TEST(SwarmTest, StrikesWhomItIsOnAndLeavesWrittenFaultsAsTheyAre) {
  std::vector<std::string> lines = good_lines();
  const auto expect = std::ranges::find(lines, "[expect]");
  lines.insert(expect, {"[chaos]", "kinds = [\"crash\", \"suspend\"]", "on = [\"server\"]"});
  const Scenario both = std::get<Scenario>(read_test_scenario(text_of(lines)));
  const Scenario written = std::get<Scenario>(read_test_scenario(text_of(good_lines())));
  std::size_t drawn = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    std::vector<PlannedFault> faults = swarm_of(both, seed);
    drawn += std::erase_if(faults, [](const PlannedFault& fault) {
      const bool is_drawn = fault.kind == "crash" || fault.kind == "suspend";
      EXPECT_TRUE(!is_drawn || fault.target == kServerTarget);
      return is_drawn;
    });
    EXPECT_EQ(faults, swarm_of(written, seed));
  }
  EXPECT_GT(drawn, 0U);
}

TEST(SwarmTest, EachSeedKeepsAnotherPartOfTheKindsOfOperations) {
  const Scenario scenario = chaotic_scenario();
  int without_removals = 0;
  int without_increments = 0;
  constexpr int kSeeds = 60;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto workloads = thin_out(scenario, sim::Seed(seed).fork("plan"));
    ASSERT_EQ(workloads.size(), scenario.workloads.size());
    const Mix& mix = workloads[0].mix;
    EXPECT_GT(mix.create_own + mix.create_shared + mix.edit_own + mix.edit_shared + mix.increment +
                  mix.remove,
              0);
    if (mix.remove == 0) ++without_removals;
    if (mix.increment == 0) ++without_increments;
    bool increments = false;
    for (const PlannedOperation& planned : make_plan(scenario, seed).operations) {
      increments = increments || planned.operation.kind == engine::OperationKind::Increment;
    }
    EXPECT_EQ(increments, mix.increment > 0);
  }
  EXPECT_GT(without_removals, kSeeds / 10);
  EXPECT_LT(without_removals, kSeeds / 2);
  EXPECT_GT(without_increments, kSeeds / 10);
  EXPECT_LT(without_increments, kSeeds / 2);
}

TEST(SwarmTest, ReadsWhatIsSaidAndFillsInTheRest) {
  const Scenario scenario =
      scenario_with({"[chaos]", "kinds = [\"suspend\", \"crash\"]", "on = [\"field\", \"server\"]",
                     "from = \"1d\"", "until = \"2d\"", "lasts = [\"1s\", \"3h\"]", "strikes = 2",
                     "kinds_on = \"30%\"", "operations_on = 1.0"});
  ASSERT_TRUE(scenario.chaos.has_value());
  const ChaosSpec& chaos = *scenario.chaos;
  EXPECT_EQ(chaos.kinds, (std::vector<std::string>{"suspend", "crash"}));
  EXPECT_EQ(chaos.on, (std::vector<std::string>{"field", "server"}));
  EXPECT_EQ(chaos.from, days{1});
  EXPECT_EQ(chaos.until, days{2});
  EXPECT_EQ(chaos.lasts, (DurationRange{1s, 3h}));
  EXPECT_EQ(chaos.strikes, (CountRange{2, 2}));
  EXPECT_EQ(chaos.kinds_on_ppm, 300'000);
  EXPECT_EQ(chaos.operations_on_ppm, 1'000'000);

  const ChaosSpec silent = *scenario_with({"[chaos]"}).chaos;
  EXPECT_EQ(silent.kinds.size(), swarm_kinds().size());
  EXPECT_EQ(silent.on, (std::vector<std::string>{"office", "field", "server"}));
  EXPECT_EQ(silent.until, days{10});
  EXPECT_FALSE(scenario_with({}).chaos.has_value());
}

TEST(SwarmTest, ExplainsWhatIsWrong) {
  EXPECT_NE(complaints_about({"[chaos]", "kinds = [\"crush\"]"})
                .find("29:9: error: no kind of fault is called \"crush\""),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "kinds = [\"crush\"]"}).find("did you mean \"crash\"?"),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "kinds = [\"disk_lies\"]"})
                .find("a fault of kind \"disk_lies\" may destroy accepted work"),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "on = [\"feild\"]"}).find("did you mean \"field\"?"),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "from = \"2d\"", "until = \"1d\""})
                .find("[chaos] ends before it begins"),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "until = \"1m\"", "strikes = 100"})
                .find("[chaos] has no time for so many strikes"),
            std::string::npos);
  EXPECT_NE(complaints_about({"[chaos]", "strike = 1"}).find("did you mean \"strikes\"?"),
            std::string::npos);
}

}  // namespace
}  // namespace storm::scenarios
