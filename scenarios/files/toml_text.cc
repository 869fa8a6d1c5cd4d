#include "scenarios/files/toml_text.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>

namespace storm::scenarios {
namespace {

// Readers of scenario files refuse lines of more than 4096 bytes.
constexpr std::size_t kLineBytesMax = 1'000;

/// Takes one character from the front of `text`, as it stands between quotation marks.
std::string take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  std::size_t length = 1;
  const auto continues = [&text](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
  };
  if (first >= 0x80) {
    while (continues(length)) ++length;
  }
  const std::string character(text.substr(0, length));
  text.remove_prefix(length);
  switch (first) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (first < 0x20 || first == 0x7F) return fmt::format("\\u{:04X}", first);
  return character;
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string lines;
  std::string line;
  bool is_long = false;
  while (!text.empty()) {
    std::string next = take_character(text);
    if (line.size() + next.size() > kLineBytesMax) {
      is_long = true;
      lines += line + "\\\n";
      line.clear();
    }
    // White space after a line that ends in a backslash is not part of the text.
    if (is_long && line.empty() && next == " ") next = "\\u0020";
    line += next;
  }
  lines += line;
  if (!is_long) return '"' + lines + '"';
  return "\"\"\"" + lines + "\"\"\"";
}

std::string toml_key(std::string_view key) {
  const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
  });
  if (is_bare) return std::string(key);
  std::string quoted = "\"";
  while (!key.empty()) quoted += take_character(key);
  return quoted + '"';
}

}  // namespace storm::scenarios
