#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// Effects once: what adds up or brings into being has happened as often as users were promised.
///
/// - Each counter of the server's final state equals the sum of its accepted increments, without
///   those that were reported as failed or lost, plus the sum of some of those whose outcome was
///   left open.
/// - Each document of the server's final state comes from a create that was accepted or left open.
/// - An operation that took effect on the server more than once (`LedgerEntry::landings`) is a
///   breach where the doubled effect shows: counters whose excess is what was added again. For a
///   Set or a Create, which changes nothing the second time, it is only counted.
///
/// Assumes: names of documents are not used twice (else "not judged"). Counters of a document that
/// is gone, or that should be (deletes stay), are not judged here: they went with it.
/// Cannot see: two errors on one counter that cancel out, and with more open outcomes on one
/// counter than `kReachableSumsMax` sums (scenarios/datatypes/counter_type.h) can tell apart,
/// anything within their range.
///
/// Kinds: "counter too high", "counter too low", "applied twice", "document nobody created".
///
/// Source: DESIGN.md, section 7.
Judgement judge_effects_once(const Evidence& evidence);

}  // namespace storm::scenarios
