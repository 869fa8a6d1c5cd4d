#pragma once

#include "faults/fault.h"

/// What administrators and their scripts do to a server.
namespace storm::faults {

FaultKind collect_tombstones();
FaultKind retention_shortened();

}  // namespace storm::faults
