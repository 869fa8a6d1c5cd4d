#include "ci/machine/words.h"

#include <array>
#include <fmt/format.h>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::ci {

std::string grouped(std::uint64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  STORM_ASSERT(text.size() == digits.size() + (digits.size() - 1) / 3);
  return text;
}

std::string duration_words(Duration duration) {
  STORM_ASSERT(duration >= Duration::zero());
  static constexpr std::array<std::pair<Duration, const char*>, 5> kUnits{
      {{days{1}, "d"}, {1h, "h"}, {1min, "m"}, {1s, "s"}, {1ms, "ms"}}};
  std::string text;
  for (const auto& [unit, name] : kUnits) {
    const auto count = duration / unit;
    duration -= count * unit;
    if (count != 0) text += fmt::format("{}{}{}", text.empty() ? "" : " ", count, name);
  }
  return text.empty() ? "0s" : text;
}

}  // namespace storm::ci
