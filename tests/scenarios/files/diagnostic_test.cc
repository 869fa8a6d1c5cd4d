#include "scenarios/files/diagnostic.h"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace storm::scenarios {
namespace {

TEST(DiagnosticTest, PrintsPlaceProblemExpectationAndHint) {
  const Diagnostic diagnostic{.file = "a.toml",
                              .place = {.line = 4, .column = 2},
                              .problem = "unknown key \"duraton\"",
                              .expected = "one of name, duration",
                              .found = "the text \"x\"",
                              .nearest = "duration"};
  EXPECT_EQ(to_text(diagnostic),
            "a.toml:4:2: error: unknown key \"duraton\"\n"
            "    expected one of name, duration, found the text \"x\"\n"
            "    hint: did you mean \"duration\"?");
}

TEST(DiagnosticTest, PrintsNoMoreThanThereIs) {
  const Diagnostic diagnostic{.file = "a.toml", .problem = "empty"};
  EXPECT_EQ(to_text(diagnostic), "a.toml:1:1: error: empty");
}

TEST(DiagnosticTest, WhatComesFromTheFileSteersNoTerminal) {
  const Diagnostic diagnostic{.file = "a\x1b.toml",
                              .place = {},
                              .problem = "no group is called \"x\x1b[2J\n    hint: y\"",
                              .expected = "\u009b",
                              .found = "\x07",
                              .nearest = "\xff"};
  EXPECT_EQ(to_text(diagnostic),
            "a?.toml:1:1: error: no group is called \"x?[2J?    hint: y\"\n"
            "    expected ?, found ?\n"
            "    hint: did you mean \"?\"?");
}

TEST(NearestNameTest, FindsTypingErrorsAndBeginnings) {
  const std::array<std::string, 4> names{"duration", "quiet", "company_documents", "on"};
  EXPECT_EQ(nearest_name("duraton", names), "duration");
  EXPECT_EQ(nearest_name("qiuet", names), "quiet");
  EXPECT_EQ(nearest_name("company", names), "company_documents");
}

TEST(NearestNameTest, StaysSilentWhenNothingIsNear) {
  const std::array<std::string, 3> names{"duration", "quiet", "on"};
  EXPECT_EQ(nearest_name("zebra", names), "");
  EXPECT_EQ(nearest_name("", names), "");
  EXPECT_EQ(nearest_name("x", {}), "");
}

TEST(DiagnosticsTest, KeepsABoundedNumberAndSortsThemByPlace) {
  Diagnostics diagnostics("b.toml");
  for (std::uint32_t line = 1000; line > 0; --line) {
    diagnostics.add({.place = {.line = line, .column = 1}, .problem = "p"});
  }
  const auto sorted = diagnostics.in_file_order();
  ASSERT_EQ(sorted.size(), Diagnostics::kDiagnosticsMax);
  EXPECT_EQ(sorted.front().place.line, 1001 - Diagnostics::kDiagnosticsMax);
  EXPECT_EQ(sorted.front().file, "b.toml");
}

}  // namespace
}  // namespace storm::scenarios
