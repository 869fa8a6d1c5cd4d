#include "scenarios/search/sweep.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/plan_file.h"
#include "tests/scenarios/plan_fixtures.h"

namespace storm::scenarios {
namespace {

/// Two devices share a note.
Plan two_devices() {
  Plan plan = note_in_two_hands(5min, 15min);
  plan.scenario = "two";
  plan.seed = 1;
  plan.chaos = 30min;
  plan.quiet = 20min;
  plan.expectations.drain_within = 15min;
  return plan;
}

RunReport run(const Plan& plan) {
  RunOptions options;
  options.system = engine::find_system("reference");
  return run_world(plan, options);
}

bool crashes(const SweepPoint& point) { return point.strike != SweepPoint::Strike::DiskError; }

/// Runs every point, and returns in words those that fail or are not met.
std::vector<std::string> failing(SweepKind kind) {
  const Plan plan = two_devices();
  std::vector<std::string> failed;
  for (const SweepPoint& point : sweep_points(plan, kind, run(plan).machines)) {
    const RunReport report = run(with_strike(plan, point));
    const bool met = was_met(plan, point, report.machines);
    // A refused operation may leave nothing to judge: that is no failure.
    if (report.verdict == Verdict::Violated || !met) failed.push_back(to_text(plan, point));
  }
  return failed;
}

TEST(SweepTest, KindsHaveNames) {
  for (const SweepKind kind : {SweepKind::DiskCalls, SweepKind::CrashPoints}) {
    EXPECT_EQ(find_sweep_kind(name_of(kind)), kind);
  }
  EXPECT_FALSE(find_sweep_kind("everything").has_value());
}

TEST(SweepTest, PointsCoverEveryMachineFromTheFirstToTheLast) {
  const Plan plan = two_devices();
  const RunReport report = run(plan);
  ASSERT_EQ(report.machines.size(), 3U);
  for (const MachineUse& use : report.machines) {
    EXPECT_GT(use.disk_changes, 5U);
    EXPECT_GT(use.disk_calls, use.disk_changes);
  }
  // Each device commits and sends once and stores pages; the server commits twice.
  EXPECT_GE(report.machines[0].boundaries, 3U);
  EXPECT_GE(report.machines[2].boundaries, 2U);

  const auto points = sweep_points(plan, SweepKind::DiskCalls, report.machines);
  EXPECT_EQ(points.size(), report.machines[0].disk_calls + report.machines[1].disk_calls +
                               report.machines[2].disk_calls);
  EXPECT_EQ(to_text(plan, points.front()), "error of disk call 1 of one");
  EXPECT_EQ(points.back().target, kServerTarget);
  EXPECT_EQ(points.back().nth, report.machines[2].disk_calls);
  const auto deaths = sweep_points(plan, SweepKind::CrashPoints, report.machines);
  EXPECT_TRUE(std::ranges::all_of(deaths, crashes));
  EXPECT_EQ(to_text(plan, deaths.front()), "crash at boundary 1 of one");
}

TEST(SweepTest, AStruckPlanIsAnOrdinaryPlan) {
  const Plan plan = two_devices();
  for (const SweepPoint::Strike strike :
       {SweepPoint::Strike::DiskError, SweepPoint::Strike::CrashInDiskCall,
        SweepPoint::Strike::CrashAtBoundary}) {
    const Plan struck = with_strike(plan, {.target = 1, .strike = strike, .nth = 2});
    const std::string text = to_toml(struck);
    const ReadPlan read =
        read_plan(text, "struck.toml", {.policies = {}, .faults = faults::fault_kinds()});
    ASSERT_TRUE(std::holds_alternative<Plan>(read)) << text;
    EXPECT_EQ(std::get<Plan>(read), struck);
  }
}

TEST(SweepTest, AMachineThatWasKilledBootsAgainWithinAMinute) {
  const Plan plan = two_devices();
  int died_before_answering = 0;
  for (const SweepPoint& point : sweep_points(plan, SweepKind::CrashPoints, run(plan).machines)) {
    if (point.target != 0 || point.strike != SweepPoint::Strike::CrashAtBoundary) continue;
    const RunReport report = run(with_strike(plan, point));
    if (report.operations_unknown == 0) continue;
    ++died_before_answering;
    EXPECT_EQ(report.operations_accepted, 1U)
        << "it booted and sent the note, so that the other could change it";
    EXPECT_EQ(report.server.at("note").fields.at("title"), "second");
  }
  EXPECT_EQ(died_before_answering, 1) << "once, between its only commit and the answer";
}

TEST(SweepTest, APointBeyondTheLastIsNotMet) {
  const Plan plan = two_devices();
  const SweepPoint beyond{.target = 0, .strike = SweepPoint::Strike::DiskError, .nth = 1'000'000};
  EXPECT_FALSE(was_met(plan, beyond, run(with_strike(plan, beyond)).machines));
}

TEST(SweepTest, TheReferenceEngineSurvivesAnErrorOfEachDiskCall) {
  EXPECT_EQ(failing(SweepKind::DiskCalls), std::vector<std::string>{});
}

TEST(SweepTest, TheReferenceEngineSurvivesACrashAtEachPoint) {
  EXPECT_EQ(failing(SweepKind::CrashPoints), std::vector<std::string>{});
}

}  // namespace
}  // namespace storm::scenarios
