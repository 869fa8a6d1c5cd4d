#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "engine/env/task.h"
#include "engine/operation.h"
#include "scenarios/ledger/observation.h"
#include "scenarios/ledger/stream.h"
#include "sim/machine.h"

namespace storm::scenarios {

/// What somebody who asks for everything gets to see.
struct Look {
  /// The party has answered, if only that it cannot.
  bool ended = false;
  std::optional<engine::Snapshot> shown;
};

/// Asks a replica or a server for everything, and tells the stream what it shows. `outcome` may be
/// null. What a dying process shows nobody sees.
/// Requires: `party` lives as long as the machine's process, the others as long as the world.
template <class Party>
Task<void> look_at_all(sim::Machine& machine, Party& party, PartyId id, Occasion occasion,
                       const Stream& stream, std::shared_ptr<Look> outcome) {
  auto answer = co_await party.snapshot();
  if (machine.dying()) co_return;
  if (answer) {
    stream.tell(machine.kernel().now(),
                SnapshotShown{.party = id, .occasion = occasion, .shown = *answer});
  } else {
    stream.tell(machine.kernel().now(), NothingShown{.party = id, .occasion = occasion});
  }
  if (outcome == nullptr) co_return;
  outcome->ended = true;
  if (answer) outcome->shown = std::move(*answer);
}

}  // namespace storm::scenarios
