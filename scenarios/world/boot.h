#pragma once

#include "engine/env/clock.h"
#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/replica.h"
#include "sim/machine.h"

namespace storm::scenarios {

/// How long a machine that could not open its store (a full disk) waits before it tries again.
constexpr Duration kBootRetry = 1min;

/// Boots a replica or a server, again and again until it is up.
/// Requires: `party` lives as long as the machine's process.
template <class Party>
Task<void> boot_until_up(sim::Machine& machine, Party& party) {
  for (;;) {
    const Result<void, engine::Refusal> outcome = co_await party.boot();
    if (outcome) co_return;
    co_await sleep_for(machine.clock(), kBootRetry);
  }
}

}  // namespace storm::scenarios
