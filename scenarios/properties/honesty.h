#pragma once

#include "engine/env/time.h"
#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// Honesty: what a replica told its user agrees with the ledger.
///
/// - Reported pending is never less than what is truly pending (accepted there, not applied on the
///   server, not reported as failed), without what was accepted in the instant of the look; and at
///   the end it is equal. In between it may be more: an engine learns late that the server has an
///   operation.
/// - A reported last success coincides with an `Ok` response of the server that had reached the
///   device: some response's wall-clock reading w with w - kClaimEarly <= claim <= w + kClaimLate.
///   An old success may be reported for as long as one likes. Responses before the last
///   ResponseTimes::kExact of a device are remembered by the minute, so that a claim about them is
///   believed within a minute more: they matter to stores that were restored, and to nobody else.
/// - "Synced" is told only of what the server had applied by then.
/// - What was told to have failed or lost does not stand: no Set told so is the server's final
///   value, and no Create told so is the sole origin of a document there.
///
/// Assumes: the harness and the engine read one wall clock, and the server tells its auditor of all
/// that it has applied (`Auditor::landed`). kClaimLate leaves an engine time to store what came
/// with the response on a slow disk before it says so; kClaimEarly covers clocks of coarse grain,
/// and engines that take the time when they ask.
///
/// A figure that a status does not have is no claim: "not judged".
///
/// Cannot see: a false claim that a response happens to excuse; a response with which the server
/// said something else than success. A wall clock that jumps between the response and the claim
/// looks like a lie, so such a step must not fall within kClaimLate of a response.
///
/// One violation for each device and kind, which explains the first moment and says how many looks
/// saw it; for what was told about operations, one for each. Kinds: "pending understated",
/// "pending wrong at the end", "last success invented", "synced too early", "synced but never
/// applied", "stands though reported lost".
///
/// Source: DESIGN.md, section 7.
std::unique_ptr<Judge> make_honesty_judge(const Case& about);

constexpr Kinds kHonestyWatches = kinds<StatusShown, MessageSeen>();
constexpr Duration kClaimLate = 2min;
constexpr Duration kClaimEarly = 1s;

}  // namespace storm::scenarios
