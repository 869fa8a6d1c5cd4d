#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "tests/style/rules.h"

namespace storm::style {
namespace {

/// A token of C++ code: a word, or a single character that is none.
using Tokens = std::vector<Word>;

Tokens tokens_of(std::string_view code) {
  Tokens tokens;
  std::size_t at = 0;
  const auto add_signs = [&](std::size_t end) {
    for (; at < end; ++at) {
      if (std::string_view(" \t\r\n").find(code[at]) == std::string_view::npos) {
        tokens.push_back({.text = code.substr(at, 1), .offset = at});
      }
    }
  };
  for (const Word& word : words_of(code)) {
    add_signs(word.offset);
    tokens.push_back(word);
    at = word.offset + word.text.size();
  }
  add_signs(code.size());
  return tokens;
}

/// Finds the types that a file defines outside of other types, functions and unnamed namespaces.
class TypeFinder final {
 public:
  explicit TypeFinder(const Tokens& tokens) : tokens_(tokens) {}

  std::vector<Word> run() {
    for (; at_ < tokens_.size(); ++at_) {
      if (is("template")) skip_parameters();
      if (is("{")) {
        open(Scope::Other);
      } else if (is("}")) {
        if (!scopes_.empty()) scopes_.pop_back();
      } else if (is("namespace")) {
        take_namespace();
      } else if (is("class") || is("struct") || is("enum")) {
        take_type();
      }
    }
    return std::move(found_);
  }

 private:
  enum class Scope { Named, Unnamed, Other };

  bool is(std::string_view text, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() && tokens_[at_ + ahead].text == text;
  }
  void open(Scope scope) { scopes_.push_back(scope); }
  bool is_counted() const {
    return std::ranges::all_of(scopes_, [](Scope scope) { return scope == Scope::Named; });
  }

  /// From `template` to the end of its parameters, whose `class` defines nothing.
  void skip_parameters() {
    std::size_t depth = 0;
    for (++at_; at_ < tokens_.size(); ++at_) {
      if (is("<")) ++depth;
      if (is(">") && --depth == 0) break;
      if (depth == 0) break;
    }
    ++at_;
  }

  /// From `namespace` to its brace; an alias has none.
  void take_namespace() {
    const Scope scope = is("{", 1) ? Scope::Unnamed : Scope::Named;
    while (at_ < tokens_.size() && !is("{") && !is(";")) ++at_;
    if (is("{")) open(scope);
  }

  void take_type() {
    std::size_t name = 1;
    if (is("class", name) || is("struct", name)) ++name;
    while (is("[", name)) {
      while (at_ + name < tokens_.size() && !is("]", name)) ++name;
      while (is("]", name)) ++name;
    }
    const std::size_t after = is("final", name + 1) ? name + 2 : name + 1;
    const bool defines = is("{", after) || (is(":", after) && !is(":", after + 1) && has_body());
    if (defines && is_counted()) found_.push_back(tokens_[at_ + name]);
    at_ += name;
  }

  /// Whether a brace comes before the statement ends.
  bool has_body() const {
    std::size_t ahead = 0;
    while (at_ + ahead < tokens_.size() && !is("{", ahead) && !is(";", ahead)) ++ahead;
    return is("{", ahead);
  }

  const Tokens& tokens_;
  std::size_t at_ = 0;
  std::vector<Scope> scopes_;
  std::vector<Word> found_;
};

bool is_looked_at(const SourceFile& file) {
  constexpr std::array<std::string_view, 6> kFolders{"engine/",  "sim/",       "faults/",
                                                     "metrics/", "scenarios/", "ci/"};
  return file.is_cpp() && std::ranges::any_of(kFolders, [&](std::string_view folder) {
           return file.path.starts_with(folder);
         });
}

}  // namespace

std::vector<Finding> duplicate_type_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  std::map<std::string, Finding, std::less<>> first_by_name;
  for (const SourceFile& file : files) {
    if (!is_looked_at(file)) continue;
    const std::string code = code_only(file.text);
    const Tokens tokens = tokens_of(code);
    for (const Word& type : TypeFinder(tokens).run()) {
      const std::string name(type.text);
      Finding here{.path = file.path, .line = line_at(code, type.offset), .says = {}};
      const auto [first, is_new] = first_by_name.emplace(name, here);
      if (is_new || first->second.path == file.path) continue;
      here.says = name + " is also the name of a type in " + first->second.path + ":" +
                  std::to_string(first->second.line);
      findings.push_back(std::move(here));
    }
  }
  return findings;
}

}  // namespace storm::style
