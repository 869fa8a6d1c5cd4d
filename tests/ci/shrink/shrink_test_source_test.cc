#include "ci/shrink/shrink_test_source.h"

#include <string>

#include "gtest/gtest.h"

#include "tests/scenarios/plan_fixtures.h"

// That the source compiles and fails as it should is shown by tests_shrunk_plan.

namespace storm::ci {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string source_of(const scenarios::Plan& plan, const std::string& explanation = "lost") {
  return test_source(plan, {.engine = "naive",
                            .mark = {.property = "no silent loss", .kind = "field vanished"},
                            .explanation = explanation,
                            .made_by = "syncstorm shrink"});
}

TEST(ShrinkTestSourceTest, BuildsThePlanAndNamesWhatHasToHold) {
  scenarios::PlanBuilder builder(2);
  builder.create(1, 90min, "d1").fault("clock_step", 0, 2h, Duration::zero());
  builder.fault("crash", scenarios::kServerTarget, 3h, 250ms);
  builder.plan().faults[0].parameters["by"] = -Duration{90s}.count();
  builder.plan().policies["defect.Z01"] = 1;
  builder.plan().devices[1].disk.tearing = sim::Tearing::Garbage;
  const std::string text = source_of(builder.plan());
  EXPECT_TRUE(has(text, "TEST(ShrunkTest, NoSilentLossHolds)")) << text;
  EXPECT_TRUE(has(text, "engine::find_system(\"naive\")"));
  EXPECT_TRUE(has(text, "property.name != \"no silent loss\""));
  EXPECT_TRUE(has(text, "plan.policies[\"defect.Z01\"] = 1;"));
  EXPECT_TRUE(has(text, ".at = Instant{1h + 30min}"));
  EXPECT_TRUE(has(text, ".kind = OperationKind::Create"));
  EXPECT_TRUE(has(text, ".tearing = sim::Tearing::OldAndNew"));
  EXPECT_TRUE(has(text, ".tearing = sim::Tearing::Garbage"));
  EXPECT_TRUE(has(text, "{\"by\", Duration{-(1min + 30s)}.count()}"));
  EXPECT_TRUE(has(text, ".target = kServerTarget"));
  EXPECT_TRUE(has(text, ".end = std::nullopt"));
  EXPECT_TRUE(has(text, ".end = Instant{3h + 250ms}"));
}

TEST(ShrinkTestSourceTest, TextsCannotBreakOut) {
  scenarios::PlanBuilder builder(1);
  builder.set(0, 1h, "d1");
  builder.plan().operations[0].operation.value = "a\"b\\c\n1\xC3\xA9?";
  const std::string text = source_of(builder.plan(), "one\\\ntwo\n#include \"x\"");
  EXPECT_TRUE(has(text, R"("a\"b\\c\0121\303\251\077")")) << text;
  EXPECT_FALSE(has(text, "\n#include \"x\""));
  EXPECT_FALSE(has(text, "\\\n"));
}

TEST(ShrinkTestSourceTest, AZeroByteEndsNoText) {
  scenarios::PlanBuilder builder(1);
  builder.set(0, 1h, "d1");
  builder.plan().operations[0].operation.value = std::string("a\0b", 3);
  EXPECT_TRUE(has(source_of(builder.plan()), R"(.value = std::string("a\000b", 3),)"));
}

TEST(ShrinkTestSourceTest, ACommentWarnsNoCompiler) {
  const std::string text =
      source_of(scenarios::PlanBuilder(1).plan(), "a\u202eb steered\x1b three??\\");
  EXPECT_TRUE(has(text, " a?b ")) << text;
  EXPECT_TRUE(has(text, " steered? ")) << text;
  EXPECT_TRUE(has(text, "three?\?/.\n")) << text;
}

TEST(ShrinkTestSourceTest, RecordedTracesComeAlong) {
  scenarios::PlanBuilder builder(1);
  builder.fault("link_trace", 0, 1h, 1h);
  builder.plan().traces = {{.name = "drive",
                            .steps = {{.at = 0s, .latency = 35ms, .loss_ppm = 5},
                                      {.at = 60s, .state = sim::LinkTraceStep::State::Down}},
                            .length = 90s}};
  const std::string text = source_of(builder.plan());
  EXPECT_TRUE(has(text,
                  "  plan.traces = {\n      {.name = \"drive\","
                  "\n       .steps = {{.at = 0s, .latency = 35ms, .loss_ppm = 5},\n"))
      << text;
  EXPECT_TRUE(has(text,
                  "{.at = 1min, .state = sim::LinkTraceStep::State::Down}},\n"
                  "       .length = 1min + 30s},\n"))
      << text;
  EXPECT_TRUE(has(text, "{\"trace\", 0}"));
}

}  // namespace
}  // namespace storm::ci
