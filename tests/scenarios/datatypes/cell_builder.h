#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/datatypes/counter_type.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"

namespace storm::scenarios {

/// An operation of that kind, with nothing that depends on the kind.
inline engine::Operation operation_on(const Verb& verb, std::uint64_t id, std::string document) {
  engine::Operation operation;
  operation.id = engine::OperationId{id};
  operation.kind = verb.kind;
  operation.scope = "s";
  operation.document = std::move(document);
  return operation;
}

/// The history of one cell of the document "d", by hand: each deed promised and landed once, unless
/// the test says otherwise.
class CellBuilder final {
 public:
  CellBuilder(const DataType& type, std::string cell) : name_(std::move(cell)) {
    history_.type = &type;
    history_.cell = name_;
  }
  CellBuilder(const CellBuilder&) = delete;
  CellBuilder& operator=(const CellBuilder&) = delete;

  CellDeed& create(std::uint32_t author, std::map<std::string, std::string> fields = {}) {
    engine::Operation operation = operation_on(create_verb(), next_id(), "d");
    operation.fields = std::move(fields);
    return add(author, std::move(operation), "");
  }
  CellDeed& set(std::uint32_t author, std::string value, std::string seen) {
    engine::Operation operation = operation_on(set_verb(), next_id(), "d");
    operation.field = name_;
    operation.value = std::move(value);
    return add(author, std::move(operation), std::move(seen));
  }
  CellDeed& increment(std::uint32_t author, std::int64_t delta) {
    engine::Operation operation = operation_on(increment_verb(), next_id(), "d");
    operation.field = name_;
    operation.delta = delta;
    return add(author, std::move(operation), "");
  }
  CellDeed& erase(std::uint32_t author) {
    return add(author, operation_on(delete_verb(), next_id(), "d"), "");
  }

  const CellHistory& history() const { return history_; }
  Explanation explain(const engine::Document* shown) const {
    return history_.type->explain(history_, shown, ConflictRules{});
  }
  std::vector<AtomFate> fates(const engine::Document* shown) const {
    std::vector<AtomFate> fates;
    for (const DeedFate& fate : explain(shown).fates) fates.push_back(fate.fate);
    return fates;
  }
  std::vector<std::size_t> shown(const engine::Document* document) const {
    return history_.type->shown(history_, document);
  }

 private:
  std::uint64_t next_id() const { return operations_.size() + 1; }

  CellDeed& add(std::uint32_t author, engine::Operation operation, std::string seen) {
    const engine::Operation& kept = operations_.emplace_back(std::move(operation));
    const std::string& seen_kept = seen_.emplace_back(std::move(seen));
    for (const Atom& atom : atoms_of(kept)) {
      if (atom.type != history_.type || atom.cell != history_.cell) continue;
      history_.deeds.push_back({.atom = atom,
                                .operation = &kept,
                                .author = author,
                                .standing = Standing::Promised,
                                .seen = seen_kept,
                                .landings = 1,
                                .entry = operations_.size() - 1});
    }
    return history_.deeds.back();
  }

  std::string name_;
  // Their elements stay where they are.
  std::deque<engine::Operation> operations_;
  std::deque<std::string> seen_;
  CellHistory history_;
};

}  // namespace storm::scenarios
