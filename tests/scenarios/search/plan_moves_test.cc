#include "scenarios/search/plan_moves.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "scenarios/search/plan_moves_simpler.h"
#include "tests/scenarios/plan_fixtures.h"

namespace storm::scenarios {
namespace {

using Deeds = std::vector<std::string>;

const Removable& removable(std::string_view name) {
  const auto all = removables();
  return *std::ranges::find(all, name, &Removable::name);
}

/// Takes the first move of that kind while there is one. Bounded: a move that leads nowhere fails.
Plan simplest(Plan plan, std::vector<Move> (*moves)(const Plan&)) {
  for (int i = 0; i < 1'000; ++i) {
    const std::vector<Move> left = moves(plan);
    if (left.empty()) return plan;
    const Plan next = left.front()(plan);
    EXPECT_NE(next, plan) << "a move that changes nothing";
    plan = next;
  }
  ADD_FAILURE() << "simplifying never ends";
  return plan;
}

TEST(PlanMovesTest, DroppingACreateDropsWhatNeedsIt) {
  PlanBuilder builder(2);
  builder.create(0, 1h, "a").create(1, 2h, "b").set(1, 3h, "a").erase(0, 4h, "a").set(0, 5h, "b");
  const Plan without = removable("operations").without(builder.plan(), 0, 1);
  EXPECT_EQ(deeds(without), (Deeds{"1 creates b", "0 sets b"}));
}

TEST(PlanMovesTest, ASecondCreateKeepsWhatComesAfterIt) {
  PlanBuilder builder(1);
  builder.create(0, 1h, "a").set(0, 2h, "a").erase(0, 3h, "a").create(0, 4h, "a").set(0, 5h, "a");
  const Plan without = removable("operations").without(builder.plan(), 0, 1);
  EXPECT_EQ(deeds(without), (Deeds{"0 creates a", "0 sets a"}));
}

TEST(PlanMovesTest, EditsOfADocumentThatNobodyCreatesStay) {
  PlanBuilder builder(1);
  builder.set(0, 1h, "a").set(0, 2h, "a");
  EXPECT_EQ(deeds(removable("operations").without(builder.plan(), 0, 1)), (Deeds{"0 sets a"}));
}

TEST(PlanMovesTest, DroppingADeviceTakesItsWorkAndItsFaultsAndRenumbersTheOthers) {
  PlanBuilder builder(3);
  builder.create(0, 1h, "a").create(2, 2h, "c").set(2, 3h, "a").set(0, 4h, "c");
  builder.fault("partition", 0, 1h, 1h).fault("suspend", 2, 2h, 1h);
  builder.fault("restart", kServerTarget, 3h, 1h);
  const Plan without = removable("devices").without(builder.plan(), 0, 1);
  ASSERT_EQ(without.devices.size(), 2U);
  EXPECT_EQ(without.devices[1].name, "desk-3");
  EXPECT_EQ(deeds(without), (Deeds{"1 creates c"}));
  ASSERT_EQ(without.faults.size(), 2U);
  EXPECT_EQ(without.faults[0].kind, "suspend");
  EXPECT_EQ(without.faults[0].target, 1U);
  EXPECT_EQ(without.faults[1].target, kServerTarget);
}

TEST(PlanMovesTest, ADevicesWorkCanBeDoneByAnotherOfItsScope) {
  PlanBuilder builder(3);
  builder.create(0, 1h, "a").set(2, 3h, "a");
  builder.plan().devices[1].scopes = {"other team"};
  const Plan without =
      removable("devices, their work done by others").without(builder.plan(), 0, 1);
  EXPECT_EQ(deeds(without), (Deeds{"1 creates a", "1 sets a"}));
  EXPECT_EQ(without.devices[1].name, "desk-3");
}

TEST(PlanMovesTest, GapsShrinkToSecondsAndKeepTheOrder) {
  PlanBuilder builder(1);
  builder.create(0, 1h, "a").set(0, 5h, "a").set(0, 5h, "a").fault("partition", 0, 2h, 10h);
  const Plan plan = simplest(builder.plan(), shorter_gaps);
  EXPECT_EQ(plan.operations[0].at, Instant{1s});
  EXPECT_EQ(plan.faults[0].begin, Instant{2s});
  EXPECT_EQ(plan.operations[1].at, Instant{3s});
  EXPECT_EQ(plan.operations[2].at, Instant{3s});
  EXPECT_EQ(*plan.faults[0].end, Instant{4s});
  EXPECT_EQ(plan.chaos, 5s);
}

TEST(PlanMovesTest, QuietStaysLongEnoughForTheJudges) {
  PlanBuilder builder(1);
  builder.plan().expectations.drain_within = 30min;
  EXPECT_EQ(simplest(builder.plan(), shorter_gaps).quiet, 40min);
  builder.plan().quiet = 35min;
  EXPECT_EQ(simplest(builder.plan(), shorter_gaps).quiet, 35min);
}

TEST(PlanMovesTest, ParametersGoToTheirDefaults) {
  PlanBuilder builder(1);
  builder.fault("link_quality", 0, 1h, 1h).fault("clock_step", 0, 2h, Duration::zero());
  const faults::Parameters defaults = builder.plan().faults[0].parameters;
  builder.plan().faults[0].parameters["latency"] = Duration{5s}.count();
  builder.plan().faults[1].parameters["by"] = -Duration{2h}.count();
  const Plan plan = simplest(builder.plan(), simpler_faults);
  EXPECT_EQ(plan.faults[0].parameters, defaults);
  EXPECT_EQ(plan.faults[1].parameters.at("by"), 0);
}

/// Three recordings of four steps, and a fault that replays the last.
Plan plan_with_traces() {
  PlanBuilder builder(1);
  builder.create(0, 1h, "a").fault("link_trace", 0, 2h, 1h).fault("partition", 0, 4h, 1h);
  builder.plan().faults[0].parameters["trace"] = 2;
  for (const char* name : {"drive", "ride", "walk"}) {
    builder.plan().traces.push_back(
        {.name = name,
         .steps = {{.at = 0s, .latency = 35ms, .loss_ppm = 1'000},
                   {.at = 10s, .state = sim::LinkTraceStep::State::Down},
                   {.at = 20s, .bytes_per_second = 5'000},
                   {.at = 30s, .latency = 70ms}},
         .length = 45s});
  }
  return builder.plan();
}

TEST(PlanMovesTest, DroppingATraceTakesTheFaultsThatReplayItAndRenumbersTheOthers) {
  const Plan plan = plan_with_traces();
  const Plan without_first = removable("recorded traces").without(plan, 0, 2);
  ASSERT_EQ(without_first.traces.size(), 1U);
  EXPECT_EQ(without_first.traces[0], plan.traces[2]);
  EXPECT_EQ(without_first.faults[0].parameters.at("trace"), 0);
  EXPECT_EQ(without_first.faults.size(), 2U);
  const Plan without_last = removable("recorded traces").without(plan, 2, 1);
  EXPECT_EQ(without_last.traces.size(), 2U);
  ASSERT_EQ(without_last.faults.size(), 1U);
  EXPECT_EQ(without_last.faults[0].kind, "partition");
}

TEST(PlanMovesTest, RecordingsShrinkToOneStepWithoutFigures) {
  const Plan plan = simplest(plan_with_traces(), shorter_recordings);
  for (const sim::LinkTrace& trace : plan.traces) {
    ASSERT_EQ(trace.steps.size(), 1U);
    EXPECT_TRUE(is_sound(trace));
    EXPECT_FALSE(trace.steps[0].latency || trace.steps[0].bytes_per_second);
  }
}

TEST(PlanMovesTest, EachChunkOfARecordingMayGoAndTheRestKeepsItsPlace) {
  const Plan plan = plan_with_traces();
  std::vector<sim::LinkTrace> firsts;
  for (const Move& move : shorter_recordings(plan)) firsts.push_back(move(plan).traces[0]);
  const auto has = [&firsts](const sim::LinkTrace& wanted) {
    return std::ranges::find(firsts, wanted) != firsts.end();
  };
  const std::vector<sim::LinkTraceStep>& steps = plan.traces[0].steps;
  EXPECT_TRUE(has({.name = "drive", .steps = {steps[0], steps[1], steps[3]}, .length = 45s}));
  EXPECT_TRUE(has({.name = "drive", .steps = {{.at = 0s, .latency = 70ms}}, .length = 15s}));
}

TEST(PlanMovesTest, OfALongRecordingOnlyLargeChunksAreTried) {
  PlanBuilder builder(1);
  sim::LinkTrace trace{.name = "day", .steps = {}, .length = 24h};
  for (int i = 0; i < 86'400; ++i) {
    trace.steps.push_back({.at = i * Duration{1s}, .latency = 1ms});
  }
  builder.plan().traces.push_back(std::move(trace));
  EXPECT_LT(shorter_recordings(builder.plan()).size(), 64U);
}

TEST(PlanMovesTest, ValuesBecomeShortAndStayUnique) {
  PlanBuilder builder(1);
  builder.create(0, 1h, "desk-1/doc-0001").create(0, 2h, "desk-1/doc-0002");
  builder.set(0, 3h, "desk-1/doc-0001");
  builder.plan().operations[0].operation.fields["status"] = "first of all";
  const Plan plan = simplest(builder.plan(), simpler_values);
  EXPECT_EQ(plan.operations[0].operation.document, "d1");
  EXPECT_EQ(plan.operations[1].operation.document, "d2");
  EXPECT_EQ(plan.operations[2].operation.document, "d1");
  EXPECT_EQ(plan.operations[0].operation.fields.size(), 1U);
  EXPECT_EQ(plan.operations[0].operation.fields.begin()->second, "v1");
  EXPECT_EQ(plan.operations[2].operation.value, "v3");
}

TEST(PlanMovesTest, MachinesBecomeOrdinary) {
  PlanBuilder builder(2);
  builder.create(0, 1h, "a");
  builder.plan().devices[0].scopes = {"own", "team"};
  builder.plan().devices[1].clock = {.offset = -48h, .drift_ppb = 100};
  builder.plan().server_clock.offset = 1h;
  builder.plan().ties = sim::Ties::Shuffled;
  builder.plan().devices[0].healing = Healing::LeftBroken;
  builder.plan().devices[1].link.loss = {.num = 1, .den = 10};
  builder.plan().devices[1].disk.capacity_bytes = 1 << 20;
  const Plan plan = simplest(simplest(builder.plan(), healthier_clocks), plainer_machines);
  EXPECT_EQ(plan.devices[0].scopes, std::vector<std::string>{"team"});
  EXPECT_EQ(plan.ties, sim::Ties::Scheduled);
  EXPECT_EQ(plan.devices[0].healing, Healing::Healed);
  EXPECT_EQ(plan.devices[1].clock, ClockPlan{});
  EXPECT_EQ(plan.server_clock, ClockPlan{});
  EXPECT_EQ(plan.devices[1].link.loss, Ratio{});
  EXPECT_EQ(plan.devices[1].link.jitter, Duration::zero());
  EXPECT_EQ(plan.devices[1].disk, DiskPlan{});
}

TEST(PlanMovesTest, WhatAFailureNeedsOfADiskIsKeptAlone) {
  PlanBuilder builder(1);
  builder.create(0, 1h, "a");
  builder.plan().server_disk = {
      .capacity_bytes = 1 << 20, .sync_latency = 7ms, .tearing = sim::Tearing::Garbage};
  DiskPlan torn;
  torn.tearing = sim::Tearing::Garbage;
  Plan plan = builder.plan();
  for (bool better = true; better;) {
    better = false;
    for (const Move& move : plainer_machines(plan)) {
      const Plan moved = move(plan);
      if (moved.server_disk.tearing != sim::Tearing::Garbage) continue;
      plan = moved;
      better = true;
      break;
    }
  }
  EXPECT_EQ(plan.server_disk, torn);
}

TEST(PlanMovesTest, NumbersComeNearerFromBothSides) {
  EXPECT_EQ(nearer_to(0, 0), std::vector<std::int64_t>{});
  EXPECT_EQ(nearer_to(10, 40), (std::vector<std::int64_t>{10, 25}));
  EXPECT_EQ(nearer_to(10, -3), (std::vector<std::int64_t>{10, 4}));
  EXPECT_EQ(nearer_to(0, 1), std::vector<std::int64_t>{0});
  EXPECT_EQ(nearer_to(0, -Duration{150s}.count()),
            (std::vector<std::int64_t>{0, -Duration{1s}.count(), -Duration{1min}.count(),
                                       -Duration{75s}.count()}));
}

}  // namespace
}  // namespace storm::scenarios
