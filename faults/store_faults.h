#pragma once

#include "faults/fault.h"

/// What becomes of a device's whole store behind the engine's back.
namespace storm::faults {

FaultKind store_evicted();
FaultKind image_restored();

}  // namespace storm::faults
