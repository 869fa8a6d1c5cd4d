#include "scenarios/search/shrink.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/scenarios/plan_fixtures.h"

namespace storm::scenarios {
namespace {

using Deeds = std::vector<std::string>;

/// Eight devices, forty documents with their edits, forty faults.
Plan big_plan() {
  PlanBuilder builder(8);
  for (std::uint32_t i = 0; i < 40; ++i) {
    const std::string document = fmt::format("doc-{:02}", i);
    builder.create(i % 8, i * 20min, document).set((i + 3) % 8, i * 20min + 5min, document);
    builder.set((i + 5) % 8, i * 20min + 10min, document);
    builder.fault(i % 2 == 0 ? "partition" : "suspend", i % 8, i * 20min, 1h);
  }
  builder.plan().devices[6].clock.offset = 30h;
  return std::move(builder.plan());
}

bool has_deed(const Plan& plan, const std::string& device, engine::OperationKind kind,
              const std::string& document) {
  return std::ranges::any_of(plan.operations, [&](const PlannedOperation& planned) {
    return plan.devices[planned.device].name == device && planned.operation.kind == kind &&
           planned.operation.document == document;
  });
}

bool has_fault(const Plan& plan, const std::string& kind, const std::string& device) {
  return std::ranges::any_of(plan.faults, [&](const PlannedFault& fault) {
    return fault.kind == kind && plan.devices[fault.target].name == device;
  });
}

/// Needs two devices, two operations (of which one needs a create) and one fault; nothing else.
bool core_fails(const Plan& plan) {
  return has_deed(plan, "desk-4", engine::OperationKind::Set, "doc-16") &&
         has_deed(plan, "desk-6", engine::OperationKind::Set, "doc-16") &&
         has_fault(plan, "suspend", "desk-4");
}

TEST(ShrinkTest, FindsAKnownCoreInABigPlan) {
  // desk-1 creates doc-16; desk-4 and desk-6 edit it.
  SerialTrials trials(core_fails);
  const Shrunk shrunk = shrink(big_plan(), trials);
  EXPECT_EQ(shrunk.end, ShrinkEnd::Smallest);
  EXPECT_EQ(shrunk.plan.devices.size(), 2U);
  EXPECT_EQ(deeds(shrunk.plan), (Deeds{"0 creates doc-16", "0 sets doc-16", "1 sets doc-16"}));
  ASSERT_EQ(shrunk.plan.faults.size(), 1U);
  EXPECT_EQ(shrunk.plan.faults[0].kind, "suspend");
  EXPECT_LE(shrunk.plan.chaos, 10s);
  EXPECT_LT(trials.tries(), 600U);
}

TEST(ShrinkTest, FindsThreeEntriesThatOnlyFailTogether) {
  const auto fails = [](const Plan& plan) {
    return has_deed(plan, "desk-1", engine::OperationKind::Create, "doc-00") &&
           has_deed(plan, "desk-5", engine::OperationKind::Create, "doc-20") &&
           has_deed(plan, "desk-8", engine::OperationKind::Create, "doc-39");
  };
  SerialTrials trials(fails);
  const Plan plan = shrink(big_plan(), trials).plan;
  EXPECT_EQ(size_of(plan), (PlanSize{.devices = 3, .operations = 3, .faults = 0}));
}

TEST(ShrinkTest, GuessesWhatTheViolationNames) {
  const Plan plan = big_plan();
  Violation violation;
  violation.devices = {3};
  violation.operations = {plan.operations[16 * 3 + 1].operation.id};
  SerialTrials unguided(core_fails);
  shrink(plan, unguided);
  SerialTrials guided(core_fails);
  ShrinkOptions options;
  options.violation = &violation;
  const Shrunk shrunk = shrink(plan, guided, options);
  EXPECT_EQ(shrunk.plan.operations.size(), 3U);
  EXPECT_LT(guided.tries(), unguided.tries());
}

TEST(ShrinkTest, KeepsWhatTheFailureNeedsInsideAnEntry) {
  const auto fails = [](const Plan& plan) {
    return std::ranges::any_of(
               plan.devices,
               [](const DevicePlan& device) { return device.clock.offset > 90min; }) &&
           plan.chaos >= 3h;
  };
  SerialTrials trials(fails);
  const Plan plan = shrink(big_plan(), trials).plan;
  EXPECT_EQ(size_of(plan), (PlanSize{.devices = 1, .operations = 0, .faults = 0}));
  EXPECT_GT(plan.devices[0].clock.offset, 90min);
  EXPECT_LE(plan.devices[0].clock.offset, 3h);
  EXPECT_GE(plan.chaos, 3h);
  EXPECT_LE(plan.chaos, 6h);
}

TEST(ShrinkTest, StopsWhenTrialsAreOverWithAPlanThatStillFails) {
  SerialTrials trials(core_fails, 20);
  const Shrunk shrunk = shrink(big_plan(), trials);
  EXPECT_EQ(shrunk.end, ShrinkEnd::TimeUp);
  EXPECT_EQ(trials.tries(), 20U);
  EXPECT_TRUE(core_fails(shrunk.plan));
  EXPECT_LT(size_of(shrunk.plan), size_of(big_plan()));
}

TEST(ShrinkTest, GoesOnFromWhereItWasStopped) {
  SerialTrials whole(core_fails);
  const Shrunk at_once = shrink(big_plan(), whole);
  Plan plan = big_plan();
  ShrinkEnd end = ShrinkEnd::TimeUp;
  for (int rounds = 0; end == ShrinkEnd::TimeUp && rounds < 200; ++rounds) {
    SerialTrials trials(core_fails, 100);
    Shrunk shrunk = shrink(std::move(plan), trials);
    plan = std::move(shrunk.plan);
    end = shrunk.end;
  }
  EXPECT_EQ(end, ShrinkEnd::Smallest);
  EXPECT_EQ(size_of(plan), size_of(at_once.plan));
}

TEST(ShrinkTest, TellsOfEachImprovement) {
  std::vector<PlanSize> sizes;
  ShrinkOptions options;
  options.improved = [&sizes](const ShrinkStep& step) {
    EXPECT_TRUE(core_fails(step.plan));
    sizes.push_back(size_of(step.plan));
  };
  SerialTrials trials(core_fails);
  shrink(big_plan(), trials, options);
  ASSERT_GT(sizes.size(), 3U);
  EXPECT_EQ(sizes.back(), (PlanSize{.devices = 2, .operations = 3, .faults = 1}));
}

}  // namespace
}  // namespace storm::scenarios
