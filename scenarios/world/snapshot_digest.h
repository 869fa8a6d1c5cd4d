#pragma once

#include <cstdint>

#include "engine/operation.h"

namespace storm::scenarios {

/// A 64-bit hash of everything that a party shows: equal snapshots have equal digests on every
/// compiler and machine.
std::uint64_t digest_of(const engine::Snapshot& snapshot);

}  // namespace storm::scenarios
