#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/env/time.h"

namespace storm::scenarios {

/// What a number in a scenario counts, and so how it is written and printed.
enum class Unit : std::uint8_t {
  /// Nanoseconds; written "1h30m".
  Duration,
  /// Written as an integer.
  Count,
  /// Written "64MiB", or as an integer.
  Bytes,
  /// Parts per million; written 0.01 or "1%".
  Probability,
  /// Parts per billion; written in parts per million, 50 or 12.5.
  PartsPerBillion,
};

/// Reads a duration: one or more numbers with units `d h m s ms us ns`, biggest first, each unit
/// once, without spaces; a minus sign in front counts for all of it. A number may have decimals:
/// "1.5h". Returns nothing when the text is not one or does not fit into 64 bits of nanoseconds.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest text that parse_duration() reads as `duration`.
std::string duration_text(Duration duration);

/// Reads a size: a number with `B`, `KiB`, `MiB`, `GiB`, `kB`, `MB` or `GB`, without spaces.
std::optional<std::int64_t> parse_bytes(std::string_view text);
/// The size in the biggest binary unit that divides it.
std::string bytes_text(std::int64_t bytes);

/// Reads "1%" or "0.25%" as parts per million.
std::optional<std::int64_t> parse_percentage(std::string_view text);
/// Reads "1%" or 0.01 as parts per million.
std::optional<std::int64_t> parse_probability(std::string_view text);

/// The same three as programs write them: what is no whole number of nanoseconds, bytes or parts
/// per million is rounded down (up, where it is below zero); a number may have an exponent,
/// "1e+05", and a size no unit.
std::optional<Duration> parse_duration_down(std::string_view text);
std::optional<std::int64_t> parse_bytes_down(std::string_view text);
std::optional<std::int64_t> parse_probability_down(std::string_view text);

/// The shortest text that parse_percentage() reads as `parts_per_million`.
std::string percentage_text(std::int64_t parts_per_million);

/// A value as a scenario would write it.
std::string quantity_text(std::int64_t value, Unit unit);
/// What to write: `a duration such as "1h30m"`.
std::string unit_description(Unit unit);

}  // namespace storm::scenarios
