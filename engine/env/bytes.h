#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace storm {

/// What crosses a boundary: device to device, memory to disk. Never a shared object.
using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

}  // namespace storm
