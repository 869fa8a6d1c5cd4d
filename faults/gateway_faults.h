#pragma once

#include "faults/fault.h"

/// What is done to requests and replies by whoever stands between the machines.
namespace storm::faults {

FaultKind captive_portal();
FaultKind server_answers();
FaultKind reply_lost();
FaultKind connection_reset();

}  // namespace storm::faults
