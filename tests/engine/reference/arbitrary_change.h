#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <rapidcheck.h>
#include <string>

#include "engine/reference/values/change.h"

/// Changes made by chance, for laws: of every kind, with whatever a table or a message can hold.
namespace storm::engine::reference {

inline std::optional<OperationId> some_id() {
  const auto number = *rc::gen::arbitrary<std::uint64_t>();
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return OperationId{number};
}

inline Change some_change() {
  Change change;
  Operation& operation = change.operation;
  operation.id = OperationId{*rc::gen::arbitrary<std::uint64_t>()};
  operation.kind = static_cast<OperationKind>(*rc::gen::inRange(0, 4));
  operation.scope = *rc::gen::arbitrary<std::string>();
  operation.document = *rc::gen::arbitrary<std::string>();
  change.time = HybridTime{*rc::gen::arbitrary<std::uint64_t>()};
  change.epoch = some_id();
  change.orphan = *rc::gen::arbitrary<bool>();
  switch (operation.kind) {
    case OperationKind::Create:
      operation.fields = *rc::gen::arbitrary<std::map<std::string, std::string>>();
      break;
    case OperationKind::Set:
      operation.field = *rc::gen::arbitrary<std::string>();
      operation.value = *rc::gen::arbitrary<std::string>();
      change.seen = some_id();
      break;
    case OperationKind::Increment:
      operation.field = *rc::gen::arbitrary<std::string>();
      operation.delta = *rc::gen::arbitrary<std::int64_t>();
      break;
    case OperationKind::Delete:
      change.seen_through = *rc::gen::arbitrary<std::uint64_t>();
      break;
  }
  return change;
}

}  // namespace storm::engine::reference
