#pragma once

#include <cstdint>

namespace storm::sim {

/// How events of the same instant are ordered.
enum class Ties : std::uint8_t {
  /// As they were scheduled.
  Scheduled,
  /// By the seed, so that an engine which relies on the former shows it.
  Shuffled,
};

}  // namespace storm::sim
