#include "scenarios/recording/code_points.h"

#include <cstddef>
#include <cstdint>

namespace storm::scenarios {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';

/// How many bytes a character takes that begins with `first`; none when none does.
std::size_t length_of(std::uint8_t first) {
  if (first < 0x80U) return 1;
  if (first >= 0xC2U && first < 0xE0U) return 2;
  if (first >= 0xE0U && first < 0xF0U) return 3;
  if (first >= 0xF0U && first < 0xF5U) return 4;
  return 0;
}

void append_utf8(std::string& text, char32_t point) {
  const auto append = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto value = static_cast<std::uint32_t>(point);
  if (value < 0x80U) return append(value);
  if (value < 0x800U) {
    append(0xC0U | (value >> 6U));
  } else {
    if (value < 0x1'0000U) {
      append(0xE0U | (value >> 12U));
    } else {
      append(0xF0U | (value >> 18U));
      append(0x80U | ((value >> 12U) & 0x3FU));
    }
    append(0x80U | ((value >> 6U) & 0x3FU));
  }
  append(0x80U | (value & 0x3FU));
}

}  // namespace

std::u32string to_code_points(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const auto first = static_cast<std::uint8_t>(text[at]);
    const std::size_t length = length_of(first);
    std::uint32_t value = length == 1 ? first : first & (0x7FU >> length);
    bool is_whole = length != 0 && at + length <= text.size();
    for (std::size_t i = 1; is_whole && i < length; ++i) {
      const auto byte = static_cast<std::uint8_t>(text[at + i]);
      is_whole = (byte & 0xC0U) == 0x80U;
      value = (value << 6U) | (byte & 0x3FU);
    }
    points += is_whole ? static_cast<char32_t>(value) : kReplacement;
    at += is_whole ? length : 1;
  }
  return points;
}

std::string to_utf8(std::u32string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (const char32_t point : text) append_utf8(bytes, point);
  return bytes;
}

}  // namespace storm::scenarios
