#include "scenarios/files/plan_file.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/planner.h"
#include "scenarios/world/runner.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

Vocabulary engine_vocabulary() {
  return {.policies = engine::find_system("reference")->policies, .faults = faults::fault_kinds()};
}

Plan plan_of(const std::string& scenario, std::uint64_t seed) {
  const std::string path = "scenarios/" + scenario + ".toml";
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return make_plan(std::get<Scenario>(read_scenario(text, path, engine_vocabulary())), seed);
}

std::string joined(const ReadPlan& read) {
  std::string text;
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    for (const Diagnostic& diagnostic : *diagnostics) text += to_text(diagnostic) + "\n";
  }
  return text;
}

/// A small plan that is right. Tests change one line of it; the lines are numbered from one.
std::vector<std::string> plan_lines() {
  return {
      "[plan]",                           // 1
      "format = 1",                       // 2
      "scenario = \"small\"",             // 3
      "seed = 7",                         // 4
      "start = 2026-03-02T05:00:00Z",     // 5
      "chaos = \"10h\"",                  // 6
      "quiet = \"1h\"",                   // 7
      "[policies]",                       // 8
      "retry_max = \"5m\"",               // 9
      "[server]",                         // 10
      "clock = { offset = \"1s\" }",      // 11
      "[[device]]",                       // 12
      "name = \"desk-01\"",               // 13
      "scopes = [\"team/01\"]",           // 14
      "link = { loss = \"1/3\" }",        // 15
      "disk = { capacity = \"1MiB\" }",   // 16
      "[[device]]",                       // 17
      "name = \"phone-01\"",              // 18
      "scopes = [\"team/01\", \"own\"]",  // 19
      "[[operation]]",                    // 20
      "id = 1",                           // 21
      "at = \"1h\"",                      // 22
      "device = \"desk-01\"",             // 23
      "kind = \"create\"",                // 24
      "scope = \"team/01\"",              // 25
      "document = \"note\"",              // 26
      "fields = { title = \"first\" }",   // 27
      "[[operation]]",                    // 28
      "id = 2",                           // 29
      "at = \"30m\"",                     // 30
      "device = \"phone-01\"",            // 31
      "kind = \"set\"",                   // 32
      "scope = \"team/01\"",              // 33
      "document = \"note\"",              // 34
      "field = \"title\"",                // 35
      "value = \"second\"",               // 36
      "[[fault]]",                        // 37
      "kind = \"partition\"",             // 38
      "on = \"phone-01\"",                // 39
      "begin = \"2h\"",                   // 40
      "end = \"3h\"",                     // 41
      "direction = \"in\"",               // 42
      "[expect]",                         // 43
      "drain_within = \"20m\"",           // 44
  };
}

ReadPlan read_lines(const std::vector<std::string>& lines) {
  return read_plan(text_of(lines), "plan.toml", test_vocabulary());
}

/// What is said about the good plan with one line replaced.
std::string complaints_about(std::size_t line, const std::string& replacement) {
  std::vector<std::string> lines = plan_lines();
  lines.at(line - 1) = replacement;
  return joined(read_lines(lines));
}

TEST(PlanFileTest, AWrittenPlanReadsAsItself) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Plan plan = plan_of("small_chaos", seed);
    const std::string text = to_toml(plan, engine_vocabulary().policies);
    EXPECT_TRUE(is_plan_file(text));
    const ReadPlan read = read_plan(text, "plan.toml", engine_vocabulary());
    ASSERT_TRUE(std::holds_alternative<Plan>(read)) << joined(read);
    EXPECT_TRUE(std::get<Plan>(read) == plan) << "seed " << seed;
  }
}

TEST(PlanFileTest, AMonthOfFiftyDevicesFits) {
  const Plan plan = plan_of("month_offline", 1);
  const ReadPlan read = read_plan(to_toml(plan), "plan.toml", engine_vocabulary());
  ASSERT_TRUE(std::holds_alternative<Plan>(read)) << joined(read);
  EXPECT_TRUE(std::get<Plan>(read) == plan);
}

TEST(PlanFileTest, AReadPlanRunsAsTheOneThatWasWritten) {
  const Plan plan = plan_of("small_chaos", 3);
  const Plan read = std::get<Plan>(read_plan(to_toml(plan), "plan.toml", engine_vocabulary()));
  RunOptions options;
  options.system = engine::find_system("reference");
  const std::string fingerprint = run_world(plan, options).fingerprint;
  EXPECT_EQ(run_world(read, options).fingerprint, fingerprint);
}

TEST(PlanFileTest, ASmallPlanIsReadByHand) {
  const ReadPlan read = read_lines(plan_lines());
  ASSERT_TRUE(std::holds_alternative<Plan>(read)) << joined(read);
  const Plan& plan = std::get<Plan>(read);
  EXPECT_EQ(plan.scenario, "small");
  EXPECT_EQ(plan.seed, 7U);
  EXPECT_EQ(plan.chaos, 10h);
  EXPECT_EQ(plan.expectations.drain_within, 20min);
  EXPECT_EQ(plan.policies.at("retry_max"), Duration{5min}.count());
  EXPECT_EQ(plan.server_clock.offset, 1s);
  ASSERT_EQ(plan.devices.size(), 2U);
  EXPECT_EQ(plan.devices[0].link.loss, (Ratio{.num = 1, .den = 3}));
  EXPECT_EQ(plan.devices[0].disk.capacity_bytes, 1U << 20U);
  EXPECT_EQ(plan.devices[0].disk.tearing, sim::Tearing::OldAndNew);
  ASSERT_EQ(plan.operations.size(), 2U);
  EXPECT_EQ(plan.operations[0].operation.value, "second") << "sorted by the instant";
  EXPECT_EQ(plan.operations[1].operation.fields.at("title"), "first");
  ASSERT_EQ(plan.faults.size(), 1U);
  EXPECT_EQ(plan.faults[0].target, 1U);
  EXPECT_EQ(plan.faults[0].parameters.at("direction"), 2);
  EXPECT_EQ(plan.faults[0].parameters.at("noticed"), 0) << "the default";
}

TEST(PlanFileTest, APlanOfANewerVersionIsNotTakenForMistakes) {
  EXPECT_EQ(complaints_about(2, "format = 2\nmood = \"fresh\""),
            "plan.toml:2:10: error: the plan was made by a newer version: this program reads up to "
            "1\n    expected the version of the format: 1, or the syncstorm that made the plan, "
            "found 2\n");
  EXPECT_EQ(complaints_about(2, ""),
            "plan.toml:1:1: error: [plan] needs the key format\n"
            "    expected the version of the format: 1\n");
}

struct Mistake {
  std::size_t line;
  std::string written;
  std::string says;
};

TEST(PlanFileTest, MistakesAreExplained) {
  const std::vector<Mistake> mistakes{
      {3, "scenari = \"small\"", "did you mean \"scenario\"?"},
      {3, "scenario = \"../up\"", "scenario in [plan] is not a plain name"},
      {4, "seed = -1", "expected a number from 0 to 18446744073709551615, found the number -1"},
      {4, "seed = \"7x\"", "seed in [plan] cannot be read"},
      {5, "start = 1926-03-02T05:00:00Z", "expected a year from 2000 to 2099"},
      {6, "chaos = \"0s\"", "chaos in [plan] is out of range"},
      {7, "", "[plan] needs the key quiet"},
      {9, "retry_mox = \"5m\"", "did you mean \"retry_max\"?"},
      {13, "name = \"server\"", "a device cannot be called \"server\""},
      {13, "name = \"phone-01\"",
       "a second device is called \"phone-01\"\n    expected another "
       "name: the first stands in line 12"},
      {14, "scopes = [\"a\", \"a\"]", "the scope \"a\" is there twice"},
      {15, "link = { loss = \"3/2\" }", "expected a probability such as 0.01, \"1%\" or \"1/3\""},
      {15, "link = { loss = \"1/0\" }", "found the text \"1/0\""},
      {15, "link = { los = 0 }", "did you mean \"loss\"?"},
      {16, "disk = { capacity = -1 }", "capacity in disk of [[device]] is out of range"},
      {16, "disk = { tearing = \"garbge\" }", "did you mean \"garbage\"?"},
      {21, "id = 0", "id in [[operation]] is out of range"},
      {21, "id = 2",
       "plan.toml:29:6: error: the operation id 2 is used twice\n    expected another "
       "one: the first stands in line 20"},
      {22, "at = \"11h\"", "at in [[operation]] is out of range\n    expected \"0s\" to \"10h\""},
      {23, "device = \"desk-1\"", "did you mean \"desk-01\"?"},
      {23, "device = \"server\"", "no device is called \"server\""},
      {24, "kind = \"crate\"", "did you mean \"create\"?"},
      {25, "scope = \"team/1\"", "desk-01 has no scope \"team/1\""},
      {25, "scope = \"own\"", "expected one of team/01"},
      {27, "fields = { title = \"second\" }",
       "the value \"second\" of title in \"note\" is used twice"},
      {32, "kind = \"create\"", "a create of the document \"note\" is used twice"},
      {36, "value = \"first\"", "the value \"first\" of title in \"note\" is used twice"},
      {36, "value = \"\"", "value in [[operation]] is empty"},
      {36, "valve = \"second\"", "did you mean \"value\"?"},
      {38, "kind = \"partitoin\"", "did you mean \"partition\"?"},
      {38, "kind = \"collect_tombstones\"", "does not strike devices"},
      {39, "on = \"phone-1\"", "did you mean \"phone-01\"?"},
      {40, "begin = \"4h\"",
       "[[fault]] ends before it begins\n    expected a time after its begin, "
       "\"4h\", found \"3h\""},
      {40, "begin = \"10h\"", "[[fault]] begins when everything is healed"},
      {41, "end = \"11h\"", "end in [[fault]] is out of range"},
      {42, "direction = \"sideways\"", "no direction is called \"sideways\""},
      {42, "directoin = \"in\"", "did you mean \"direction\"?"},
      {9, "beat_every = \"1ns\"", "beat_every in [policies] is out of range"},
      {9, "beat_every = 1", "beat_every in [policies] is out of range"},
      {7, "quiet = \"1h\"\nmetrics_every = [\"1h\", \"2h\"]", "it cannot be a range"},
      {44, "drain_within = \"2h\"", "ends after the judges have spoken"},
  };
  for (const Mistake& mistake : mistakes) {
    const std::string complaints = complaints_about(mistake.line, mistake.written);
    EXPECT_NE(complaints.find(mistake.says), std::string::npos) << mistake.written << " gives:\n"
                                                                << complaints;
  }
}

TEST(PlanFileTest, APlanNeedsDevices) {
  const std::vector<std::string> lines = plan_lines();
  const auto complaints = [](std::vector<std::string> left) { return joined(read_lines(left)); };
  EXPECT_NE(complaints({lines.begin(), lines.begin() + 7}).find("needs the key device"),
            std::string::npos);
  EXPECT_NE(complaints({"device = []", lines[0], lines[1]}).find("the plan has no devices"),
            std::string::npos);
}

TEST(PlanFileTest, AnInstantFaultHasNoEnd) {
  std::vector<std::string> lines = plan_lines();
  lines.at(37) = "kind = \"clock_step\"";
  lines.at(41) = "by = \"-1h\"";
  EXPECT_NE(joined(read_lines(lines)).find("happens and is over"), std::string::npos);
}

/// The small plan with increments of one counter.
std::string complaints_about_increments(const std::vector<std::string>& deltas) {
  std::vector<std::string> lines = plan_lines();
  for (std::size_t i = 0; i < deltas.size(); ++i) {
    lines.insert(lines.end(),
                 {"[[operation]]", "id = " + std::to_string(100 + i), "at = \"2h\"",
                  "device = \"desk-01\"", "kind = \"increment\"", "scope = \"team/01\"",
                  "document = \"note\"", "field = \"likes\"", "delta = " + deltas[i]});
  }
  return joined(read_lines(lines));
}

TEST(PlanFileTest, NoCounterCanLeaveSixtyFourBits) {
  EXPECT_EQ(complaints_about_increments({"9007199254740992"}), "");
  EXPECT_EQ(complaints_about_increments({"9007199254740991", "-1"}), "");
  // Any of them may be all that takes effect.
  EXPECT_EQ(complaints_about_increments({"9007199254740991", "-2"}),
            "plan.toml:45:1: error: the increments of likes in \"note\" are 9007199254740993 in "
            "all, signs left out\n    expected at most 9007199254740992, as up to this one\n");
  // More than 64 bits hold.
  EXPECT_NE(complaints_about_increments(std::vector<std::string>(1'100, "9007199254740992"))
                .find("are 9907919180215091200 in all"),
            std::string::npos);
}

TEST(PlanFileTest, MetricsOfThatManySamplesAreRefused) {
  std::vector<std::string> lines = plan_lines();
  lines[5] = "chaos = \"400d\"";
  lines[6] = "quiet = \"1h\"\nmetrics_every = \"30s\"";
  EXPECT_EQ(joined(read_lines(lines)),
            "plan.toml:8:17: error: the metrics of 400d1h would have 2304240 samples of devices\n"
            "    expected at most 2000000: at least \"35s\" here, found \"30s\"\n");
}

TEST(PlanFileTest, OnlyAPlanIsTakenForOne) {
  EXPECT_TRUE(is_plan_file("\xEF\xBB\xBF[plan]\nformat = 1\n"));
  EXPECT_TRUE(is_plan_file("# words\n  [plan] # more\nformat = 1\n"));
  EXPECT_FALSE(is_plan_file("[scenario]\nname = \"plan\"\n"));
  EXPECT_FALSE(is_plan_file(""));
}

TEST(PlanFileTest, NoParameterOfAFaultHasAKeyOfTheTable) {
  const std::set<std::string_view> taken{"kind", "on", "begin", "end"};
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    for (const faults::Parameter& parameter : kind.parameters) {
      EXPECT_FALSE(taken.contains(parameter.name)) << kind.name << "." << parameter.name;
    }
  }
}

}  // namespace
}  // namespace storm::scenarios
