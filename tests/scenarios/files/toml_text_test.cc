#include "scenarios/files/toml_text.h"

#include <algorithm>
#include <string>

#include "gtest/gtest.h"

#include "scenarios/files/file_tree.h"

namespace storm::scenarios {
namespace {

std::string read_back(const std::string& written) {
  Diagnostics diagnostics("text.toml");
  const FileNode root = read_file_tree("key = " + written, diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << written;
  return root.members.empty() ? "" : root.members.front().value.text;
}

TEST(TomlTextTest, PlainTextStaysReadable) {
  EXPECT_EQ(toml_text("a note"), "\"a note\"");
  EXPECT_EQ(toml_text(""), "\"\"");
  EXPECT_EQ(toml_text("say \"é\"\n\x01\x7f"), "\"say \\\"é\\\"\\n\\u0001\\u007F\"");
}

TEST(TomlTextTest, LongTextHasShortLinesAndLosesNothing) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 7 == 0 ? "ü" : (i % 5 == 0 ? "\\\"" : "  ");
  const std::string written = toml_text(text);
  std::size_t longest = 0;
  for (std::size_t from = 0; from < written.size();) {
    const std::size_t end = std::min(written.find('\n', from), written.size());
    longest = std::max(longest, end - from);
    from = end + 1;
  }
  EXPECT_LE(longest, 1100U);
  EXPECT_EQ(read_back(written), text);
}

TEST(TomlTextTest, KeysAreQuotedOnlyIfTheyMustBe) {
  EXPECT_EQ(toml_key("title-2_b"), "title-2_b");
  EXPECT_EQ(toml_key("a.b"), "\"a.b\"");
  EXPECT_EQ(toml_key(""), "\"\"");
}

}  // namespace
}  // namespace storm::scenarios
