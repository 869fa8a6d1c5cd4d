#include "ci/machine/whole_number.h"

#include <charconv>
#include <system_error>

namespace storm::ci {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  // Signs and spaces from_chars refuses itself.
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

}  // namespace storm::ci
