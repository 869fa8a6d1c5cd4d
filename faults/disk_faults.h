#pragma once

#include "faults/fault.h"

/// What goes wrong with a disk.
namespace storm::faults {

FaultKind disk_full();
FaultKind quota_shrunk();
FaultKind disk_error();
FaultKind disk_read_only();
FaultKind disk_short_writes();
FaultKind disk_lies();
FaultKind disk_slow();
FaultKind bit_rot();
FaultKind stale_reads();

}  // namespace storm::faults
