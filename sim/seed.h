#pragma once

#include <cstdint>
#include <string_view>

namespace storm::sim {

/// The root of a stream of chance. Streams are forked by name, so that a draw that is added to or
/// taken from one of them leaves all others as they were: replay and shrinking depend on it.
/// Forking draws nothing and does not change the parent.
class Seed {
 public:
  explicit constexpr Seed(std::uint64_t value) : value_(value) {}

  /// The stream called `name` below this one. Different names give independent streams.
  Seed fork(std::string_view name) const;
  /// The n-th stream below this one, for what is numbered: the messages of a link, say.
  Seed fork(std::uint64_t number) const;

  constexpr std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_;
};

}  // namespace storm::sim
