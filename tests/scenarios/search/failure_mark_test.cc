#include "scenarios/search/failure_mark.h"

#include "gtest/gtest.h"

#include "scenarios/world/runner.h"

namespace storm::scenarios {
namespace {

Violation violation(const std::string& property, const std::string& kind,
                    const std::string& explanation) {
  Violation made;
  made.property = property;
  made.kind = kind;
  made.explanation = explanation;
  return made;
}

RunReport report() {
  RunReport report;
  report.properties.push_back(
      {.name = "progress",
       .says = "",
       .judgement = {.counts = {},
                     .violations = {violation("progress", "stuck", "desk-01 waits"),
                                    violation("progress", "noisy", "desk-02 chatters"),
                                    violation("progress", "stuck", "desk-03 waits")}}});
  report.properties.push_back(
      {.name = "honesty",
       .says = "",
       .judgement = {.counts = {}, .violations = {violation("honesty", "stuck", "desk-01 lied")}}});
  return report;
}

TEST(FailureMarkTest, EachWayToFailIsNamedOnceInTheOrderOfTheJudges) {
  const std::vector<FailureMark> expected{{.property = "progress", .kind = "stuck"},
                                          {.property = "progress", .kind = "noisy"},
                                          {.property = "honesty", .kind = "stuck"}};
  EXPECT_EQ(marks_of(report()), expected);
  EXPECT_TRUE(marks_of(RunReport()).empty());
}

TEST(FailureMarkTest, TheFirstViolationOfAMarkStandsForIt) {
  const RunReport failed = report();
  EXPECT_EQ(violation_of(failed, {.property = "progress", .kind = "stuck"})->explanation,
            "desk-01 waits");
  EXPECT_EQ(violation_of(failed, {.property = "honesty", .kind = "stuck"})->explanation,
            "desk-01 lied");
  EXPECT_EQ(violation_of(failed, {.property = "honesty", .kind = "noisy"}), nullptr);
}

TEST(FailureMarkTest, IsWrittenAsShrinkTakesIt) {
  EXPECT_EQ(to_text({.property = "progress", .kind = "stuck"}), "progress: stuck");
}

}  // namespace
}  // namespace storm::scenarios
