#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace storm::engine {

/// Names one thing that a user did, over the whole run. Chosen by the harness, so that an engine
/// that loses or doubles it cannot hide it behind an identity of its own making.
enum class OperationId : std::uint64_t {};

enum class OperationKind : std::uint8_t {
  /// Brings a document into being, with its first fields.
  Create,
  /// Sets one field (a register).
  Set,
  /// Adds to one counter.
  Increment,
  /// Deletes a document and all that is in it.
  Delete,
};

/// What a user asks a replica to do. Which members count depends on the kind.
struct Operation {
  OperationId id{};
  OperationKind kind{};
  /// Which replicas share the document: a team, a project, one user's own things.
  std::string scope;
  std::string document;
  /// Set, Increment: the field's or the counter's name.
  std::string field;
  /// Set: the new value.
  std::string value;
  /// Increment: what to add.
  std::int64_t delta = 0;
  /// Create: the first fields.
  std::map<std::string, std::string> fields;

  bool operator==(const Operation&) const = default;
};

/// A document as a user sees it.
struct Document {
  std::string scope;
  std::map<std::string, std::string> fields;
  /// A counter that nobody has added to may be absent or zero: both mean the same.
  std::map<std::string, std::int64_t> counters;

  auto operator<=>(const Document&) const = default;
  bool operator==(const Document&) const = default;
};

/// Everything that one party shows: documents by name. Deleted ones are not in it.
using Snapshot = std::map<std::string, Document>;

}  // namespace storm::engine
