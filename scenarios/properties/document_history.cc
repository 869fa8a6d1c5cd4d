#include "scenarios/properties/document_history.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/document_life.h"

namespace storm::scenarios {
namespace {

/// The cells of one type, in the order of their names.
std::vector<CellHistory> cells_of_type(const DataType& type, const std::vector<CellDeed>& deeds,
                                       const engine::Document* shown) {
  std::map<std::string_view, CellHistory> cells;
  for (const CellDeed& deed : deeds) {
    if (deed.atom.type == &type) cells[deed.atom.cell].deeds.push_back(deed);
  }
  if (shown != nullptr) {
    for (const std::string_view cell : type.cells(*shown)) cells.try_emplace(cell);
  }
  std::vector<CellHistory> result;
  for (auto& [name, cell] : cells) {
    result.push_back({.type = &type, .cell = name, .deeds = std::move(cell.deeds)});
  }
  return result;
}

}  // namespace

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
    if (creates(entry->operation)) ++history.creates;
    if (deletes(entry->operation)) {
      const LedgerEntry*& place = promised ? history.promised_delete : history.open_delete;
      if (place == nullptr) place = entry;
    }
  }
  return histories;
}

std::vector<CellHistory> cells_of(const DocumentHistory& history, PartyId authority,
                                  const engine::Document* shown) {
  std::vector<CellDeed> deeds;
  for (std::size_t i = 0; i < history.entries.size(); ++i) {
    const LedgerEntry& entry = *history.entries[i];
    const Landing* landing = entry.landing_at(authority);
    for (const Atom& atom : atoms_of(entry.operation)) {
      deeds.push_back({.atom = atom,
                       .operation = &entry.operation,
                       .author = entry.device,
                       .standing = standing_of(entry),
                       .seen = entry.seen_value,
                       .landings = landing == nullptr ? 0 : landing->times,
                       .entry = i});
    }
  }
  std::vector<CellHistory> cells;
  for (const DataType* type : data_types()) {
    std::vector<CellHistory> of_type = cells_of_type(*type, deeds, shown);
    std::move(of_type.begin(), of_type.end(), std::back_inserter(cells));
  }
  return cells;
}

}  // namespace storm::scenarios
