#include "scenarios/runner.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault.h"
#include "scenarios/planner.h"
#include "scenarios/scenario_reader.h"

namespace storm::scenarios {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Plan plan_of(const std::string& scenario, std::uint64_t seed) {
  const std::string path = "scenarios/" + scenario + ".toml";
  const auto outcome = read_scenario(
      file_text(path), path,
      {.policies = engine::find_system("reference")->policies, .faults = faults::fault_kinds()});
  return make_plan(std::get<Scenario>(outcome), seed);
}

RunReport run(const Plan& plan, RunOptions options = {}) {
  if (options.system == nullptr) options.system = engine::find_system("reference");
  return run_world(plan, options);
}

std::vector<std::string> violated(const RunReport& report) {
  std::vector<std::string> names;
  for (const JudgedProperty& property : report.properties) {
    if (!property.judgement.violations.empty()) names.emplace_back(property.name);
  }
  return names;
}

TEST(RunnerTest, ManySeedsOfASmallChaosPass) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const Plan plan = plan_of("small_chaos", seed);
    const RunReport report = run(plan);
    EXPECT_EQ(violated(report), std::vector<std::string>{})
        << "repeat: syncstorm run scenarios/small_chaos.toml --seed " << seed;
    EXPECT_EQ(report.verdict, Verdict::Pass);
  }
}

TEST(RunnerTest, TheSameSeedGivesTheSameRunAndAnotherSeedAnother) {
  const Plan plan = plan_of("small_chaos", 1);
  const std::string first = run(plan).fingerprint;
  EXPECT_EQ(run(plan).fingerprint, first);
  EXPECT_NE(run(plan_of("small_chaos", 2)).fingerprint, first);
}

/// Recorded on one compiler, and held by every build that runs this test: g++ and clang, with and
/// without optimisation and sanitizers. A change of an engine, of the kernel or of a scenario may
/// change them; the message then is the line to record, and the commit says so.
TEST(RunnerTest, FingerprintsAreThoseRecorded) {
  std::istringstream lines(file_text("tests/scenarios/fingerprints.txt"));
  std::string scenario;
  std::uint64_t seed = 0;
  std::string recorded;
  int compared = 0;
  while (lines >> scenario >> seed >> recorded) {
    const RunReport report = run(plan_of(scenario, seed));
    EXPECT_EQ(report.fingerprint, recorded)
        << "to record it: " << scenario << ' ' << seed << ' ' << report.fingerprint;
    ++compared;
  }
  EXPECT_GE(compared, 5);
}

TEST(RunnerTest, WhoWatchesDoesNotChangeTheRun) {
  struct Counter final : public sim::TraceSink {
    void record(const sim::TraceRecord& /*record*/) override { ++records; }
    std::uint64_t records = 0;
  };
  const Plan plan = plan_of("small_chaos", 3);
  const RunReport alone = run(plan);
  Counter counter;
  int shown = 0;
  RunOptions options;
  options.sink = &counter;
  options.progress = [&shown](const RunProgress& progress) {
    EXPECT_LE(progress.at, progress.end);
    ++shown;
  };
  options.progress_every = 17min;
  const RunReport watched = run(plan, options);
  EXPECT_EQ(watched.fingerprint, alone.fingerprint);
  EXPECT_GT(shown, 50);
  EXPECT_GT(counter.records, watched.events);
}

TEST(RunnerTest, TheEngineDoesNotRelyOnTheOrderOfTies) {
  RunOptions options;
  options.ties = sim::Ties::Shuffled;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Plan plan = plan_of("small_chaos", seed);
    const RunReport report = run(plan, options);
    EXPECT_EQ(violated(report), std::vector<std::string>{}) << seed;
  }
}

TEST(RunnerTest, SmallChaosHasEveryFaultItPromises) {
  std::vector<std::string> kinds;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Plan plan = plan_of("small_chaos", seed);
    for (const PlannedFault& fault : plan.faults) kinds.push_back(fault.kind);
    EXPECT_EQ(plan.devices.size(), 5U);
    EXPECT_NEAR(static_cast<double>(plan.operations.size()), 200, 40);
    EXPECT_EQ(run(plan).faults_begun, plan.faults.size());
  }
  for (const char* kind : {"partition", "link_quality", "clock_step", "clock_drift", "disk_full",
                           "suspend", "crash", "restart", "collect_tombstones"}) {
    EXPECT_NE(std::ranges::find(kinds, kind), kinds.end()) << kind;
  }
}

TEST(RunnerTest, NothingAcceptedIsInconclusive) {
  Plan plan = plan_of("small_chaos", 1);
  plan.operations.clear();
  EXPECT_EQ(run(plan).verdict, Verdict::Inconclusive);
}

/// Two devices, no faults, one document: what the ledger of a run must say.
Plan tiny_plan() {
  Plan plan;
  plan.scenario = "tiny";
  plan.start = WallTime{days{20'000}};
  plan.chaos = 2h;
  plan.quiet = 1h;
  for (const char* name : {"one", "two"}) {
    DevicePlan device;
    device.name = name;
    device.group = "desk";
    device.scopes = {"team"};
    plan.devices.push_back(device);
  }
  engine::Operation create;
  create.id = engine::OperationId{1};
  create.kind = engine::OperationKind::Create;
  create.scope = "team";
  create.document = "note";
  create.fields = {{"title", "first"}};
  plan.operations.push_back({.at = Instant{10min}, .device = 0, .operation = create});
  engine::Operation set = create;
  set.id = engine::OperationId{2};
  set.kind = engine::OperationKind::Set;
  set.field = "title";
  set.value = "second";
  set.fields.clear();
  plan.operations.push_back({.at = Instant{20min}, .device = 1, .operation = set});
  return plan;
}

TEST(RunnerTest, TheLedgerKnowsWhatEachUserSaw) {
  const Plan plan = tiny_plan();
  const RunReport report = run(plan);
  ASSERT_EQ(report.ledger->entries().size(), 2U);
  const LedgerEntry& set = *report.ledger->entries()[1];
  EXPECT_EQ(set.answer, Answer::Accepted);
  EXPECT_EQ(set.seen_value, "first");
  EXPECT_EQ(set.applied.size(), 1U);
  EXPECT_EQ(report.server.at("note").fields.at("title"), "second");
}

TEST(RunnerTest, ADeviceThatIsOffDoesNotTry) {
  Plan plan = tiny_plan();
  plan.faults.push_back({.kind = "crash",
                         .target = 1,
                         .begin = Instant{15min},
                         .end = Instant{25min},
                         .parameters = {{"disk_calls", 0}}});
  const RunReport report = run(plan);
  EXPECT_EQ(report.operations_not_tried, 1U);
  EXPECT_EQ(report.server.at("note").fields.at("title"), "first");
}

TEST(RunnerTest, ACrashInTheMiddleOfASubmitLeavesItsOutcomeUnknown) {
  bool unknown_seen = false;
  for (std::int64_t calls = 1; calls <= 30; ++calls) {
    Plan plan = tiny_plan();
    // Armed just before the user acts: the calls are then those of the submit.
    plan.faults.push_back({.kind = "crash",
                           .target = 1,
                           .begin = Instant{20min - 1ns},
                           .end = Instant{40min},
                           .parameters = {{"disk_calls", calls}}});
    const RunReport report = run(plan);
    EXPECT_EQ(violated(report), std::vector<std::string>{}) << "at disk call " << calls;
    unknown_seen = unknown_seen || report.operations_unknown == 1;
  }
  EXPECT_TRUE(unknown_seen);
}

TEST(RunnerTest, WhatIsStillBrokenHealsAtTheEndOfTheChaos) {
  Plan plan = tiny_plan();
  plan.faults.push_back({.kind = "partition",
                         .target = 1,
                         .begin = Instant{5min},
                         .end = std::nullopt,
                         .parameters = {{"direction", 0}, {"noticed", 0}}});
  const RunReport report = run(plan);
  EXPECT_EQ(report.operations_not_tried, 1U) << "the note cannot have arrived";
  EXPECT_EQ(violated(report), std::vector<std::string>{});
  EXPECT_TRUE(report.converged_after.has_value());
}

}  // namespace
}  // namespace storm::scenarios
