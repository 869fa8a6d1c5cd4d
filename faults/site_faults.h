#pragma once

#include "faults/fault.h"

/// What goes wrong between sites: groups of devices that stand together, and the server.
namespace storm::faults {

FaultKind group_partition();
FaultKind internet_lost();

}  // namespace storm::faults
