#pragma once

#include <cstdint>

namespace storm::ci {

/// What to do with the results that an earlier call has kept.
enum class Earlier : std::uint8_t { Counts, Forgotten };

}  // namespace storm::ci
