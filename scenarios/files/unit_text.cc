#include "scenarios/files/unit_text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <span>

namespace storm::scenarios {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kPartsPerMillion = 1'000'000;
constexpr int kDecimalsMax = 9;
// A day has fourteen digits of nanoseconds.
constexpr int kFineDecimalsMax = 18;

struct NamedUnit {
  std::string_view name;
  std::int64_t factor;
};

// Biggest first, which is the order in which they have to stand in a duration.
constexpr std::array<NamedUnit, 7> kTimeUnits{{{"d", 86'400'000'000'000},
                                               {"h", 3'600'000'000'000},
                                               {"m", 60'000'000'000},
                                               {"s", 1'000'000'000},
                                               {"ms", 1'000'000},
                                               {"us", 1'000},
                                               {"ns", 1}}};

constexpr std::array<NamedUnit, 7> kSizeUnits{{{"GiB", 1 << 30},
                                               {"MiB", 1 << 20},
                                               {"KiB", 1 << 10},
                                               {"GB", 1'000'000'000},
                                               {"MB", 1'000'000},
                                               {"kB", 1'000},
                                               {"B", 1}}};

constexpr std::array<NamedUnit, 1> kPercent{{{"%", kPartsPerMillion / 100}}};

constexpr std::array<NamedUnit, 1> kWhole{{{"", kPartsPerMillion}}};

constexpr std::array<NamedUnit, 1> kNoUnit{{{"", 1}}};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// A decimal number as `digits` / `scale`.
struct Decimal {
  Wide digits = 0;
  Wide scale = 1;
};

/// What becomes of a number that is no whole number of nanoseconds, bytes or parts per million.
enum class Fraction : std::uint8_t {
  Refused,
  /// Rounded down, as programs write more decimals than anybody meant; they may write 1e+05 too.
  Dropped,
};

// With the biggest factor, a day in nanoseconds, it fits into 128 bits.
constexpr Wide kDigitsMax = Wide{1'000'000'000'000} * 100'000'000'000;
constexpr int kExponentMax = 15;

/// Takes a whole number from the front of `text`, and the sign before it.
std::optional<int> take_exponent(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int exponent = 0;
  std::size_t digits = 0;
  for (; !text.empty() && is_digit(text.front()); ++digits) {
    exponent = std::min(exponent * 10 + (text.front() - '0'), kExponentMax + 1);
    text.remove_prefix(1);
  }
  if (digits == 0 || exponent > kExponentMax) return std::nullopt;
  return negative ? -exponent : exponent;
}

bool scale_by_exponent(Decimal& number, std::string_view& text) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return true;
  text.remove_prefix(1);
  const auto exponent = take_exponent(text);
  if (!exponent) return false;
  for (int n = 0; n < *exponent; ++n) {
    if (number.digits > kDigitsMax) return false;
    number.digits *= 10;
  }
  for (int n = 0; n > *exponent; --n) number.scale *= 10;
  return true;
}

/// Takes a decimal number from the front of `text`.
std::optional<Decimal> take_number(std::string_view& text, Fraction fraction) {
  Decimal number;
  int digits = 0;
  int decimals = 0;
  bool after_point = false;
  while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !after_point))) {
    const char letter = text.front();
    text.remove_prefix(1);
    if (letter == '.') {
      if (digits == 0) return std::nullopt;
      after_point = true;
      continue;
    }
    ++digits;
    if (after_point) ++decimals;
    const bool is_too_fine = after_point && (decimals > kDecimalsMax || number.digits > kDigitsMax);
    if (is_too_fine && fraction == Fraction::Refused) return std::nullopt;
    if (decimals > kFineDecimalsMax || (after_point && number.digits > kDigitsMax)) continue;
    if (!after_point && number.digits > (std::numeric_limits<std::int64_t>::max() - 9) / 10) {
      return std::nullopt;
    }
    number.digits = number.digits * 10 + (letter - '0');
    if (after_point) number.scale *= 10;
  }
  if (digits == 0 || (after_point && decimals == 0)) return std::nullopt;
  if (fraction == Fraction::Dropped && !scale_by_exponent(number, text)) return std::nullopt;
  return number;
}

/// Takes a unit's name, which ends at the next digit, from the front of `text`, and returns its
/// index.
std::optional<std::size_t> take_unit(std::string_view& text, std::span<const NamedUnit> units) {
  std::size_t length = 0;
  while (length < text.size() && !is_digit(text[length])) ++length;
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].name == name) return i;
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_units(std::string_view text, std::span<const NamedUnit> units,
                                        Fraction fraction = Fraction::Refused) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  Wide total = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    const auto number = take_number(text, fraction);
    if (!number) return std::nullopt;
    const auto unit = take_unit(text, units);
    if (!unit || *unit < next_unit) return std::nullopt;
    next_unit = *unit + 1;
    const Wide scaled = number->digits * units[*unit].factor;
    if (scaled % number->scale != 0 && fraction == Fraction::Refused) return std::nullopt;
    total += scaled / number->scale;
    if (total > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  }
  const auto magnitude = static_cast<std::int64_t>(total);
  return negative ? -magnitude : magnitude;
}

/// `value` over a power of ten, without trailing zeros.
std::string decimal_text(std::int64_t value, std::int64_t scale) {
  // Unsigned arithmetic: the smallest number has no positive counterpart.
  const std::uint64_t magnitude =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto whole_scale = static_cast<std::uint64_t>(scale);
  std::string text = fmt::format("{}{}", value < 0 ? "-" : "", magnitude / whole_scale);
  std::uint64_t rest = magnitude % whole_scale;
  if (rest == 0) return text;
  text += '.';
  for (std::uint64_t digit = whole_scale / 10; rest != 0; digit /= 10) {
    text += static_cast<char>('0' + rest / digit);
    rest %= digit;
  }
  return text;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const auto nanoseconds_read = parse_units(text, kTimeUnits);
  if (!nanoseconds_read) return std::nullopt;
  return Duration{*nanoseconds_read};
}

std::string duration_text(Duration duration) {
  const std::int64_t value = duration.count();
  if (value == 0) return "0s";
  std::uint64_t rest =
      value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text = value < 0 ? "-" : "";
  for (const NamedUnit& unit : kTimeUnits) {
    const auto factor = static_cast<std::uint64_t>(unit.factor);
    if (rest < factor) continue;
    text += fmt::format("{}{}", rest / factor, unit.name);
    rest %= factor;
  }
  return text;
}

std::optional<std::int64_t> parse_bytes(std::string_view text) {
  const auto bytes = parse_units(text, kSizeUnits);
  return bytes && *bytes >= 0 ? bytes : std::nullopt;
}

std::string bytes_text(std::int64_t bytes) {
  if (bytes != 0) {
    for (std::size_t i = 0; i < 3; ++i) {
      const NamedUnit& unit = kSizeUnits.at(i);
      if (bytes % unit.factor == 0) return fmt::format("{}{}", bytes / unit.factor, unit.name);
    }
  }
  return fmt::format("{}B", bytes);
}

std::optional<std::int64_t> parse_percentage(std::string_view text) {
  return parse_units(text, kPercent);
}

std::optional<std::int64_t> parse_probability(std::string_view text) {
  return text.ends_with('%') ? parse_percentage(text) : parse_units(text, kWhole);
}

std::optional<Duration> parse_duration_down(std::string_view text) {
  const auto nanoseconds_read = parse_units(text, kTimeUnits, Fraction::Dropped);
  if (!nanoseconds_read) return std::nullopt;
  return Duration{*nanoseconds_read};
}

std::optional<std::int64_t> parse_bytes_down(std::string_view text) {
  const auto plain = parse_units(text, kNoUnit, Fraction::Dropped);
  return plain ? plain : parse_units(text, kSizeUnits, Fraction::Dropped);
}

std::optional<std::int64_t> parse_probability_down(std::string_view text) {
  return text.ends_with('%') ? parse_units(text, kPercent, Fraction::Dropped)
                             : parse_units(text, kWhole, Fraction::Dropped);
}

std::string percentage_text(std::int64_t parts_per_million) {
  return decimal_text(parts_per_million, kPartsPerMillion / 100) + '%';
}

std::string quantity_text(std::int64_t value, Unit unit) {
  switch (unit) {
    case Unit::Duration:
      return '"' + duration_text(Duration{value}) + '"';
    case Unit::Count:
      return fmt::format("{}", value);
    case Unit::Bytes:
      return '"' + bytes_text(value) + '"';
    case Unit::Probability:
      return decimal_text(value, kPartsPerMillion);
    case Unit::PartsPerBillion:
      return decimal_text(value, 1'000);
  }
  return {};
}

std::string unit_description(Unit unit) {
  switch (unit) {
    case Unit::Duration:
      return "a duration such as \"1h30m\"";
    case Unit::Count:
      return "a whole number";
    case Unit::Bytes:
      return "a size such as \"64MiB\"";
    case Unit::Probability:
      return "a probability such as 0.01 or \"1%\"";
    case Unit::PartsPerBillion:
      return "a number of parts per million such as 12.5";
  }
  return {};
}

}  // namespace storm::scenarios
