#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "scenarios/ledger/ledger.h"

namespace storm::scenarios {

/// What an operation's user was left to believe about it at the end.
enum class Standing : std::uint8_t {
  /// Accepted (or later told synced), and nobody took that back: the engine must keep it.
  Promised,
  /// Told that it failed or lost a conflict: the engine owes nothing.
  Reported,
  /// No answer came (a crash, or still under way), or its device was left broken before it could
  /// send: it may have happened or not.
  Open,
  /// Refused or never tried: it must not have happened.
  Void,
};

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

}  // namespace storm::scenarios
