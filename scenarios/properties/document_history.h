#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "scenarios/datatypes/cell_history.h"
#include "scenarios/ledger/ledger.h"

namespace storm::scenarios {

/// A later notice of a loss outweighs an acceptance and an earlier "synced"; a "synced" turns an
/// outcome that had been left open into a promise.
Standing standing_of(const LedgerEntry& entry);

/// All that users did to one document, without what is Void, in the order of submission.
struct DocumentHistory {
  std::vector<const LedgerEntry*> entries;
  /// Creates that are Promised or Open. Judges assume that names are not used again, and say
  /// "not judged" where this is more than one.
  std::uint32_t creates = 0;
  /// The first delete that is Promised, and the first that is Open. Null: there is none.
  const LedgerEntry* promised_delete = nullptr;
  const LedgerEntry* open_delete = nullptr;
};

/// The ledger by document. The views point into the ledger.
std::map<std::string_view, DocumentHistory> histories_of(const Ledger& ledger);

/// What was done to each cell of a document, and each cell of which `shown` shows something that
/// nobody did: by type in the order of the table, then by name. `CellDeed::entry` is an index into
/// the history's entries. The views point into the ledger and into `shown`, which may be null.
/// Landings are counted at `authority`.
std::vector<CellHistory> cells_of(const DocumentHistory& history, PartyId authority,
                                  const engine::Document* shown);

}  // namespace storm::scenarios
