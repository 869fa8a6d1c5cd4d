#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/properties/document_history.h"

namespace storm::scenarios {

/// One value that somebody put into one field, by a Set or within a Create.
struct FieldWrite {
  std::string_view field;
  std::string_view value;
  const LedgerEntry* entry = nullptr;
  Standing standing = Standing::Void;
  /// The writes that this one directly follows: the one that its user saw, and the one before on
  /// the same device. Indices into the same field's writes, always smaller than its own.
  std::optional<std::size_t> saw;
  std::optional<std::size_t> after_own;
};

/// What became of a write.
enum class WriteFate : std::uint8_t {
  Kept,
  Superseded,
  LostToConcurrent,
  Reported,
  /// Its outcome was left open: nothing is owed.
  Open,
  /// A breach: an older write's value stands, or nobody's.
  Lost,
};

/// All writes of one field of one document, in the order of submission, linked by causality.
/// Everything here is linear in the number of writes but for the look-ups of values.
class FieldWrites {
 public:
  explicit FieldWrites(std::vector<FieldWrite> writes);

  const std::vector<FieldWrite>& writes() const { return writes_; }
  /// The latest write of that value.
  std::optional<std::size_t> find(std::string_view value) const;
  /// What became of each write when the server shows `standing`'s value; nothing means a value
  /// that nobody wrote, or none.
  std::vector<WriteFate> fates(std::optional<std::size_t> standing) const;
  /// The first write that directly follows `index`.
  std::optional<std::size_t> follower(std::size_t index) const;

 private:
  void link();
  /// For each write whether it follows `origin`, directly or not.
  std::vector<char> descendants(std::size_t origin) const;
  /// For each write whether `origin` follows it, directly or not.
  std::vector<char> ancestors(std::size_t origin) const;
  /// For each write whether a promised one follows it, directly or not.
  std::vector<char> promised_later() const;

  std::vector<FieldWrite> writes_;
};

/// The writes of a document, field by field, in the order of the fields' names.
std::vector<FieldWrites> field_writes_of(const DocumentHistory& history);

}  // namespace storm::scenarios
