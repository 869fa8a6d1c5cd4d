#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <xxhash.h>

#include "engine/env/assertion.h"
#include "engine/reference/wire/codec.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// A number that two copies of the same documents have in common, and with great likelihood no
/// others: the sum of a hash for each document, so that the order of documents does not matter.
/// Cells of one document have to come in one order, by kind and name.
/// Source: bucket checksums of PowerSync, which tell a client that its copy is damaged.
class StateDigest final {
 public:
  void document(std::string_view scope, std::string_view name,
                const std::optional<OperationId>& epoch) {
    finish_document();
    writer_.text(scope);
    writer_.text(name);
    writer_.natural(epoch ? static_cast<std::uint64_t>(*epoch) : 0);
  }

  /// Requires: the document that it is in was named before.
  void cell(const Cell& cell) {
    STORM_ASSERT(!writer_.view().empty());
    writer_.byte(static_cast<std::uint8_t>(cell.kind));
    writer_.text(cell.name);
    writer_.text(cell.value);
    writer_.integer(cell.count);
    writer_.natural(static_cast<std::uint64_t>(cell.operation));
    writer_.natural(cell.sequence);
  }

  std::uint64_t value() {
    finish_document();
    return sum_;
  }

 private:
  void finish_document() {
    const BytesView bytes = writer_.view();
    if (bytes.empty()) return;
    sum_ += XXH3_64bits(bytes.data(), bytes.size());
    writer_ = Writer();
  }

  /// What has been said of the present document.
  Writer writer_;
  std::uint64_t sum_ = 0;
};

}  // namespace storm::engine::reference
