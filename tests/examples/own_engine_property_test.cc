// An example: how the suite of a sync engine holds it to the judges for plans made by chance.
//
// Copy this file next to your engine, put your own `storm::engine::System` in the place of
// `my_engine()`, and link with storm_scenarios, storm_engine, RapidCheck and GoogleTest. The first
// test is all that you need; the second shows what you get when the engine is broken.

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "engine/systems.h"
#include "scenarios/search/arbitrary_plan.h"
#include "scenarios/search/shrink.h"
#include "scenarios/world/runner.h"

namespace {

using storm::engine::System;
using storm::scenarios::Plan;
using storm::scenarios::RunReport;
using storm::scenarios::Violation;

// A system says how to make the two halves of your engine; engine/naive is the worked example.
const System& my_engine() { return *storm::engine::find_system("reference"); }
// What chance must find out about.
const System& broken_engine() { return *storm::engine::find_system("naive"); }

/// Runs one world, here and now, in milliseconds of real time. What a judge found, or nothing.
std::string complaint_about(const System& engine, const Plan& plan) {
  storm::scenarios::RunOptions options;
  options.system = &engine;
  const RunReport report = storm::scenarios::run_world(plan, options);
  for (const auto& property : report.properties) {
    for (const Violation& violation : property.judgement.violations) {
      return fmt::format("{}: {}: {}", violation.property, violation.kind, violation.explanation);
    }
  }
  return {};
}

// RapidCheck's usual number of cases is 100; RC_PARAMS="max_success=10000" in the environment asks
// for more. A counterexample is shrunk and printed as a plan: save it and `syncstorm run` it.
RC_GTEST_PROP(OwnEngineProperty, PassesAllJudges, ()) {
  const Plan plan = *storm::scenarios::arbitrary_plan();
  const std::string complaint = complaint_about(my_engine(), plan);
  if (!complaint.empty()) RC_FAIL(complaint);
}

// Which plans are made is yours to say: here only the network fails.
RC_GTEST_PROP(OwnEngineProperty, PassesAllJudgesOnABadNetwork, ()) {
  storm::scenarios::ArbitraryPlanOptions options;
  options.operations_max = 16;
  options.fault_kinds = {"partition", "link_quality"};
  const Plan plan = *storm::scenarios::arbitrary_plan(options);
  const std::string complaint = complaint_about(my_engine(), plan);
  if (!complaint.empty()) RC_FAIL(complaint);
}

// What RapidCheck does with a broken engine: it finds a plan that fails and shrinks it. Here the
// outcome is caught, to look at it; in your own suite RC_GTEST_PROP prints it.
TEST(OwnEngineProperty, ABrokenEngineIsFoundAndItsPlanShrunk) {
  std::optional<Plan> smallest;
  rc::detail::TestParams params;
  params.seed = 7;
  const auto outcome = rc::detail::checkTestable(
      [&smallest](const Plan& plan) {
        const std::string complaint = complaint_about(broken_engine(), plan);
        if (complaint.empty()) return;
        if (!smallest || size_of(plan) <= size_of(*smallest)) smallest = plan;
        RC_FAIL(complaint);
      },
      rc::detail::TestMetadata{}, params);
  rc::detail::FailureResult failure;
  ASSERT_TRUE(outcome.match(failure)) << "chance did not find the bugs of the naive engine";
  ASSERT_EQ(failure.counterExample.size(), 1U);
  // The counterexample is a plan file.
  EXPECT_NE(failure.counterExample[0].second.find("[plan]"), std::string::npos);
  ASSERT_TRUE(smallest);
  EXPECT_LE(smallest->devices.size(), 2U);
  EXPECT_LE(smallest->operations.size(), 4U);
  EXPECT_LE(smallest->faults.size(), 2U);
  EXPECT_NE(complaint_about(broken_engine(), *smallest), "") << "the small plan fails like the big";
}

}  // namespace
