#pragma once

#include <compare>
#include <cstdint>

namespace storm {

/// A machine in the world: the server or a device. Handed out in the order of creation, and stable
/// for a run, so that it can stand in keys and logs where an address could not.
enum class NodeId : std::uint32_t {};

constexpr std::uint32_t to_index(NodeId node) { return static_cast<std::uint32_t>(node); }

}  // namespace storm
