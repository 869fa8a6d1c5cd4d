#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "tests/style/rules.h"

namespace storm::style {
namespace {

constexpr std::size_t kColumnsMax = 100;

bool begins_declaration(std::string_view line) {
  constexpr std::array<std::string_view, 8> kStarts{"class ",     "struct ", "enum ",  "template",
                                                    "constexpr ", "inline ", "using ", "#define "};
  return std::ranges::any_of(kStarts, [&](std::string_view s) { return line.starts_with(s); });
}

/// `class Thing;` and `struct sqlite3;` declare nothing that would need words.
bool is_forward_declaration(std::string_view line) {
  return (line.starts_with("class ") || line.starts_with("struct ")) && line.ends_with(';');
}

bool says_what_it_is_for(const SourceFile& file) {
  for (const std::string_view line : lines_of(file.text)) {
    // A precompiled header declares nothing: a plain comment is its documentation.
    if (line.starts_with("///") || line.starts_with("// ")) return true;
    if (begins_declaration(line) && !is_forward_declaration(line)) return false;
  }
  return false;
}

std::set<std::string> cmake_words(std::string_view text) {
  std::set<std::string> words;
  for (std::string_view line : lines_of(text)) {
    line = line.substr(0, line.find('#'));
    while (!line.empty()) {
      const std::size_t end = line.find_first_of(" ()\"\t;");
      if (end != 0) words.insert(std::string(line.substr(0, end)));
      if (end == std::string_view::npos) break;
      line.remove_prefix(end + 1);
    }
  }
  return words;
}

/// Whether a CMakeLists.txt above the file names it by its path from there.
bool is_compiled(const SourceFile& file,
                 const std::map<std::string, std::set<std::string>>& words_by_folder) {
  for (const auto& [folder, words] : words_by_folder) {
    const std::string prefix = folder.empty() ? "" : folder + "/";
    if (!file.path.starts_with(prefix)) continue;
    const std::string rest = file.path.substr(prefix.size());
    if (words.contains(rest) || words.contains("${PROJECT_SOURCE_DIR}/" + file.path)) return true;
  }
  return false;
}

std::size_t columns_of(std::string_view line) {
  // Continuation bytes of UTF-8 take no column.
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

bool contains_word(std::string_view line, std::string_view word) {
  return std::ranges::any_of(words_of(line), [&](const Word& w) { return w.text == word; });
}

/// A path below a folder that only one person's machine has.
bool names_a_machine(std::string_view line) {
  constexpr std::array<std::string_view, 5> kFolders{"home", "root", "work", "farm", "Users"};
  for (const std::string_view folder : kFolders) {
    const std::string path = "/" + std::string(folder) + "/";
    for (std::size_t at = line.find(path); at != std::string_view::npos;
         at = line.find(path, at + 1)) {
      const char before = at == 0 ? ' ' : line[at - 1];
      if (std::string_view(" \"'=(`<:").find(before) != std::string_view::npos) return true;
    }
  }
  return false;
}

void check_line(const SourceFile& file, std::size_t number, std::string_view line,
                std::vector<Finding>& findings) {
  const auto report = [&](const std::string& says) {
    findings.push_back({.path = file.path, .line = number, .says = says});
  };
  // clang-query reads a command a line, and Markdown a row of a table, however long.
  const bool has_long_lines = file.path.ends_with(".query") || file.path.ends_with(".md");
  const bool is_script =
      (file.path.starts_with("ci/") && !has_long_lines) || file.path.ends_with("CMakeLists.txt");
  if ((file.is_cpp() || is_script) && columns_of(line) > kColumnsMax) {
    report("longer than 100 columns");
  }
  for (const std::string_view leftover : {"FIX"
                                          "ME",
                                          "X"
                                          "XX"}) {
    if (contains_word(line, leftover)) {
      report(std::string(leftover) + " may not reach main: mend it, or TODO(#issue)");
    }
  }
  if (names_a_machine(line)) report("a path of one machine");
  if (!file.path.starts_with("tests/") || !file.is_cpp()) return;
  for (const std::string_view off : {"DISABLED"
                                     "_",
                                     "GTEST"
                                     "_SKIP",
                                     "this"
                                     "_thread"}) {
    if (line.find(off) != std::string_view::npos) {
      report(std::string(off) + ": no test is off or sleeps");
    }
  }
}

}  // namespace

std::vector<Finding> header_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!file.is_header()) continue;
    const bool is_precompiled = file.name().ends_with("precompiled.h");
    if (!is_precompiled && !file.text.starts_with("#pragma once\n")) {
      findings.push_back({.path = file.path, .line = 1, .says = "first line is #pragma once"});
    }
    if (!says_what_it_is_for(file)) {
      findings.push_back(
          {.path = file.path, .line = 1, .says = "declares before it says what it is for (///)"});
    }
  }
  return findings;
}

std::vector<Finding> unused_file_findings(const std::vector<SourceFile>& files) {
  std::map<std::string, std::set<std::string>> words_by_folder;
  std::set<std::string> included;
  for (const SourceFile& file : files) {
    if (file.name() == "CMakeLists.txt" || file.path.ends_with(".cmake")) {
      words_by_folder[file.path.ends_with(".cmake") ? "" : file.folder()].merge(
          cmake_words(file.text));
    }
    if (!file.is_cpp()) continue;
    for (const Include& include : includes_of(file)) included.insert(include.target);
  }
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    if (file.is_header() && !included.contains(file.path) &&
        !file.name().ends_with("precompiled.h")) {
      findings.push_back({.path = file.path, .line = 1, .says = "nobody includes it"});
    }
    if (!file.is_header() && !is_compiled(file, words_by_folder)) {
      findings.push_back({.path = file.path, .line = 1, .says = "no CMakeLists.txt names it"});
    }
  }
  return findings;
}

std::vector<Finding> duplicate_name_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  std::map<std::string, std::string> first_by_name;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    const auto [first, is_new] = first_by_name.emplace(file.name(), file.path);
    if (!is_new) {
      findings.push_back(
          {.path = file.path, .line = 1, .says = "has the name of " + first->second});
    }
  }
  return findings;
}

std::vector<Finding> line_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    std::size_t number = 0;
    for (const std::string_view line : lines_of(file.text)) {
      check_line(file, ++number, line, findings);
    }
  }
  return findings;
}

}  // namespace storm::style
