#include "ci/failure/own_command_line.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "ci/machine/shell_words.h"
#include "engine/systems.h"

namespace storm::ci {

namespace {

/// Takes the inside of a word in `$'...'`, whose beginning has been taken.
bool take_spelled_out(std::string_view& text, std::string& word) {
  constexpr std::size_t kOctalDigits = 3;
  while (!text.empty() && text.front() != '\'') {
    char letter = text.front();
    text.remove_prefix(1);
    if (letter == '\\') {
      if (text.empty()) return false;
      letter = text.front();
      if (letter >= '0' && letter <= '7') {
        unsigned value = 0;
        for (std::size_t n = 0; n < kOctalDigits && !text.empty(); ++n) {
          value = value * 8 + static_cast<unsigned>(text.front() - '0');
          text.remove_prefix(1);
        }
        letter = static_cast<char>(value & 0xFFU);
      } else {
        text.remove_prefix(1);
      }
    }
    word += letter;
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes the inside of a word in `'...'`, whose beginning has been taken.
bool take_quoted(std::string_view& text, std::string& word) {
  constexpr std::string_view kApostrophe = "'\\''";
  while (!text.empty()) {
    if (text.starts_with(kApostrophe)) {
      word += '\'';
      text.remove_prefix(kApostrophe.size());
      continue;
    }
    const char letter = text.front();
    text.remove_prefix(1);
    if (letter == '\'') return true;
    word += letter;
  }
  return false;
}

std::optional<std::string> take_word(std::string_view& text) {
  std::string word;
  if (text.starts_with("$'")) {
    text.remove_prefix(2);
    if (!take_spelled_out(text, word)) return std::nullopt;
  } else if (text.starts_with('\'')) {
    text.remove_prefix(1);
    if (!take_quoted(text, word)) return std::nullopt;
  } else {
    const std::size_t end = std::min(text.find(' '), text.size());
    word = text.substr(0, end);
    text.remove_prefix(end);
  }
  if (!text.empty() && text.front() != ' ') return std::nullopt;
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  return word;
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

/// The words of a line; none when a shell would make anything else of it than these words.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string_view left = line;
  while (!left.empty()) {
    const auto word = take_word(left);
    if (!word) return {};
    words.push_back(*word);
  }
  return joined(words) == line ? words : std::vector<std::string>{};
}

bool consists_of(const std::string& text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string::npos;
}

bool is_path(const std::string& word) { return !word.empty() && word.front() != '-'; }

bool is_option(const std::string& name, const std::string& value) {
  if (name == "--seed") return consists_of(value, "0123456789");
  if (name == "--engine") return engine::find_system(value) != nullptr;
  if (name == "--defect") return consists_of(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,");
  return name == "--recording" && is_path(value);
}

}  // namespace

std::optional<std::string> own_command_line(const std::string& line) {
  std::vector<std::string> words = words_of(line);
  constexpr std::size_t kFirstOption = 3;
  if (words.size() < kFirstOption || words.size() % 2 != kFirstOption % 2) return std::nullopt;
  if (words[1] != "run" && words[1] != "verify") return std::nullopt;
  if (!is_path(words[2])) return std::nullopt;
  for (std::size_t i = kFirstOption; i < words.size(); i += 2) {
    if (!is_option(words[i], words[i + 1])) return std::nullopt;
  }
  words[0] = "syncstorm";
  return joined(words);
}

}  // namespace storm::ci
