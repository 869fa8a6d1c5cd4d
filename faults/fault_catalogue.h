#pragma once

#include <span>
#include <string_view>

#include "faults/fault.h"

namespace storm::faults {

/// Every fault that scenarios can name, in the order in which it is listed.
std::span<const FaultKind> fault_kinds();
/// The kind of that name, or null.
const FaultKind* find_fault_kind(std::string_view name);

}  // namespace storm::faults
