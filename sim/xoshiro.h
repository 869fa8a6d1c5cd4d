#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "engine/env/random.h"
#include "sim/seed.h"

namespace storm::sim {

/// The simulator's generator: xoshiro256++, whose state is filled by SplitMix64.
/// Our own rather than the standard library's, whose distributions differ between libraries.
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4),
/// 2021; Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
class Xoshiro final : public Random {
 public:
  explicit Xoshiro(Seed seed) {
    std::uint64_t state = seed.value();
    for (std::uint64_t& word : state_) {
      state += 0x9E37'79B9'7F4A'7C15U;
      std::uint64_t mixed = state;
      mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
      mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
      word = mixed ^ (mixed >> 31U);
    }
  }

  std::uint64_t next() override {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace storm::sim
