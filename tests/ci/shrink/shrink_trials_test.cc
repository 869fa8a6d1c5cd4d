#include "ci/shrink/shrink_trials.h"

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "ci/result/run_record.h"
#include "engine/systems.h"
#include "scenarios/plan/plan.h"
#include "scenarios/search/shrink.h"
#include "tests/scenarios/plan_fixtures.h"

namespace storm::ci {
namespace {

using scenarios::FailureMark;
using scenarios::Plan;
using scenarios::PlanBuilder;
using scenarios::size_of;

const engine::System& naive() { return *engine::find_system("naive"); }

/// The naive engine, which on one device takes its whole process with it.
engine::System dying_on_desk_2() {
  engine::System system = naive();
  system.make_replica = [](Device& device, const engine::Identity& identity,
                           const engine::Policies& policies, engine::User& user) {
    if (identity.name == "desk-2") std::abort();
    return naive().make_replica(device, identity, policies, user);
  };
  return system;
}

/// A device that is off for a while, and documents whose edits meet: enough for the naive engine to
/// lose some of them.
Plan busy_plan() {
  PlanBuilder builder(3);
  builder.plan().devices[2].clock.offset = 3h;
  for (std::uint32_t i = 0; i < 6; ++i) {
    const std::string document = fmt::format("doc-{}", i);
    builder.create(i % 3, i * 1h, document).set((i + 1) % 3, i * 1h + 20min, document);
    builder.set((i + 2) % 3, i * 1h + 40min, document);
  }
  builder.fault("partition", 1, 2h, 1h).fault("suspend", 2, 4h, 30min);
  return std::move(builder.plan());
}

FailureMark first_mark(const Plan& plan) { return try_plan(naive(), plan, {}).marks.at(0); }

ForkedTrials::Options options_for(const engine::System& system, FailureMark mark) {
  ForkedTrials::Options options;
  options.system = &system;
  options.mark = std::move(mark);
  options.deadline = ForkedTrials::RealClock::now() + std::chrono::minutes(5);
  return options;
}

TEST(ShrinkTrialsTest, TellHowAPlanFailsAndThatItDoesSoAgain) {
  const Plan plan = busy_plan();
  const TrialRun first = try_plan(naive(), plan, {});
  const TrialRun second = try_plan(naive(), plan, {});
  ASSERT_FALSE(first.marks.empty());
  EXPECT_EQ(first.marks, second.marks);
  EXPECT_EQ(first.fingerprint, second.fingerprint);
  ASSERT_NE(first.violation_of(first.marks[0]), nullptr);
  EXPECT_NE(first.violation_of(first.marks[0])->explanation, "");
  EXPECT_EQ(first.violation_of({.property = "convergence", .kind = "no such kind"}), nullptr);
  EXPECT_TRUE(try_plan(*engine::find_system("reference"), plan, {}).marks.empty());
}

TEST(ShrinkTrialsTest, TheResultDoesNotDependOnTheNumberOfJobs) {
  const Plan plan = busy_plan();
  ForkedTrials::Options options = options_for(naive(), first_mark(plan));
  ForkedTrials one(options);
  const scenarios::Shrunk serial = scenarios::shrink(plan, one);
  options.jobs = 3;
  ForkedTrials three(options);
  const scenarios::Shrunk parallel = scenarios::shrink(plan, three);
  EXPECT_EQ(serial.plan, parallel.plan);
  EXPECT_EQ(one.tries(), three.tries());
  EXPECT_LE(serial.plan.devices.size(), 2U);
  EXPECT_LE(serial.plan.operations.size(), 3U);
  EXPECT_LE(serial.plan.faults.size(), 1U);
}

TEST(ShrinkTrialsTest, ACrashIsNotTakenForAnotherFailure) {
  const engine::System system = dying_on_desk_2();
  const Plan plan = busy_plan();
  Plan without = plan;
  without.devices[1].name = "desk-9";
  ForkedTrials trials(options_for(system, first_mark(without)));
  const auto found =
      trials.first_failing(2, [&](std::size_t index) { return index == 0 ? plan : without; });
  EXPECT_EQ(found, std::optional<std::size_t>(1));
  EXPECT_EQ(trials.tries(), 2U);
}

TEST(ShrinkTrialsTest, ACrashThatIsTheFailureIsKept) {
  const engine::System system = dying_on_desk_2();
  const Plan plan = busy_plan();
  const TrialRun run = try_plan(system, plan, {});
  ASSERT_EQ(run.marks.size(), 1U);
  EXPECT_EQ(run.marks[0].property, kCrashOrHang);
  ForkedTrials trials(options_for(system, run.marks[0]));
  const Plan small = scenarios::shrink(plan, trials).plan;
  EXPECT_EQ(size_of(small), (scenarios::PlanSize{.devices = 1, .operations = 0, .faults = 0}));
  EXPECT_EQ(small.devices[0].name, "desk-2");
}

TEST(ShrinkTrialsTest, NothingIsAcceptedAfterAStop) {
  const Plan plan = busy_plan();
  ForkedTrials::Options options = options_for(naive(), first_mark(plan));
  bool stop = false;
  options.stopped = [&stop] { return stop; };
  options.tried = [&stop](std::uint64_t tries) { stop = tries == 3; };
  ForkedTrials trials(options);
  const scenarios::Shrunk shrunk = scenarios::shrink(plan, trials);
  EXPECT_EQ(shrunk.end, scenarios::ShrinkEnd::TimeUp);
  EXPECT_EQ(trials.tries(), 3U);
}

TEST(ShrinkTrialsTest, NothingIsTriedAfterTheDeadline) {
  ForkedTrials::Options options = options_for(naive(), {.property = "x", .kind = "y"});
  options.deadline = ForkedTrials::RealClock::now();
  ForkedTrials trials(options);
  EXPECT_TRUE(trials.over());
  EXPECT_EQ(trials.first_failing(5, [](std::size_t) { return busy_plan(); }), std::nullopt);
  EXPECT_EQ(trials.tries(), 0U);
}

}  // namespace
}  // namespace storm::ci
