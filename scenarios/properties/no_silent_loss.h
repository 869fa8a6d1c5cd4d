#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// No silent loss, field by field: what a user was promised is on the server at the end, or there
/// is an excuse for it that the policy declares or that the user was told.
///
/// For each accepted Set, and each field of each accepted Create, one of these holds:
/// - the server shows its value ("kept");
/// - a causally later write of the field stands, or itself was accepted and so is judged in its
///   place ("superseded by a later write");
/// - the server shows the value of a concurrent write, which `RegisterPolicy::OneWins` declares
///   ("lost to a concurrent write");
/// - somebody deleted the document: accepted, or with an outcome that was left open while the
///   document is indeed gone ("gone with a deleted document");
/// - its user was told Failed or ConflictLost ("reported to their user").
/// And each value that the server shows is one that somebody wrote into that field, with an
/// outcome that was accepted or left open. A write whose outcome was left open may stand or not.
///
/// Causality: a write follows the write whose value its user saw in the field (`seen_value`), the
/// writes of the field that were submitted on the same device before, and what these follow. A
/// write that follows nothing known follows the document's create.
///
/// Assumes: values are unique in their field (the latest earlier write of a value is taken for the
/// one that was seen); names of documents are not used twice (else "not judged"); the server is
/// the state that counts: that the replicas agree with it is convergence.
/// Cannot see: what a user had read before without writing to the same field: such a pair counts as
/// concurrent, in the engine's favour. Counters: see effects once. Deletes: see deletes stay.
///
/// Kinds: "lost to an older write", "field vanished", "document lost", "invented value".
///
/// Source: DESIGN.md, section 7. Terry et al., "Session Guarantees for Weakly Consistent Replicated
/// Data", PDIS 1994: monotonic writes and writes follow reads, here judged at the end. Lamport,
/// "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978.
Judgement judge_no_silent_loss(const Evidence& evidence);

}  // namespace storm::scenarios
