#pragma once

#include "faults/fault.h"

/// What goes wrong with a disk.
namespace storm::faults {

FaultKind disk_full();

}  // namespace storm::faults
