#pragma once

#include "faults/fault.h"

/// What goes wrong with a device's clocks.
namespace storm::faults {

FaultKind clock_step();
FaultKind clock_drift();

}  // namespace storm::faults
