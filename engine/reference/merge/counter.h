#pragma once

#include <cstdint>

namespace storm::engine::reference {

/// Adds to a counter. Wraps at the ends, so that addition stays commutative and associative for
/// whatever a peer sends; that an increment counts once is the affair of its operation id.
constexpr std::int64_t add(std::int64_t value, std::int64_t delta) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) +
                                   static_cast<std::uint64_t>(delta));
}

}  // namespace storm::engine::reference
