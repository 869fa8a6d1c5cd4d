#include "engine/reference/client/document_view.h"

#include <algorithm>

#include "engine/reference/merge/counter.h"

namespace storm::engine::reference {
namespace {

void clear(DocumentView& view) {
  view.document.fields.clear();
  view.document.counters.clear();
  view.writers.clear();
}

}  // namespace

std::optional<OperationId> DocumentView::writer_of(const std::string& field) const {
  const auto found = writers.find(field);
  if (found == writers.end()) return std::nullopt;
  return found->second;
}

void add_cell(DocumentView& view, const Cell& cell) {
  view.seen_through = std::max(view.seen_through, cell.sequence);
  if (cell.kind == CellKind::Counter) {
    view.document.counters[cell.name] = cell.count;
    return;
  }
  view.document.fields[cell.name] = cell.value;
  view.writers[cell.name] = cell.operation;
}

void apply_local(DocumentView& view, const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::Create:
      if (!view.exists) clear(view);
      view.exists = true;
      for (const auto& [field, value] : operation.fields) {
        view.document.fields[field] = value;
        view.writers[field] = operation.id;
      }
      break;
    case OperationKind::Set:
      if (!view.exists) break;
      view.document.fields[operation.field] = operation.value;
      view.writers[operation.field] = operation.id;
      break;
    case OperationKind::Increment: {
      if (!view.exists) break;
      std::int64_t& count = view.document.counters[operation.field];
      count = add(count, operation.delta);
      break;
    }
    case OperationKind::Delete:
      if (!view.exists) break;
      clear(view);
      view.exists = false;
      view.epoch = operation.id;
      break;
  }
}

}  // namespace storm::engine::reference
