#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/plan/plan.h"
#include "scenarios/plan/scenario.h"
#include "sim/seed.h"

namespace storm::scenarios {

/// A scenario's `[chaos]`, decided by a seed: swarm testing. Each seed switches on a subset of the
/// kinds of faults and of the kinds of operations, and of these draws as much as it likes. A seed
/// without deletions, or with nothing but crashes, gets to places that the average of everything
/// never sees.
///
/// Budget: only kinds of `swarm_kinds()`, each strike over by `ChaosSpec::until`, one kind at most
/// once at a time on each machine, so that each accepted operation can still be brought home when
/// the faults have ended. Strikes are as long as any fraction of `ChaosSpec::lasts`, short ones as
/// likely as long ones; on the server, at which everybody stands still, an eighth of that.
///
/// Each choice has a stream of its own, named after kind and machine: what is drawn for one is the
/// same whatever else the scenario holds.
///
/// Source: Groce, Zhang, Eide, Chen and Regehr, "Swarm Testing", ISSTA 2012.

/// The faults, in no order. Empty without a `[chaos]`.
/// Requires: `devices` were planned from `scenario`.
std::vector<PlannedFault> plan_swarm(const Scenario& scenario,
                                     const std::vector<DevicePlan>& devices, const sim::Seed& seed);

/// The workloads with only those kinds of operations that the seed switched on; as they were
/// without a `[chaos]`, and where nothing would be left.
std::vector<WorkloadSpec> thin_out(const Scenario& scenario, const sim::Seed& seed);

/// The most faults that a swarm can draw for this scenario.
std::int64_t most_faults(const Scenario& scenario);

}  // namespace storm::scenarios
