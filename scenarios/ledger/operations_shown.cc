#include "scenarios/ledger/operations_shown.h"

#include <algorithm>
#include <string>

#include "scenarios/datatypes/document_life.h"

namespace storm::scenarios {

namespace {

bool reached_an_engine(const LedgerEntry& entry) {
  return entry.answer != Answer::NotTried && entry.answer != Answer::Refused;
}

bool writes(const engine::Operation& operation, const std::string& field,
            const std::string& value) {
  const auto first = operation.fields.find(field);
  const bool at_first = first != operation.fields.end() && first->second == value;
  return at_first || (operation.field == field && operation.value == value);
}

}  // namespace

std::vector<const LedgerEntry*> operations_shown(std::span<LedgerEntry* const> history,
                                                 const engine::Document& document,
                                                 engine::OperationId itself) {
  std::vector<const LedgerEntry*> shown;
  for (const auto& field : document.fields) {
    const auto latest =
        std::find_if(history.rbegin(), history.rend(), [&](const LedgerEntry* entry) {
          return entry->operation.id != itself && reached_an_engine(*entry) &&
                 writes(entry->operation, field.first, field.second);
        });
    if (latest != history.rend()) shown.push_back(*latest);
  }
  const LedgerEntry* maker = nullptr;
  std::size_t makers = 0;
  for (const LedgerEntry* entry : history) {
    if (!creates(entry->operation) || entry->operation.id == itself || !reached_an_engine(*entry))
      continue;
    maker = entry;
    ++makers;
  }
  if (makers == 1) shown.push_back(maker);
  return shown;
}

}  // namespace storm::scenarios
