#pragma once

#include <cstdint>

#include "engine/env/assertion.h"
#include "engine/env/time.h"

namespace storm {

/// A probability as a fraction: `num` times out of `den`. Integers, because a floating-point draw
/// may round differently on another compiler.
struct Ratio {
  std::uint32_t num = 0;
  std::uint32_t den = 1;

  /// Member by member: equal fractions that are written differently differ.
  bool operator==(const Ratio&) const = default;
};

/// A stream of random numbers. Each component owns one, forked by name, so that a new draw in one
/// place does not shift another's. One draw per statement: C++ leaves the order of arguments open.
class Random {
 public:
  Random() = default;
  Random(const Random&) = default;
  Random(Random&&) = default;
  Random& operator=(const Random&) = default;
  Random& operator=(Random&&) = default;
  virtual ~Random() = default;

  /// 64 uniform bits.
  virtual std::uint64_t next() = 0;

  /// Uniform in [0, bound). Draws at least once.
  /// Requires: `bound` is not zero.
  /// Source: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019.
  std::uint64_t below(std::uint64_t bound) {
    STORM_ASSERT(bound != 0);
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(next()) * bound;
    auto low = static_cast<std::uint64_t>(product);
    if (low < bound) {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (low < threshold) {
        product = static_cast<Wide>(next()) * bound;
        low = static_cast<std::uint64_t>(product);
      }
    }
    return static_cast<std::uint64_t>(product >> 64U);
  }

  /// Uniform in [low, high], both ends included. Requires: low <= high, and fewer than 2^64 values.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    STORM_ASSERT(low <= high);
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(span + 1));
  }

  Duration between(Duration low, Duration high) {
    return Duration{between(low.count(), high.count())};
  }

  /// True `probability.num` times out of `probability.den`. Always draws once, so that the stream
  /// does not depend on the probability.
  bool chance(Ratio probability) {
    STORM_ASSERT(probability.den != 0);
    return below(probability.den) < probability.num;
  }

  bool one_in(std::uint32_t n) { return chance(Ratio{.num = 1, .den = n}); }
};

}  // namespace storm
