#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "engine/env/result.h"
#include "engine/env/task.h"
#include "engine/operation.h"
#include "engine/replica.h"
#include "sim/machine.h"

/// Reads of a party for who is no coroutine. They happen within the present event: an engine that
/// has to wait for what it is asked counts as one that cannot answer.
namespace storm::scenarios {

template <class T>
Task<void> keep_outcome(Task<T> task, std::shared_ptr<std::optional<T>> outcome) {
  outcome->emplace(co_await std::move(task));
}

/// What the task returns, if it comes to its end without waiting.
/// Requires: the machine is on, and the task is of its process.
template <class T>
std::optional<T> outcome_now(sim::Machine& machine, Task<T> task) {
  const auto outcome = std::make_shared<std::optional<T>>();
  if (!machine.run_now(keep_outcome(std::move(task), outcome))) return std::nullopt;
  return std::move(*outcome);
}

/// All that a replica or a server shows; nothing if it cannot be known now.
template <class Party>
std::optional<engine::Snapshot> snapshot_now(sim::Machine& machine, Party& party) {
  auto answer = outcome_now(machine, party.snapshot());
  if (!answer || !*answer) return std::nullopt;
  return std::move(**answer);
}

}  // namespace storm::scenarios
