#pragma once

#include "ci/machine/worker_pool.h"
#include "ci/result/run_record.h"

namespace storm::ci {

/// The record that a worker handed over as JSON; of one that died, or handed over nothing that can
/// be read, a record that says how and nothing else. An engine may write where it should not, so
/// what comes from its process is checked, although we wrote it.
RunRecord record_in(const WorkerOutcome& outcome);

}  // namespace storm::ci
