#pragma once

#include "scenarios/datatypes/data_type.h"

namespace storm::scenarios {

/// A register: a named text of a document, of which a write replaces the whole.
///
/// Atoms: one for each value, by a set or within a create. A value names the write that made it.
///
/// Fates, when a party shows a value: the write of that value is kept. An older one is superseded
/// when what stands knew it, or when a promised one that knew it is judged in its place. One that
/// nobody knew was lost to a concurrent write, which OneWins declares. One that knew what stands
/// cannot have lost to it: lost, because of the older one. With no value where one was promised,
/// what nobody superseded is lost. A value that nobody wrote is invented.
///
/// A write knows the write whose value its author saw, the author's earlier writes, and what these
/// knew; one that knows nothing else knows the document's create.
/// Source: Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", PDIS 1994:
/// monotonic writes and writes follow reads. Lamport, "Time, Clocks, and the Ordering of Events in
/// a Distributed System", CACM 21(7), 1978.
///
/// Cannot see: what an author had read before without writing there; such a pair counts as
/// concurrent, in the engine's favour. With equal values the latest write of one is meant.
const DataType& register_type();

const Verb& set_verb();

}  // namespace storm::scenarios
