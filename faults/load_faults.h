#pragma once

#include "faults/fault.h"

/// What keeps a server from answering in time.
namespace storm::faults {

FaultKind server_slow();
FaultKind server_overloaded();

}  // namespace storm::faults
