#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/random.h"
#include "engine/operation.h"
#include "scenarios/datatypes/atom.h"
#include "scenarios/datatypes/cell_history.h"
#include "scenarios/datatypes/edit_notation.h"

/// Data types as modules: everything that the harness knows about one stands in one file, as rows
/// of this kind. Pure functions throughout, so that planners, files, shrinkers, judges and tests
/// share them. scenarios/datatypes/data_type_catalogue.h lists the types.
namespace storm::scenarios {

/// What chance may choose from when it draws an edit.
struct DrawOptions {
  /// The cells that documents have of the type. An edit chooses one, and draws for that only if
  /// there are several; a create gives each of them a value.
  std::span<const std::string_view> cells;
  /// A value that no other operation or cell of the plan has.
  std::function<std::string(const engine::Operation& operation, std::string_view cell,
                            Random& random)>
      value;
  /// The most that an edit adds, and the most that it takes away; none adds zero.
  std::int64_t adds_max = 9;
  std::int64_t takes_max = 0;
};

/// One of `cells`, for which there has to be at least one. Draws only if there are several.
std::string_view draw_cell(std::span<const std::string_view> cells, Random& random);

/// One kind of operation. What is absent in a row means that there is nothing of the sort.
struct Verb {
  engine::OperationKind kind{};
  /// In plan files: "set".
  std::string_view name;
  /// In C++: "Set".
  std::string_view enumerator;

  /// Completes an operation whose id, kind, scope and document are there.
  void (*draw)(engine::Operation& operation, const DrawOptions& options, Random& random) = nullptr;

  /// Everything but id, kind, scope and document. What was written is read back as it was.
  void (*write)(const engine::Operation& operation, EditWriter& writer) = nullptr;
  void (*read)(engine::Operation& operation, EditReader& reader) = nullptr;

  /// `sets note-7/title to "blue harbour"`: what a user does, in the user's own words.
  std::string (*does)(const engine::Operation& operation);
  /// `set note-7/title to "desk-1/op-00003/title blue harbour"`: what a user did, to the letter.
  /// `cell` chooses what is meant of an operation on several; empty means all of it.
  std::string (*did)(const engine::Operation& operation, std::string_view cell);

  /// Simpler operations of this kind that may fail as well, the boldest first. Taking them while
  /// there are any comes to an end.
  std::vector<engine::Operation> (*simpler)(const engine::Operation& operation) = nullptr;
  /// The texts that it writes, which can be exchanged for others as long as they stay apart.
  std::vector<std::string*> (*texts)(engine::Operation& operation) = nullptr;

  std::vector<Atom> (*atoms)(const engine::Operation& operation);
  /// What of `document`, which its user sees, the operation knowingly replaces, if it is there.
  std::optional<std::string_view> (*replaces)(const engine::Operation& operation,
                                              const engine::Document& document) = nullptr;
};

/// What can be told of a cell from what it shows.
enum class Shows : std::uint8_t {
  /// Which atoms are there: their values differ.
  Atoms,
  /// What they add up to.
  Sum,
  /// That the document is there.
  Presence,
};

/// A row of the table of data types.
struct DataType {
  /// "register"
  std::string_view name;
  Shows shows = Shows::Atoms;
  std::span<const Verb> verbs;

  /// The names of the document's cells of this type that show something.
  std::vector<std::string_view> (*cells)(const engine::Document& document);
  /// The deeds whose atoms show, by index: more than one where they are alike. `document` is what a
  /// party shows of the cell's document, and null when it shows none.
  std::vector<std::size_t> (*shown)(const CellHistory& history, const engine::Document* document);
  /// What became of each deed when a party shows that at the end. Errs towards the engine: a breach
  /// only if no reading avoids it.
  Explanation (*explain)(const CellHistory& history, const engine::Document* document,
                         const ConflictRules& rules);
};

}  // namespace storm::scenarios
