#pragma once

#include "scenarios/datatypes/data_type.h"

namespace storm::scenarios {

/// The life of a document: it is created, with first values of registers, and deleted with all that
/// is in it.
///
/// Atoms: a create is one for the document and one for each first value, which is the register's;
/// a delete is one.
///
/// Fates: a promised create is kept while the document is there, removed when somebody deleted it,
/// and lost otherwise. A promised delete is kept while the document is not there, superseded by a
/// later create, and else brought back, or lost if it never took effect. A document that nobody
/// even tried to create is invented.
///
/// Assumes: names are not used again. What knew what is not looked at: a later create is one that
/// was submitted after the first promised delete.
const DataType& document_life();

const Verb& create_verb();
const Verb& delete_verb();

/// Whether the operation brings its document into being.
bool creates(const engine::Operation& operation);
/// Whether the operation ends its document's life.
bool deletes(const engine::Operation& operation);

}  // namespace storm::scenarios
