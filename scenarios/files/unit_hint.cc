#include "scenarios/files/unit_hint.h"

#include <algorithm>
#include <array>
#include <span>

namespace storm::scenarios {
namespace {

struct OtherName {
  /// In small letters.
  std::string_view written;
  std::string_view meant;
};

constexpr std::array<OtherName, 20> kTimeNames{
    {{"day", "d"}, {"days", "d"}, {"d", "d"},      {"hour", "h"},    {"hours", "h"},
     {"hr", "h"},  {"h", "h"},    {"minute", "m"}, {"minutes", "m"}, {"mins", "m"},
     {"min", "m"}, {"m", "m"},    {"second", "s"}, {"seconds", "s"}, {"secs", "s"},
     {"sec", "s"}, {"s", "s"},    {"msec", "ms"},  {"ms", "ms"},     {"us", "us"}}};

constexpr std::array<OtherName, 13> kSizeNames{{{"b", "B"},
                                                {"bytes", "B"},
                                                {"k", "KiB"},
                                                {"kb", "kB"},
                                                {"ki", "KiB"},
                                                {"kib", "KiB"},
                                                {"m", "MiB"},
                                                {"mb", "MB"},
                                                {"mi", "MiB"},
                                                {"mib", "MiB"},
                                                {"g", "GiB"},
                                                {"gb", "GB"},
                                                {"gib", "GiB"}}};

std::string small_letters(std::string_view text) {
  std::string small;
  for (const char letter : text) {
    if (letter == ' ') continue;
    small += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return small;
}

/// The one number and unit in `text` with the unit's right name; empty when it has none.
std::string renamed(std::string_view text, std::span<const OtherName> names) {
  const std::string small = small_letters(text);
  const std::size_t length = std::min(small.find_first_not_of("0123456789."), small.size());
  const std::string_view unit = std::string_view(small).substr(length);
  const auto known = std::ranges::find(names, unit, &OtherName::written);
  if (length == 0 || known == names.end()) return {};
  return small.substr(0, length) + std::string(known->meant);
}

}  // namespace

std::string nearest_quantity(std::string_view text, Unit unit) {
  if (unit == Unit::Duration) {
    std::string duration = renamed(text, kTimeNames);
    return parse_duration(duration) ? duration : std::string();
  }
  if (unit == Unit::Bytes) {
    std::string size = renamed(text, kSizeNames);
    return parse_bytes(size) ? size : std::string();
  }
  return {};
}

}  // namespace storm::scenarios
