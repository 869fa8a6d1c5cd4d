#pragma once

#include <span>
#include <string_view>

#include "engine/system.h"

namespace storm::engine {

/// Every system that `--engine` knows, in the order in which it is listed.
std::span<const System> systems();
/// The system of that name, or null.
const System* find_system(std::string_view name);

}  // namespace storm::engine
