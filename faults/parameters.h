#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/env/assertion.h"
#include "faults/fault.h"

/// How rows of the table of faults write their parameters down, and read them back.
namespace storm::faults {

constexpr std::uint32_t kMillion = 1'000'000;
constexpr std::int64_t kDay = std::chrono::duration_cast<Duration>(days{1}).count();
constexpr std::int64_t kHundredYears = 36'525 * kDay;

constexpr Parameter duration_parameter(std::string_view name, std::optional<Duration> value,
                                       Duration minimum, Duration maximum, std::string_view says) {
  return {.name = name,
          .type = ParameterType::Duration,
          .default_value = value ? std::optional(value->count()) : std::nullopt,
          .minimum = minimum.count(),
          .maximum = maximum.count(),
          .says = says,
          .choices = {}};
}

constexpr Parameter probability_parameter(std::string_view name, std::int64_t ppm,
                                          std::string_view says) {
  return {.name = name,
          .type = ParameterType::Probability,
          .default_value = ppm,
          .minimum = 0,
          .maximum = kMillion,
          .says = says,
          .choices = {}};
}

constexpr Parameter count_parameter(std::string_view name, std::int64_t value, std::int64_t minimum,
                                    std::int64_t maximum, std::string_view says) {
  return {.name = name,
          .type = ParameterType::Count,
          .default_value = value,
          .minimum = minimum,
          .maximum = maximum,
          .says = says,
          .choices = {}};
}

constexpr Parameter bytes_parameter(std::string_view name, std::int64_t value,
                                    std::string_view says) {
  return {.name = name,
          .type = ParameterType::Bytes,
          .default_value = value,
          .minimum = 0,
          .maximum = std::int64_t{1} << 40U,
          .says = says,
          .choices = {}};
}

/// The first choice is the default.
constexpr Parameter choice_parameter(std::string_view name,
                                     std::span<const std::string_view> choices,
                                     std::string_view says) {
  return {.name = name,
          .type = ParameterType::Choice,
          .default_value = 0,
          .minimum = 0,
          .maximum = static_cast<std::int64_t>(choices.size()) - 1,
          .says = says,
          .choices = choices};
}

/// Has to be said: there is no trace that stands for any other.
constexpr Parameter trace_parameter(std::string_view name, std::string_view says) {
  return {.name = name,
          .type = ParameterType::Trace,
          .default_value = std::nullopt,
          .minimum = 0,
          .maximum = kTracesMax - 1,
          .says = says,
          .choices = {}};
}

/// Requires: the kind of fault has that parameter, and readers have filled in its default.
inline std::int64_t value_in(const Parameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  STORM_ASSERT(found != parameters.end());
  return found->second;
}

inline Duration duration_in(const Parameters& parameters, std::string_view name) {
  return Duration{value_in(parameters, name)};
}

inline Ratio ratio_in(const Parameters& parameters, std::string_view name) {
  const std::int64_t ppm = value_in(parameters, name);
  STORM_ASSERT(ppm >= 0);
  STORM_ASSERT(ppm <= kMillion);
  return {.num = static_cast<std::uint32_t>(ppm), .den = kMillion};
}

/// A count, a number of bytes or an index.
inline std::uint64_t number_in(const Parameters& parameters, std::string_view name) {
  return static_cast<std::uint64_t>(value_in(parameters, name));
}

}  // namespace storm::faults
