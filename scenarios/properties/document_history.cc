#include "scenarios/properties/document_history.h"

namespace storm::scenarios {

Standing standing_of(const LedgerEntry& entry) {
  if (entry.answer == Answer::Refused || entry.answer == Answer::NotTried) return Standing::Void;
  if (entry.stranded) return Standing::Open;
  bool synced = false;
  for (const Notice& notice : entry.notices) {
    if (notice.fate != engine::Fate::Synced) return Standing::Reported;
    synced = true;
  }
  if (synced || entry.answer == Answer::Accepted) return Standing::Promised;
  return Standing::Open;
}

std::map<std::string_view, DocumentHistory> histories_of(const Ledger& ledger) {
  std::map<std::string_view, DocumentHistory> histories;
  for (const LedgerEntry* entry : ledger.entries()) {
    const Standing standing = standing_of(*entry);
    if (standing == Standing::Void) continue;
    DocumentHistory& history = histories[entry->operation.document];
    history.entries.push_back(entry);
    if (standing == Standing::Reported) continue;
    const bool promised = standing == Standing::Promised;
    if (entry->operation.kind == engine::OperationKind::Create) ++history.creates;
    if (entry->operation.kind == engine::OperationKind::Delete) {
      const LedgerEntry*& place = promised ? history.promised_delete : history.open_delete;
      if (place == nullptr) place = entry;
    }
  }
  return histories;
}

}  // namespace storm::scenarios
