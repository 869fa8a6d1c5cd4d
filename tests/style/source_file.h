#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What the style checks read: files as text, and C++ text taken apart just far enough to tell code
/// from comments. Not a parser: preprocessor conditions and macros are taken as they stand.
namespace storm::style {

struct SourceFile {
  /// From the top of the repository, with forward slashes.
  std::string path;
  std::string text;

  bool is_header() const { return path.ends_with(".h"); }
  bool is_cpp() const { return path.ends_with(".h") || path.ends_with(".cc"); }
  std::string name() const { return path.substr(path.rfind('/') + 1); }
  /// Empty for a file at the top.
  std::string folder() const;
};

/// A place where a rule is broken.
struct Finding {
  std::string path;
  std::size_t line = 0;
  std::string says;
};

struct Include {
  std::string target;
  bool quoted = false;
  std::size_t line = 0;
};

/// An identifier of the code and where it stands.
struct Word {
  std::string_view text;
  std::size_t offset = 0;
};

/// All tracked kinds of text under `top`, sorted by path. Leaves out build folders and git's own.
std::vector<SourceFile> read_tree(const std::filesystem::path& top);

/// `text` with comments and the insides of literals blanked out: same length, same lines.
std::string code_only(std::string_view text);
std::vector<Include> includes_of(const SourceFile& file);
/// Requires: `code` outlives the result.
std::vector<Word> words_of(std::string_view code);
std::vector<std::string_view> lines_of(std::string_view text);
/// Counts from one.
std::size_t line_at(std::string_view text, std::size_t offset);

}  // namespace storm::style
