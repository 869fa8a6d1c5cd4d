#pragma once

#include <span>

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// All properties, in the order in which they are judged and printed.
std::span<const Property> properties();

}  // namespace storm::scenarios
