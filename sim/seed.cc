#include "sim/seed.h"

#include <xxhash.h>

namespace storm::sim {

Seed Seed::fork(std::string_view name) const {
  return Seed(XXH3_64bits_withSeed(name.data(), name.size(), value_));
}

Seed Seed::fork(std::uint64_t number) const {
  // The finaliser of SplitMix64 over both, so that neighbouring numbers share nothing; a hash of
  // the number's bytes would differ between machines of different endianness.
  std::uint64_t mixed = value_ + (number + 1) * 0x9E37'79B9'7F4A'7C15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
  return Seed(mixed ^ (mixed >> 31U));
}

}  // namespace storm::sim
