#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// Convergence: after the heal and the quiet, each replica shows exactly what the server shows in
/// the scopes that the replica holds (`DevicePlan::scopes`).
///
/// Assumes: the quiet is long enough for an engine that works (`Expectations`), users have stopped,
/// and a snapshot is what a user would see. A counter that is zero equals one that is absent.
/// Cannot see: a loss on which all agree (no silent loss, effects once), and a replica that was
/// wrong for a while and is right at the end.
///
/// Devices that were left broken on purpose are not judged.
///
/// One violation for each device, which names the first documents and fields that differ. Kinds,
/// the first that applies: "could not be asked", "missing on the replica", "only on the replica"
/// (also for what lies outside its scopes), "different on the replica".
///
/// Source: DESIGN.md, section 7. Shapiro et al., "Conflict-free Replicated Data Types", SSS 2011:
/// eventual and strong convergence.
Judgement judge_convergence(const Evidence& evidence);

}  // namespace storm::scenarios
