#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "scenarios/plan/place.h"

namespace storm::scenarios {

/// Where tables and arrays of a TOML file are nested more than `depth_max` deep, or nothing. Each
/// bracket nests, and so does each dot of a key, those of a header included: sixteen brackets with
/// two thousand dots in each are 32 000 levels in 64 KB, and whoever reads them recurses as deeply.
/// Looks at brackets, dots, quotation marks and comments only, without recursion: for any bytes,
/// the answer is right up to where they stop being TOML.
std::optional<Place> too_deep_in_toml(std::string_view text, std::size_t depth_max);

}  // namespace storm::scenarios
