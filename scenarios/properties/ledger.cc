#include "scenarios/properties/ledger.h"

#include <utility>

#include "engine/env/assertion.h"

namespace storm::scenarios {

LedgerEntry& Ledger::begin(engine::Operation operation, std::uint32_t device, Instant now) {
  const auto [place, inserted] = by_id_.try_emplace(operation.id);
  STORM_ASSERT(inserted);
  LedgerEntry& entry = place->second;
  entry.operation = std::move(operation);
  entry.device = device;
  entry.submitted = now;
  in_order_.push_back(&entry);
  return entry;
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
