#include "ci/result/measure_catalogue.h"

#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "ci/result/record_run.h"
#include "engine/systems.h"
#include "tests/scenarios/plan_fixtures.h"

namespace storm::ci {
namespace {

std::map<std::string, std::int64_t> by_name(const std::vector<Measure>& measures) {
  std::map<std::string, std::int64_t> values;
  for (const Measure& measure : measures) values[measure.name] = measure.value;
  return values;
}

TEST(MeasureCatalogueTest, NamesAreIdentifiersAndUnique) {
  std::set<std::string_view> names;
  for (const MeasureRow& row : measure_rows()) {
    EXPECT_TRUE(is_identifier(row.name)) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.unit.empty()) << row.name;
    EXPECT_FALSE(row.says.empty()) << row.name;
    EXPECT_EQ(find_measure(row.name), &row);
  }
  EXPECT_EQ(find_measure("no_such_measure"), nullptr);
}

TEST(MeasureCatalogueTest, MeasuresAgreeWithWhatWasCountedByHand) {
  scenarios::PlanBuilder builder(3);
  // Two are taken, one finds no room, and one names what its user cannot see.
  builder.create(0, 1h, "letter").set(0, 2h, "letter").set(0, 3h, "letter");
  builder.set(1, 4h, "elsewhere");
  builder.fault("disk_full", 0, 2h + 30min, 1h).fault("suspend", 2, 6h, 30min);
  const scenarios::Plan& plan = builder.plan();
  std::uint64_t events = 0;
  scenarios::RunOptions options;
  options.system = engine::find_system("reference");
  options.progress = [&events](const scenarios::RunProgress& progress) {
    events = progress.events;
  };
  const scenarios::RunReport report = scenarios::run_world(plan, options);
  const auto values = by_name(measures_of(
      {.plan = plan, .report = report, .wall_microseconds = 2'000'000, .memory_bytes = 4096}));
  EXPECT_EQ(values.at("devices"), 3);
  EXPECT_EQ(values.at("operations_planned"), 4);
  EXPECT_EQ(values.at("operations_accepted"), 2);
  EXPECT_EQ(values.at("operations_refused"), 1);
  EXPECT_EQ(values.at("operations_not_tried"), 1);
  EXPECT_EQ(values.at("operations_unknown"), 0);
  EXPECT_EQ(values.at("faults_begun"), 2);
  EXPECT_EQ(values.at("conflicts_decided"), 0);
  EXPECT_EQ(values.at("simulated_time"), Duration{26h}.count());
  EXPECT_EQ(values.at("converged_after"), 0);
  EXPECT_EQ(values.at("wall_time"), 2'000'000);
  EXPECT_EQ(values.at("memory"), 4096);
  // More than the last look saw, and by two seconds of wall time.
  EXPECT_GT(events, 0U);
  EXPECT_GE(values.at("events"), static_cast<std::int64_t>(events));
  EXPECT_EQ(values.at("event_rate"), values.at("events") / 2);
  EXPECT_EQ(values.size(), measure_rows().size());
}

TEST(MeasureCatalogueTest, WhatNeverHappenedHasNoValue) {
  const scenarios::RunReport never;
  const scenarios::Plan plan;
  const auto values = by_name(measures_of({.plan = plan, .report = never}));
  EXPECT_FALSE(values.contains("converged_after"));
  EXPECT_EQ(values.at("event_rate"), 0);
}

TEST(RecordRunTest, PoliciesAndDefectsAreThoseThatTheEngineHad) {
  scenarios::PlanBuilder builder(1);
  builder.create(0, 1h, "letter");
  const engine::System& system = *engine::find_system("reference");
  // A plan may name a defect to say that it is not planted.
  builder.plan().policies = {{"push_batch", 7},
                             {std::string(system.defects[0].policy), 1},
                             {std::string(system.defects[1].policy), 0}};
  scenarios::RunOptions options;
  options.system = &system;
  const RunRecord record =
      record_run(builder.plan(), system, scenarios::run_world(builder.plan(), options), {});
  EXPECT_EQ(record.defects, std::vector<std::string>{std::string(system.defects[0].id)});
  EXPECT_EQ(record.policies.size(), system.policies.size());
  const auto values = by_name(record.policies);
  EXPECT_EQ(values.at("push_batch"), 7);
  EXPECT_EQ(values.at("pull_page"), 200);
  EXPECT_EQ(values.at("request_timeout"), Duration{10s}.count());
}

TEST(RecordRunTest, AViolationComesBackAsTheJudgeHadIt) {
  scenarios::PlanBuilder builder(3);
  scenarios::Violation judged;
  judged.property = "honesty";
  judged.kind = "lie";
  judged.at = Instant{3h};
  judged.devices = {0, 2};
  judged.operations = {engine::OperationId{5}};
  judged.explanation = "desk-1 and desk-3 lied";
  scenarios::RunReport report;
  report.properties.push_back(
      {.name = "honesty", .says = "", .judgement = {.counts = {}, .violations = {judged}}});
  const auto properties = record_properties(builder.plan(), report);
  EXPECT_EQ(properties[0].violations[0].devices, (std::vector<std::string>{"desk-1", "desk-3"}));
  const scenarios::Violation back =
      violation_in(builder.plan(), "honesty", properties[0].violations[0]);
  EXPECT_EQ(back.property, judged.property);
  EXPECT_EQ(back.kind, judged.kind);
  EXPECT_EQ(back.at, judged.at);
  EXPECT_EQ(back.devices, judged.devices);
  EXPECT_EQ(back.operations, judged.operations);
  EXPECT_EQ(back.explanation, judged.explanation);
}

}  // namespace
}  // namespace storm::ci
