#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/env/node_id.h"

/// Who takes part in a world, as judges name them.
namespace storm::scenarios {

/// A party of the world: its devices' replicas by the index of their device, then the authority.
/// An operation lands at parties, and parties are shown to whoever looks at them.
enum class PartyId : std::uint32_t {};

constexpr PartyId authority_after(std::size_t devices) {
  return PartyId{static_cast<std::uint32_t>(devices)};
}
constexpr std::uint32_t to_index(PartyId party) { return static_cast<std::uint32_t>(party); }

/// The authority's machine is the first one; the devices' follow in their order.
constexpr NodeId kAuthorityNode{0};
constexpr NodeId node_of_device(std::uint32_t device) { return NodeId{device + 1}; }
constexpr NodeId node_of(PartyId party, std::size_t devices) {
  return party == authority_after(devices) ? kAuthorityNode : node_of_device(to_index(party));
}
constexpr PartyId party_at(NodeId node, std::size_t devices) {
  return node == kAuthorityNode ? authority_after(devices) : PartyId{to_index(node) - 1};
}

/// A stretch in which what a party has stored only grows. It ends when the store is restored,
/// cloned, emptied or rots: what was known there before is then no longer known *surely*. Counts
/// from zero for each party, in the order of time.
enum class Lifeline : std::uint32_t {};

}  // namespace storm::scenarios
