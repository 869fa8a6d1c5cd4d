#pragma once

#include "scenarios/properties/property.h"

namespace storm::scenarios {

/// Deletes stay: a document whose delete was accepted, and not reported as failed or lost, is at
/// the end neither on the server nor on any replica.
///
/// Assumes: names of documents are not used twice. If somebody did create the document again after
/// the delete (accepted or left open), the delete is "not judged".
/// Cannot see: a document that came back for a while and went again; a replica that could not be
/// asked (convergence says so).
///
/// One violation for each document, which names all that still show it. Kinds: "came back" (the
/// delete took effect on the server, and the document is there), "never took effect" (it did not,
/// and the document is there), "still on a replica" (the server is rid of it).
///
/// Source: DESIGN.md, section 7; DEFECTS.md, Z45 and Z46, for how documents come back.
Judgement judge_deletes_stay(const Evidence& evidence);

}  // namespace storm::scenarios
