#pragma once

#include <cstddef>
#include <cstdint>

/// Who takes part in a world, as judges name them.
namespace storm::scenarios {

/// A party of the world: its devices' replicas by the index of their device, then the authority.
/// An operation lands at parties, and parties are shown to whoever looks at them.
enum class PartyId : std::uint32_t {};

constexpr PartyId authority_after(std::size_t devices) {
  return PartyId{static_cast<std::uint32_t>(devices)};
}
constexpr std::uint32_t to_index(PartyId party) { return static_cast<std::uint32_t>(party); }

/// A stretch in which what a party has stored only grows. It ends when the store is restored,
/// cloned, emptied or rots: what was known there before is then no longer known *surely*. Counts
/// from zero for each party, in the order of time.
enum class Lifeline : std::uint32_t {};

}  // namespace storm::scenarios
