#pragma once

#include <compare>
#include <cstdint>

namespace storm::scenarios {

/// Where something stands in a text file. Both count from one; columns count code points.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  auto operator<=>(const Place&) const = default;
};

}  // namespace storm::scenarios
