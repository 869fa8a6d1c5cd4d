#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <vector>

#include "tests/style/rules.h"

// Holds the rules against this repository.

namespace storm::style {
namespace {

using Rule = std::vector<Finding> (*)(const std::vector<SourceFile>& files);

/// Tests run from the top of the sources.
const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> kTree = read_tree(std::filesystem::current_path());
  return kTree;
}

void expect_kept(Rule rule) {
  for (const Finding& finding : rule(tree())) {
    ADD_FAILURE() << finding.path << ':' << finding.line << ": " << finding.says;
  }
}

TEST(TreeTest, IsReadFromTheTop) {
  const auto has = [](std::string_view path) {
    return std::ranges::find(tree(), path, &SourceFile::path) != tree().end();
  };
  EXPECT_TRUE(has("engine/env/time.h"));
  EXPECT_TRUE(has("ci/test"));
  EXPECT_TRUE(has("tests/style/tree_test.cc"));
}

TEST(TreeTest, LayersAreKept) { expect_kept(layer_findings); }
TEST(TreeTest, IncludesHaveNoCycles) { expect_kept(include_cycle_findings); }
TEST(TreeTest, FoldersHaveNoCycles) { expect_kept(folder_cycle_findings); }
TEST(TreeTest, NoWordIsBanned) { expect_kept(banned_word_findings); }
TEST(TreeTest, HeadersSayWhatTheyAreFor) { expect_kept(header_findings); }
TEST(TreeTest, NoFileIsUnused) { expect_kept(unused_file_findings); }
TEST(TreeTest, FileNamesAreUnique) { expect_kept(duplicate_name_findings); }
TEST(TreeTest, TypeNamesAreUnique) { expect_kept(duplicate_type_findings); }
TEST(TreeTest, LinesAreInShape) { expect_kept(line_findings); }

}  // namespace
}  // namespace storm::style
