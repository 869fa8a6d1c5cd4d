#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// Progress: on a device that is on, connected and quiet, all that users had been promised has
/// reached the server within `drain_within` (bounds.h) of the heal, and then traffic stops: in
/// the last quarter of the quiet phase the device sends no more messages than an idle engine may.
///
/// Assumes: `ProgressSample::progress_was_possible` is the harness's word that work could have
/// drained; where it does not hold the device is "not judged", because a bound on progress says
/// nothing about a device that has no chance to make any. "Pending" is counted by the ledger and
/// the server's audit, not by what the engine says of itself (honesty compares the two).
///
/// Cannot see: progress during the chaos, traffic that costs much in few messages.
///
/// Kinds, for each device: "never drained", "drained late", "traffic does not stop".
///
/// Source: DESIGN.md, sections 6 and 7. A liveness property with a bound, and so a safety property
/// of the run: Alpern and Schneider, "Defining Liveness", Information Processing Letters 21(4),
/// 1985.
Judgement judge_progress(const Evidence& evidence);

}  // namespace storm::scenarios
