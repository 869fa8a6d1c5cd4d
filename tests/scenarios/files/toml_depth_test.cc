#include "scenarios/files/toml_depth.h"

#include <gtest/gtest.h>
#include <string>

#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

/// How deep the text is nested: the least limit that lets it through.
std::size_t depth_of(const std::string& text) {
  std::size_t depth = 0;
  while (too_deep_in_toml(text, depth)) ++depth;
  return depth;
}

std::string repeated(const std::string& part, std::size_t times) {
  std::string text;
  for (std::size_t n = 0; n < times; ++n) text += part;
  return text;
}

TEST(TomlDepthTest, BracketsAndDotsNest) {
  EXPECT_EQ(depth_of("a = 1"), 1U);
  EXPECT_EQ(depth_of("a.b.c = 1"), 3U);
  EXPECT_EQ(depth_of("a = [[1]]"), 3U);
  EXPECT_EQ(depth_of("a = {b.c = {d = 1}}"), 6U);
  EXPECT_EQ(depth_of("[a.b.c]\nd.e = {f = 1}"), 7U);
  EXPECT_EQ(depth_of("[[a]]\n[[a.b]]\nc = 1"), 4U);
}

TEST(TomlDepthTest, WhatIsBesideEachOtherDoesNotNest) {
  EXPECT_EQ(depth_of(repeated("a.b = [1]\n", 100)), 3U);
  EXPECT_EQ(depth_of("a = [" + repeated("{b = 1.5},\n", 100) + "]"), depth_of("a = [{b = 1.5}]"));
  EXPECT_EQ(depth_of(repeated("[[a]]\nb = 1\n", 100)), 3U);
}

TEST(TomlDepthTest, TextsAndCommentsAreNotLookedInto) {
  EXPECT_EQ(depth_of(R"(a = "[[[...\"[[" # [[[...)"), 1U);
  EXPECT_EQ(depth_of("a = '''\n[[[...\\'''"), 1U);
  EXPECT_EQ(depth_of("a = \"\"\"\n[[\\\"\"\"[[\"\"[[\"\"\"\"\"\nb = [1]"), 2U);
  // An apostrophe ends no text in quotation marks, and a line ends one that was never closed.
  EXPECT_EQ(depth_of("a = \"it's\"\nb = [[1]]"), 3U);
  EXPECT_EQ(depth_of("a = \"open\nb = [[1]]"), 3U);
}

TEST(TomlDepthTest, TheProductOfBracketsAndDotsIsBounded) {
  // 64 KB, and 32 000 levels: whoever recursed into them would end with the stack.
  const std::string key = "a" + repeated(".a", 1'999);
  const std::string text =
      "x = [\n" + repeated("{" + key + " = [\n", 16) + "1\n" + repeated("]}\n", 16) + "]\n";
  EXPECT_EQ(complaints(text),
            "test.toml:2:253: error: tables, arrays and dotted keys are nested too deeply\n"
            "    expected at most 128 levels\n");
  const std::string header = "[a" + repeated(".a", 126) + "]\n";
  EXPECT_EQ(complaints(header + "b = 1\n").find("too deeply"), std::string::npos);
  EXPECT_NE(complaints(header + "b.c = 1\n").find("too deeply"), std::string::npos);
}

}  // namespace
}  // namespace storm::scenarios
