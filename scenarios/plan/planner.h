#pragma once

#include <cstdint>

#include "scenarios/plan/plan.h"
#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// Lets the seed decide everything that a scenario leaves open: a plan is what remains. The same
/// scenario and seed give the same plan, on every machine.
///
/// Each choice comes from a stream of its own, named after the device and what is chosen: another
/// device, fault or workload in the scenario does not change what the seed decides for those that
/// were there before. (Who makes which of the first documents of a team, and what people work on,
/// may still change, as there are more to choose from.)
///
/// Operations have their targets and values written down. Users work on what they can know of: the
/// model (`Presence`) knows the plan's own faults and nothing of the engine, so that a user may
/// meet a document that has not arrived yet, or one that is already gone; the run then says so.
/// Operation ids count from one in the order of the operations. Values are unique over the plan.
///
/// Requires: the scenario comes from the reader and has no recording (see `recording_planner.h`).
Plan make_plan(const Scenario& scenario, std::uint64_t seed);

/// The plan without its operations: devices, faults and everything else.
Plan make_plan_without_operations(const Scenario& scenario, std::uint64_t seed);

}  // namespace storm::scenarios
