#pragma once

#include <span>

#include "engine/defect.h"
#include "engine/system.h"

namespace storm::engine::reference {

/// Which defects this process was born with. All are off unless asked for.
struct PlantedDefects {
  /// Z01: the cursor is stored when a page arrives, not with what the page says.
  bool cursor_on_receipt = false;
  /// Z15: a response means that all of its batch is done.
  bool batch_is_all_or_nothing = false;
  /// Z18: verdicts are remembered for a while only.
  bool verdicts_forgotten = false;
  /// Z21: after a failed round nothing but new work starts another.
  bool wake_up_lost = false;
  /// Z46: nobody remembers which deletions were forgotten.
  bool collection_unmarked = false;
  /// Z50: the server does not ask whether a replica's history is its own.
  bool history_unchecked = false;
};

/// The defects that can be planted, in the order of the catalogue.
std::span<const Defect> planted_defects();
PlantedDefects read_defects(const Policies& policies);

}  // namespace storm::engine::reference
