#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/operation.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// A document as the user of one replica sees it: the server's state as far as it has been read,
/// with the replica's own operations on top that are not in it yet.
struct DocumentView {
  bool exists = false;
  Document document;
  /// Who wrote each field that is to be seen.
  std::map<std::string, OperationId> writers;
  /// The last deletion that this replica knows of.
  std::optional<OperationId> epoch;
  /// The newest change of the server's that is in it.
  Sequence seen_through = 0;

  std::optional<OperationId> writer_of(const std::string& field) const;
};

/// Adds a cell of the server's.
void add_cell(DocumentView& view, const Cell& cell);

/// Carries out an own operation on what is seen. One that finds no document changes nothing: the
/// server will decide the same way.
void apply_local(DocumentView& view, const Operation& operation);

}  // namespace storm::engine::reference
