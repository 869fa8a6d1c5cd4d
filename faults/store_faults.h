#pragma once

#include "faults/fault.h"

/// What becomes of a machine's whole store behind the engine's back.
namespace storm::faults {

FaultKind store_evicted();
FaultKind image_restored();
FaultKind image_cloned();
FaultKind server_restored();
FaultKind database_recreated();

}  // namespace storm::faults
