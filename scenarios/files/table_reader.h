#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/files/diagnostic.h"
#include "scenarios/files/file_tree.h"
#include "scenarios/files/unit_text.h"
#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// How a number is written, and between which ends it must lie. Both ends are allowed.
struct Bounds {
  Unit unit = Unit::Count;
  std::int64_t low = 0;
  std::int64_t high = INT64_MAX;
  /// Said after the bounds when they are not kept; may be empty.
  std::string_view why{};
};

Bounds duration_bounds(Duration low, Duration high);
Bounds count_bounds(std::int64_t low, std::int64_t high);

/// Takes one table of a file apart. Each question is about one key; what cannot be answered goes to
/// the diagnostics and is answered as if the key were not there. finish() reports what nobody
/// asked for.
class TableReader {
 public:
  /// Requires: `table` is a table, and it and `diagnostics` outlive this.
  /// `name` says which table it is: `[scenario]`.
  TableReader(const FileNode& table, std::string name, Diagnostics& diagnostics);
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  /// The value of `key`, whatever it is, or null.
  const FileNode* find(std::string_view key);
  /// The value of `key` if it is of that kind. `expected` says what should be there.
  const FileNode* find(std::string_view key, FileNode::Kind kind, std::string_view expected);
  /// The value of `key` if it is a table.
  const FileNode* table(std::string_view key);
  /// The tables under `key`, as `[[key]]` writes them.
  std::vector<const FileNode*> tables(std::string_view key);

  /// A text that is not empty.
  std::optional<std::string> text(std::string_view key);
  std::optional<std::vector<std::string>> texts(std::string_view key);
  /// One of `names`; `what` says what they name: "group".
  std::optional<std::string> name_of(std::string_view key, std::span<const std::string> names,
                                     std::string_view what);
  std::optional<std::int64_t> number(std::string_view key, const Bounds& bounds);
  /// A number, or two of them in an array: the ends of a range.
  std::optional<CountRange> range(std::string_view key, const Bounds& bounds);
  std::optional<Duration> duration(std::string_view key, Duration low, Duration high);
  std::optional<DurationRange> duration_range(std::string_view key, Duration low, Duration high);

  /// Reports that `key`, which an answer was missing for, has to be there. Says nothing when it is
  /// there and wrong: that has been reported.
  void require(std::string_view key, std::string_view expected);
  /// Reports a problem with `key`'s value, or with the table when there is no such key.
  void report(std::string_view key, Diagnostic diagnostic);
  /// Reports the keys that have not been asked for. Call it last.
  void finish();

  const std::string& name() const { return name_; }
  Place place() const { return table_.place; }

 private:
  std::optional<std::int64_t> quantity(const FileNode& node, std::string_view key,
                                       const Bounds& bounds);

  const FileNode& table_;
  std::string name_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_keys_;
};

}  // namespace storm::scenarios
