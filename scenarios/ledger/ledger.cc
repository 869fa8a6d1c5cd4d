#include "scenarios/ledger/ledger.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::scenarios {

void LedgerEntry::land(PartyId party, Instant now) {
  const auto place = std::ranges::find(landings, party, &Landing::party);
  if (place == landings.end()) {
    landings.push_back({.party = party, .first = now, .last = now, .times = 1});
    return;
  }
  STORM_ASSERT(now >= place->last);
  place->last = now;
  ++place->times;
}

const Landing* LedgerEntry::landing_at(PartyId party) const {
  const auto place = std::ranges::find(landings, party, &Landing::party);
  return place == landings.end() ? nullptr : &*place;
}

LedgerEntry& Ledger::begin(engine::Operation operation, std::uint32_t device, Instant now) {
  const auto [place, inserted] = by_id_.try_emplace(operation.id);
  STORM_ASSERT(inserted);
  LedgerEntry& entry = place->second;
  entry.operation = std::move(operation);
  entry.device = device;
  entry.submitted = now;
  in_order_.push_back(&entry);
  of_document_[entry.operation.document].push_back(&entry);
  return entry;
}

const std::vector<LedgerEntry*>& Ledger::of_document(const std::string& document) const {
  static const std::vector<LedgerEntry*> kNone;
  const auto place = of_document_.find(document);
  return place == of_document_.end() ? kNone : place->second;
}

LedgerEntry* Ledger::find(engine::OperationId id) {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : &place->second;
}

const LedgerEntry* Ledger::find(engine::OperationId id) const {
  const auto place = by_id_.find(id);
  return place == by_id_.end() ? nullptr : &place->second;
}

}  // namespace storm::scenarios
