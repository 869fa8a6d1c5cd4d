#pragma once

#include <vector>

#include "scenarios/plan/plan.h"
#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// What the users of a plan's devices do, by the scenario's workloads: first the documents that are
/// there from the beginning are made, then users work on what they can know of. In the order of
/// time, with ids from one up.
///
/// Every document has the registers `title`, `body` and `status` and the counters `likes` and
/// `stock`; a new one has a title and a body.
///
/// Requires: `plan` was made from `scenario` and is complete but for its operations.
std::vector<PlannedOperation> plan_operations(const Scenario& scenario, const Plan& plan);

}  // namespace storm::scenarios
