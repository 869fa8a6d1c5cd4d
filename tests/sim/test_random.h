#pragma once

#include <cstdint>

#include "engine/env/random.h"

namespace storm::sim {

/// A generator for tests that need some stream and not a particular one.
/// Source: SplitMix64; Steele, Lea, Flood, OOPSLA 2014.
class TestRandom final : public Random {
 public:
  explicit TestRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() override {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31U);
  }

 private:
  std::uint64_t state_;
};

}  // namespace storm::sim
