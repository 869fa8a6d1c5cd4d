#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/operation.h"
#include "engine/system.h"
#include "scenarios/datatypes/atom.h"

/// What users did to one cell, what they were told about it and what they knew: all that a data
/// type needs in order to say what became of it. Without any record of who or when, so that the
/// types stand below the ledger.
namespace storm::scenarios {

/// What an operation's user was left to believe about it at the end.
enum class Standing : std::uint8_t {
  /// Accepted (or later told synced), and nobody took that back: the engine must keep it.
  Promised,
  /// Told that it failed or lost a conflict: the engine owes nothing.
  Reported,
  /// No answer came (a crash, or still under way), or its device was left broken before it could
  /// send: it may have happened or not.
  Open,
  /// Refused or never tried: it must not have happened.
  Void,
};

/// One atom of a cell and what its author was told and knew.
struct CellDeed {
  Atom atom;
  /// Not null; outlives this.
  const engine::Operation* operation = nullptr;
  /// Who did it: operations of one author know the earlier ones.
  std::uint32_t author = 0;
  Standing standing = Standing::Void;
  /// What the author saw in the cell just before; empty where there was nothing.
  std::string_view seen;
  /// How often the server made it durable.
  std::uint64_t landings = 0;
  /// Its number in the document's history that this was taken from: the way back to the record.
  std::size_t entry = 0;
};

/// All that was done to one cell, without what is Void, in the order of submission.
struct CellHistory {
  /// Not null.
  const DataType* type = nullptr;
  std::string_view cell;
  std::vector<CellDeed> deeds;
};

/// What became of one deed, and through which other one (an index into the deeds).
struct DeedFate {
  AtomFate fate = AtomFate::Open;
  std::optional<std::size_t> because_of;

  bool operator==(const DeedFate&) const = default;
};

/// What a type says of a cell, given what a party shows of it.
struct Explanation {
  /// One for each deed.
  std::vector<DeedFate> fates;
  /// What is wrong with the cell as a whole, whoever it was: Lost, Doubled or Invented. Kept: its
  /// deeds say everything.
  AtomFate cell = AtomFate::Kept;
  /// What shows is wrong, and several readings of it are as good as this one: where a fate is a
  /// breach, the deed is a suspect and no more.
  bool ambiguous = false;
  /// What shows, where that is a text; points into the document.
  std::string_view shown;
  /// A sum: what shows, less what is promised. Mended by no deed unless `cell` is a breach.
  std::int64_t excess = 0;
};

/// What the system under test has declared about conflicts.
struct ConflictRules {
  engine::RegisterPolicy registers = engine::RegisterPolicy::OneWins;
};

}  // namespace storm::scenarios
