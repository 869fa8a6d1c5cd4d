#pragma once

#include "faults/fault.h"

/// What goes wrong between a machine and everybody else.
namespace storm::faults {

FaultKind partition();
FaultKind link_quality();
FaultKind flapping();
FaultKind link_trace();
FaultKind partial_partition();

}  // namespace storm::faults
