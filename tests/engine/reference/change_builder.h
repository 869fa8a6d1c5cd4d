#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "engine/reference/values/cell.h"
#include "engine/reference/values/change.h"

/// Changes in one line each, in the scope "team"; what they knew is set by those who care.
namespace storm::engine::reference {

inline Change change_of(OperationKind kind, std::uint64_t id, std::string document) {
  Change change;
  change.operation.id = OperationId{id};
  change.operation.kind = kind;
  change.operation.scope = "team";
  change.operation.document = std::move(document);
  change.time = HybridTime{id};
  return change;
}

inline Change create_of(std::uint64_t id, std::string document,
                        std::map<std::string, std::string> fields = {}) {
  Change change = change_of(OperationKind::Create, id, std::move(document));
  change.operation.fields = std::move(fields);
  return change;
}

inline Change set_of(std::uint64_t id, std::string document, std::string field, std::string value) {
  Change change = change_of(OperationKind::Set, id, std::move(document));
  change.operation.field = std::move(field);
  change.operation.value = std::move(value);
  return change;
}

inline Change increment_of(std::uint64_t id, std::string document, std::int64_t delta) {
  Change change = change_of(OperationKind::Increment, id, std::move(document));
  change.operation.field = "count";
  change.operation.delta = delta;
  return change;
}

inline Change delete_of(std::uint64_t id, std::string document) {
  return change_of(OperationKind::Delete, id, std::move(document));
}

inline Cell register_cell(std::string name, std::string value, std::uint64_t operation,
                          Sequence sequence) {
  return {.kind = CellKind::Register,
          .name = std::move(name),
          .value = std::move(value),
          .count = 0,
          .operation = OperationId{operation},
          .sequence = sequence};
}

inline Cell counter_cell(std::string name, std::int64_t count, std::uint64_t operation,
                         Sequence sequence) {
  return {.kind = CellKind::Counter,
          .name = std::move(name),
          .value = {},
          .count = count,
          .operation = OperationId{operation},
          .sequence = sequence};
}

}  // namespace storm::engine::reference
