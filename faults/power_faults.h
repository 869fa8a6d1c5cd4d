#pragma once

#include "faults/fault.h"

/// What ends or interrupts the life of a machine's process.
namespace storm::faults {

FaultKind suspend();
FaultKind crash();
FaultKind crash_at();
FaultKind torn_write();
FaultKind restart();

}  // namespace storm::faults
