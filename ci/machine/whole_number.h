#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace storm::ci {

/// The number that is written: decimal digits and nothing else, without a leading zero, at most
/// 2^64 - 1. Nothing for any other text: `-1`, `010` and 2^64 are not what somebody meant.
std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace storm::ci
