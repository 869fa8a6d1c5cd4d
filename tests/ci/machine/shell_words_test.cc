#include "ci/machine/shell_words.h"

#include <string>

#include "gtest/gtest.h"

#include "metrics/shown_text.h"

namespace storm::ci {
namespace {

TEST(ShellWordsTest, PlainWordsStayAndOthersAreQuoted) {
  EXPECT_EQ(shell_word("scenarios/tiny.toml"), "scenarios/tiny.toml");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("two words; rm x"), "'two words; rm x'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("gr\u00fcn"), "'gr\u00fcn'");
}

TEST(ShellWordsTest, WhatNobodyShouldBeShownIsSpelledOut) {
  const std::string word = shell_word("a\x1b[2J\n'\\\xff");
  EXPECT_EQ(word, R"($'a\033[2J\012\'\\\377')");
  EXPECT_EQ(metrics::printable(word), word);
}

}  // namespace
}  // namespace storm::ci
