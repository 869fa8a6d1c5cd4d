#include "scenarios/plan/planner.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "scenarios/plan/presence.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

Scenario good_scenario() { return std::get<Scenario>(read_test_scenario(text_of(good_lines()))); }

/// One operation as text, all of it but the id and the marks in its values.
std::string line_of(const PlannedOperation& planned) {
  const engine::Operation& operation = planned.operation;
  return fmt::format("{} {} {} {} {}", planned.at.time_since_epoch().count(),
                     static_cast<int>(operation.kind), operation.scope, operation.field,
                     operation.delta);
}

std::string text_of_plan(const Plan& plan) {
  std::string text;
  for (const DevicePlan& device : plan.devices) {
    text += fmt::format("{} {} {}\n", device.name, device.clock.offset.count(),
                        fmt::join(device.scopes, ","));
  }
  for (const PlannedFault& fault : plan.faults) {
    text +=
        fmt::format("{} {} {}\n", fault.kind, fault.target, fault.begin.time_since_epoch().count());
  }
  for (const PlannedOperation& planned : plan.operations) {
    text +=
        line_of(planned) + " " + planned.operation.document + " " + planned.operation.value + "\n";
  }
  return text;
}

/// When the device's users do what the workloads say, which is after the first documents are there.
std::vector<std::string> times_of(const Plan& plan, const std::string& device) {
  std::vector<std::string> times;
  for (const PlannedOperation& planned : plan.operations) {
    if (plan.devices[planned.device].name == device && planned.at >= Instant{2h}) {
      times.push_back(fmt::format("{}", planned.at.time_since_epoch().count()));
    }
  }
  return times;
}

TEST(PlannerTest, SameSeedSamePlanAndAnotherSeedAnother) {
  const Scenario scenario = good_scenario();
  const std::string plan = text_of_plan(make_plan(scenario, 7));
  EXPECT_EQ(text_of_plan(make_plan(scenario, 7)), plan);
  EXPECT_NE(text_of_plan(make_plan(scenario, 8)), plan);
}

TEST(PlannerTest, OperationsAreInOrderWithIdsFromOneUp) {
  const Plan plan = make_plan(good_scenario(), 1);
  ASSERT_FALSE(plan.operations.empty());
  Instant last{};
  std::uint64_t id = 0;
  for (const PlannedOperation& planned : plan.operations) {
    EXPECT_GE(planned.at, last);
    EXPECT_LT(planned.at, Instant{plan.chaos});
    last = planned.at;
    EXPECT_EQ(static_cast<std::uint64_t>(planned.operation.id), ++id);
  }
}

TEST(PlannerTest, ValuesAreUniqueOverTheRun) {
  const Plan plan = make_plan(good_scenario(), 1);
  std::set<std::string> values;
  std::size_t count = 0;
  for (const PlannedOperation& planned : plan.operations) {
    for (const auto& [field, value] : planned.operation.fields) {
      values.insert(value);
      ++count;
    }
    if (planned.operation.kind != engine::OperationKind::Set) continue;
    values.insert(planned.operation.value);
    ++count;
  }
  EXPECT_EQ(values.size(), count);
}

TEST(PlannerTest, NumbersStayWithinTheirRanges) {
  const Plan plan = make_plan(good_scenario(), 3);
  std::map<std::string, int> operations;
  for (const PlannedOperation& planned : plan.operations) {
    if (planned.at >= Instant{2h}) ++operations[plan.devices[planned.device].name];
  }
  for (const DevicePlan& device : plan.devices) {
    if (device.group == "office") {
      EXPECT_GE(device.clock.offset, -1h);
      EXPECT_LE(device.clock.offset, 1h);
      EXPECT_GE(operations[device.name], 30);
      EXPECT_LE(operations[device.name], 50);
    } else {
      EXPECT_GE(device.link.loss.num, 10'000U);
      EXPECT_LE(device.link.loss.num, 20'000U);
      EXPECT_EQ(operations[device.name], 60);
    }
  }
}

TEST(PlannerTest, DisksTearAsTheirGroupSays) {
  const ReadScenario read = read_test_scenario(with_line(19,
                                                         "disk.tearing = \"garbage\"\n[server]\n"
                                                         "disk.tearing = \"never\""));
  const Plan plan = make_plan(std::get<Scenario>(read), 1);
  EXPECT_EQ(plan.server_disk.tearing, sim::Tearing::Never);
  for (const DevicePlan& device : plan.devices) {
    const bool torn = device.group == "field";
    EXPECT_EQ(device.disk.tearing, torn ? sim::Tearing::Garbage : sim::Tearing::OldAndNew);
  }
}

TEST(PlannerTest, FaultsComeBackAndPickTheirDevices) {
  const Plan plan = make_plan(good_scenario(), 1);
  std::map<std::string, std::vector<const PlannedFault*>> by_kind;
  for (const PlannedFault& fault : plan.faults) by_kind[fault.kind].push_back(&fault);
  ASSERT_EQ(by_kind["restart"].size(), 5U);
  for (std::size_t n = 0; n < 5; ++n) {
    const PlannedFault& restart = *by_kind["restart"][n];
    EXPECT_EQ(restart.target, kServerTarget);
    EXPECT_EQ(restart.begin, Instant{days{1 + 2 * static_cast<int>(n)}});
    EXPECT_EQ(restart.end, restart.begin + 5min);
  }
  EXPECT_EQ(by_kind["partition"].size(), 4U);
  ASSERT_EQ(by_kind["clock_step"].size(), 1U);
  EXPECT_FALSE(by_kind["clock_step"][0]->end.has_value());
  EXPECT_TRUE(std::is_sorted(plan.faults.begin(), plan.faults.end(),
                             [](const PlannedFault& left, const PlannedFault& right) {
                               return left.begin < right.begin;
                             }));
}

TEST(PlannerTest, ADeviceMoreChangesNoTimesOfTheOthers) {
  const Scenario scenario = good_scenario();
  Scenario bigger = scenario;
  bigger.groups[1].devices = 5;
  bigger.faults[0].how_many = 5;
  const Plan plan = make_plan(scenario, 5);
  const Plan bigger_plan = make_plan(bigger, 5);
  ASSERT_EQ(bigger_plan.devices.size(), plan.devices.size() + 1);
  for (std::size_t index = 0; index < plan.devices.size(); ++index) {
    const std::string& name = plan.devices[index].name;
    EXPECT_EQ(bigger_plan.devices[index].clock.offset, plan.devices[index].clock.offset);
    if (plan.devices[index].group == "field") {
      EXPECT_EQ(times_of(bigger_plan, name), times_of(plan, name)) << name;
    }
  }
}

TEST(PlannerTest, AFaultOfAnotherKindChangesNoTimes) {
  const Scenario scenario = good_scenario();
  Scenario calmer = scenario;
  calmer.faults.erase(calmer.faults.begin() + 1);
  const Plan plan = make_plan(scenario, 5);
  const Plan calmer_plan = make_plan(calmer, 5);
  std::vector<PlannedFault> rest;
  for (const PlannedFault& fault : plan.faults) {
    if (fault.kind != "restart") rest.push_back(fault);
  }
  ASSERT_EQ(calmer_plan.faults.size(), rest.size());
  for (std::size_t index = 0; index < rest.size(); ++index) {
    EXPECT_EQ(calmer_plan.faults[index].begin, rest[index].begin);
    EXPECT_EQ(calmer_plan.faults[index].parameters, rest[index].parameters);
  }
}

/// Replays a plan as users could have lived it, and says what nobody could have done.
class Onlooker {
 public:
  explicit Onlooker(const Plan& plan) : plan_(plan), presence_(plan) {}

  std::string complaint(const PlannedOperation& planned) {
    const engine::Operation& operation = planned.operation;
    const DevicePlan& device = plan_.devices[planned.device];
    const auto has_scope = std::find(device.scopes.begin(), device.scopes.end(), operation.scope);
    if (has_scope == device.scopes.end()) return "works in a foreign scope";
    Story& story = stories_[operation.document];
    if (operation.kind == engine::OperationKind::Create) {
      if (story.is_made) return "is made twice";
      story = {.is_made = true, .creator = planned.device, .made = planned.at, .deleted_by = {}};
      return {};
    }
    if (!story.is_made) return "is not there yet";
    if (story.deleted_by.contains(planned.device)) return "was deleted by the same user";
    if (story.creator != planned.device) {
      const Instant published = presence_.published_at(story.creator, story.made);
      if (published > presence_.seen_until(planned.device, planned.at)) {
        return "cannot be known of";
      }
    }
    if (operation.kind == engine::OperationKind::Delete) story.deleted_by.insert(planned.device);
    return {};
  }

 private:
  struct Story {
    bool is_made = false;
    std::uint32_t creator = 0;
    Instant made{};
    std::set<std::uint32_t> deleted_by;
  };

  const Plan& plan_;
  Presence presence_;
  std::map<std::string, Story> stories_;
};

TEST(PlannerTest, UsersWorkOnWhatTheyCanKnowOf) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Plan plan = make_plan(good_scenario(), seed);
    Onlooker onlooker(plan);
    for (const PlannedOperation& planned : plan.operations) {
      EXPECT_EQ(onlooker.complaint(planned), "") << line_of(planned) << " of seed " << seed;
    }
  }
}

}  // namespace
}  // namespace storm::scenarios
