#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "metrics/history.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/planner.h"
#include "scenarios/world/runner.h"
#include "tests/scenarios/read_from_disk.h"

namespace storm::scenarios {
namespace {

Plan chaos(std::uint64_t seed) {
  return make_plan(shipped_scenario("scenarios/small_chaos.toml"), seed);
}

RunReport run(const Plan& plan, RunOptions options) {
  options.system = engine::find_system("reference");
  return run_world(plan, options);
}

/// Takes down what users are shown, and why.
class ReadRecorder final : public Watcher {
 public:
  static constexpr Kinds kWatches = kinds<OperationAnswered, DocumentShown, SnapshotShown>();

  void saw(const Observation& observation) override {
    if (const auto* shown = std::get_if<DocumentShown>(&observation.what)) {
      ++documents[shown->occasion];
    } else if (const auto* all = std::get_if<SnapshotShown>(&observation.what)) {
      ++snapshots[all->occasion];
    } else if (const auto* answered = std::get_if<OperationAnswered>(&observation.what)) {
      if (answered->entry.answer == Answer::Accepted) ++accepted;
    }
  }

  std::map<Occasion, std::uint64_t> documents;
  std::map<Occasion, std::uint64_t> snapshots;
  std::uint64_t accepted = 0;
};

TEST(ReadsTest, EachAcceptedOperationIsReadBeforeAndRightAfter) {
  const Plan plan = chaos(1);
  ReadRecorder recorder;
  const RunReport report = run(plan, {.watcher = &recorder, .watches = ReadRecorder::kWatches});
  EXPECT_EQ(recorder.accepted, report.operations_accepted);
  EXPECT_GT(recorder.accepted, 0U);
  EXPECT_EQ(recorder.documents[Occasion::AfterOperation], recorder.accepted);
  // Whoever is refused or sees nothing to change has looked, too.
  EXPECT_GE(recorder.documents[Occasion::BeforeOperation], recorder.accepted);
}

TEST(ReadsTest, WhatOthersHaveDoneIsLookedAt) {
  ReadRecorder recorder;
  run(chaos(1), {.watcher = &recorder, .watches = ReadRecorder::kWatches});
  EXPECT_NE(recorder.documents[Occasion::News], 0U);
}

TEST(ReadsTest, EverythingIsLookedAtAfterBootsAndAtTheEnd) {
  const Plan plan = chaos(1);
  ReadRecorder recorder;
  run(plan, {.watcher = &recorder, .watches = ReadRecorder::kWatches});
  EXPECT_GE(recorder.snapshots[Occasion::Boot], plan.devices.size()) << "crashes boot again";
  // All devices that were not left broken, and the server.
  EXPECT_EQ(recorder.snapshots[Occasion::End], plan.devices.size() + 1);
}

TEST(ReadsTest, TheirDensityIsThePlansAndPartOfTheRun) {
  Plan plan = chaos(1);
  ReadRecorder all;
  const RunReport often = run(plan, {.watcher = &all, .watches = ReadRecorder::kWatches});
  plan.reads.after_operations = 2;
  plan.reads.after_exchanges = 0;
  ReadRecorder some;
  const RunReport seldom = run(plan, {.watcher = &some, .watches = ReadRecorder::kWatches});
  EXPECT_EQ(some.documents[Occasion::News], 0U);
  EXPECT_LT(some.documents[Occasion::AfterOperation], all.documents[Occasion::AfterOperation]);
  EXPECT_NE(often.fingerprint, seldom.fingerprint);
}

TEST(ReadsTest, WhoeverWatchesOrJudgesChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Plan plan = chaos(seed);
    const std::string plain = run(plan, {}).fingerprint;
    EXPECT_EQ(run(plan, {.judges = Judges::None}).fingerprint, plain);
    ReadRecorder recorder;
    EXPECT_EQ(run(plan, {.watcher = &recorder, .watches = ReadRecorder::kWatches}).fingerprint,
              plain);
    std::vector<std::string> names{"server"};
    for (const DevicePlan& device : plan.devices) names.push_back(device.name);
    metrics::History history(names);
    EXPECT_EQ(run(plan, {.history = &history}).fingerprint, plain);
    EXPECT_FALSE(history.happenings().empty());
  }
}

}  // namespace
}  // namespace storm::scenarios
