#include "metrics/shown_text.h"

#include <cstddef>
#include <cstdint>

namespace storm::metrics {

namespace {

constexpr char kMask = '?';

struct Character {
  char32_t point = 0;
  /// One for a byte that begins no character.
  std::size_t bytes = 1;
  bool is_valid = false;
};

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

/// How many bytes the character takes that begins with `first`; 0 when none does.
std::size_t character_bytes(std::uint8_t first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first < 0xE0U) return 2;
  if (first >= 0xE0U && first < 0xF0U) return 3;
  if (first >= 0xF0U && first < 0xF5U) return 4;
  return 0;
}

/// Whether nobody may write this one, or write it in so many bytes. Source: RFC 3629, 3.
bool is_forbidden(char32_t point, std::size_t bytes) {
  const bool is_surrogate = point >= 0xD800U && point < 0xE000U;
  const bool is_too_long = (bytes == 3 && point < 0x800U) || (bytes == 4 && point < 0x10000U);
  return is_surrogate || is_too_long || point > 0x10FFFFU;
}

/// The first character of `text`, which is not empty.
Character first_character(std::string_view text) {
  const std::uint8_t first = byte_at(text, 0);
  const std::size_t bytes = character_bytes(first);
  if (bytes == 1) return {.point = first, .bytes = 1, .is_valid = true};
  if (bytes == 0 || bytes > text.size()) return {};
  char32_t point = first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80U) return {};
    point = (point << 6U) | (byte_at(text, i) & 0x3FU);
  }
  if (is_forbidden(point, bytes)) return {};
  return {.point = point, .bytes = bytes, .is_valid = true};
}

bool is_control(char32_t point) { return point < 0x20U || (point >= 0x7FU && point < 0xA0U); }

/// Source: Unicode 15, 23.7; the directions are those of Boucher and Anderson, "Trojan Source",
/// 2021.
bool is_shown(char32_t point) {
  const bool turns =
      (point >= 0x202AU && point <= 0x202EU) || (point >= 0x2066U && point <= 0x2069U);
  const bool separates = point == 0x2028U || point == 0x2029U;
  const bool is_none = (point & 0xFFFEU) == 0xFFFEU || (point >= 0xFDD0U && point <= 0xFDEFU);
  return !is_control(point) && !turns && !separates && !is_none;
}

/// Calls `put` with each character as it may be shown. Control characters that are in `kept` stay.
template <class Put>
void for_each_shown(std::string_view text, std::string_view kept, const Put& put) {
  constexpr std::string_view kMasked(&kMask, 1);
  while (!text.empty()) {
    const Character character = first_character(text);
    const bool stays = kept.find(text.front()) != std::string_view::npos;
    const bool shown = character.is_valid && (stays || is_shown(character.point));
    put(shown ? text.substr(0, character.bytes) : kMasked);
    text.remove_prefix(character.bytes);
  }
}

std::string shown_with(std::string_view text, std::string_view kept) {
  std::string result;
  result.reserve(text.size());
  for_each_shown(text, kept, [&result](std::string_view character) { result += character; });
  return result;
}

std::string_view xml_reference(char letter) {
  switch (letter) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\n':
      return "&#10;";
    case '\t':
      return "&#9;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

std::string printable(std::string_view text) { return shown_with(text, {}); }

std::string printable_lines(std::string_view text) { return shown_with(text, "\n"); }

std::string xml_escaped(std::string_view text) {
  std::string result;
  for_each_shown(text, "\n\t\r", [&result](std::string_view character) {
    const std::string_view reference = xml_reference(character.front());
    result += reference.empty() ? character : reference;
  });
  return result;
}

std::string json_quoted(std::string_view text) {
  std::string result = "\"";
  for (const char letter : printable(text)) {
    if (letter == '"' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + '"';
}

}  // namespace storm::metrics
