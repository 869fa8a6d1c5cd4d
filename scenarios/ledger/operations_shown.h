#pragma once

#include <span>
#include <vector>

#include "engine/operation.h"
#include "scenarios/ledger/ledger.h"

namespace storm::scenarios {

/// The operations that a document shows to whoever looks at it: of each field the latest write of
/// the value that stands there, and what brought the document into being if only one operation can
/// have. What a counter shows names nobody: it is a sum. `history` is what was done to the
/// document, `itself` the operation that is not to be found.
std::vector<const LedgerEntry*> operations_shown(std::span<LedgerEntry* const> history,
                                                 const engine::Document& document,
                                                 engine::OperationId itself);

}  // namespace storm::scenarios
