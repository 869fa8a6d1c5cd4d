#include "scenarios/world/runner.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/plan/planner.h"
#include "scenarios/properties/property_catalogue.h"
#include "tests/scenarios/plan_fixtures.h"
#include "tests/scenarios/read_from_disk.h"

namespace storm::scenarios {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Plan plan_of(const std::string& scenario, std::uint64_t seed) {
  return make_plan(shipped_scenario("scenarios/" + scenario + ".toml"), seed);
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
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Plan plan = plan_of("small_chaos", seed);
    plan.ties = sim::Ties::Shuffled;
    const RunReport report = run(plan);
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

Plan tiny_plan() {
  Plan plan = note_in_two_hands(10min, 20min);
  plan.chaos = 2h;
  plan.quiet = 1h;
  return plan;
}

TEST(RunnerTest, TheLedgerKnowsWhatEachUserSaw) {
  const Plan plan = tiny_plan();
  const RunReport report = run(plan);
  ASSERT_EQ(report.ledger->entries().size(), 2U);
  const LedgerEntry& set = *report.ledger->entries()[1];
  EXPECT_EQ(set.answer, Answer::Accepted);
  EXPECT_EQ(set.seen_value, "first");
  ASSERT_EQ(set.landings.size(), 1U);
  EXPECT_EQ(set.landings[0].party, authority_after(plan.devices.size()));
  EXPECT_EQ(set.landings[0].times, 1U);
  EXPECT_EQ(report.server.at("note").fields.at("title"), "second");
}

TEST(RunnerTest, TheLedgerKnowsWhoWasToldOfDamage) {
  Plan plan = tiny_plan();
  plan.policies["compare_every"] = Duration{10min}.count();
  plan.faults.push_back({.kind = "bit_rot",
                         .target = 1,
                         .begin = Instant{30min},
                         .end = std::nullopt,
                         .parameters = {{"bits", 10'000}, {"files", 0}}});
  const RunReport report = run(plan);
  ASSERT_EQ(report.ledger->damage().size(), 1U);
  const DamageNotice& notice = report.ledger->damage().front();
  EXPECT_EQ(notice.device, 1U);
  EXPECT_GT(notice.at, Instant{30min});
  EXPECT_NE(notice.words.find("damaged"), std::string::npos);
  ASSERT_EQ(report.ledger->entries()[1]->notices.size(), 1U);
  EXPECT_EQ(report.ledger->entries()[1]->notices[0].device, 1U);
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

TEST(RunnerTest, ADeviceThatIsLeftBrokenIsNotHeldAgainstTheEngine) {
  Plan plan = tiny_plan();
  plan.devices[1].healing = Healing::LeftBroken;
  // From before the second user acts: that write cannot arrive any more.
  plan.faults.push_back({.kind = "partition",
                         .target = 1,
                         .begin = Instant{15min},
                         .end = std::nullopt,
                         .parameters = {{"direction", 0}, {"noticed", 1}}});
  const RunReport report = run(plan);
  EXPECT_EQ(violated(report), std::vector<std::string>{});
  EXPECT_TRUE(report.ledger->entries()[1]->stranded);
  EXPECT_EQ(report.server.at("note").fields.at("title"), "first");
  EXPECT_TRUE(report.converged_after.has_value()) << "the others have to agree";
  const auto& counts = report.properties.front().judgement.counts;
  EXPECT_NE(std::ranges::find(counts,
                              std::pair<std::string, std::uint64_t>{"not judged: left broken", 1}),
            counts.end());
}

TEST(RunnerTest, ALeftBrokenDeviceWithNothingWrongIsJudged) {
  Plan plan = tiny_plan();
  plan.devices[1].healing = Healing::LeftBroken;
  const RunReport report = run(plan);
  EXPECT_FALSE(report.ledger->entries()[1]->stranded);
  EXPECT_EQ(report.server.at("note").fields.at("title"), "second");
}

/// What happened on each device, in order: when and what kind, without what the bytes said.
class LocalStreams final : public sim::TraceSink {
 public:
  void record(const sim::TraceRecord& record) override {
    streams[record.node].emplace_back(record.at, record.kind);
  }
  std::map<std::uint32_t, std::vector<std::pair<std::int64_t, std::uint16_t>>> streams;
};

bool share_a_scope(const DevicePlan& one, const DevicePlan& other) {
  return std::ranges::any_of(one.scopes, [&other](const std::string& scope) {
    return std::ranges::find(other.scopes, scope) != other.scopes.end();
  });
}

/// The small chaos with two teams, and without what strikes the server: through it, everything
/// may have a part in everything.
Plan two_teams(std::uint64_t seed) {
  std::string text = file_text("scenarios/small_chaos.toml");
  const std::string teams = "teams = 1";
  text.replace(text.find(teams), teams.size(), "teams = 2");
  const auto outcome = read_scenario(
      text, "two_teams.toml",
      {.policies = engine::find_system("reference")->policies, .faults = faults::fault_kinds()});
  Plan plan = make_plan(std::get<Scenario>(outcome), seed);
  std::erase_if(plan.faults,
                [](const PlannedFault& fault) { return fault.target == kServerTarget; });
  // Else the server's one timer for hints lets one team's change hurry another's.
  plan.policies["invalidation_delay"] = 0;
  // And else the length of the server's sequence numbers, which all share, is time on the wire.
  for (DevicePlan& device : plan.devices) device.link.bytes_per_second = 0;
  return plan;
}

/// Noise is addressed by device and moment: shrinking depends on it. Whoever shares nothing with
/// the device of an operation lives on as if it had been there or not, to the nanosecond.
TEST(RunnerTest, RemovingAnOperationLeavesUnrelatedDevicesAsTheyWere) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Plan whole = two_teams(seed);
    Plan less = whole;
    const std::size_t removed = whole.operations.size() / 3;
    const std::uint32_t actor = whole.operations[removed].device;
    less.operations.erase(less.operations.begin() + static_cast<std::ptrdiff_t>(removed));
    LocalStreams with;
    LocalStreams without;
    RunOptions options;
    options.sink = &with;
    run(whole, options);
    options.sink = &without;
    run(less, options);
    EXPECT_NE(with.streams[actor + 1], without.streams[actor + 1]);
    for (std::uint32_t device = 0; device < whole.devices.size(); ++device) {
      if (share_a_scope(whole.devices[device], whole.devices[actor])) continue;
      const auto& before = with.streams[device + 1];
      const auto& after = without.streams[device + 1];
      const auto [here, there] = std::ranges::mismatch(before, after);
      EXPECT_TRUE(here == before.end() && there == after.end())
          << whole.devices[device].name << " with seed " << seed << " from record "
          << here - before.begin() << " of " << before.size();
      ++compared;
    }
  }
  EXPECT_GE(compared, 8);
}

TEST(RunnerTest, AServerThatDoesNotComeUpIsNamedOnce) {
  Plan plan = tiny_plan();
  // Too small for any store, from the start and after the heal.
  plan.server_disk.capacity_bytes = 2048;
  const RunReport report = run(plan);
  EXPECT_EQ(violated(report), std::vector<std::string>{"progress"});
  EXPECT_EQ(report.properties.size(), properties().size());
}

TEST(RunnerTest, TheSmallestDiskThatAFileMayAskForHoldsAFreshStore) {
  for (const engine::System& system : engine::systems()) {
    Plan plan = tiny_plan();
    const auto with_disks = [&plan, &system](std::int64_t bytes) {
      plan.server_disk.capacity_bytes = static_cast<std::uint64_t>(bytes);
      for (DevicePlan& device : plan.devices) device.disk = plan.server_disk;
      RunOptions options;
      options.system = &system;
      const std::vector<std::string> broken = violated(run(plan, options));
      return std::ranges::find(broken, "progress") == broken.end();
    };
    EXPECT_FALSE(with_disks(8 << 10)) << system.name << " has no store that could be too big";
    EXPECT_TRUE(with_disks(kDiskBounds.low)) << system.name << " needs more than files may give";
  }
}

}  // namespace
}  // namespace storm::scenarios
