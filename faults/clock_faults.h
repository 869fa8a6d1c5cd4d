#pragma once

#include "faults/fault.h"

/// What goes wrong with a device's clocks.
namespace storm::faults {

FaultKind clock_step();
FaultKind clock_drift();
FaultKind clock_reset();
FaultKind clock_far_future();
FaultKind clock_frozen();
FaultKind clock_coarse();

}  // namespace storm::faults
