#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/env/time.h"
#include "engine/operation.h"
#include "engine/replica.h"
#include "engine/system.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/ledger.h"

namespace storm::scenarios {

/// One look at what a replica told its user, beside the truth at that moment.
struct StatusSample {
  Instant at{};
  std::uint32_t device = 0;
  engine::Status status;
  /// Accepted on this device, not applied on the server and not reported as failed, by the ledger.
  std::uint64_t truly_pending = 0;
  /// Of these, how many the device accepted in the same instant as this look or later.
  std::uint64_t in_this_instant = 0;
  /// How many of `Evidence::responses` of this device had arrived by then.
  std::uint64_t responses_so_far = 0;
};

/// What a device's progress looked like from outside, at the end of the quiet phase.
struct ProgressSample {
  std::uint32_t device = 0;
  engine::Status status;
  /// The device was on, its link to the server was up and the server answered: work could have
  /// drained. Liveness is claimed violated only where this holds.
  bool progress_was_possible = false;
  /// When `truly_pending` reached zero for the last time, if it did.
  std::optional<Instant> drained_at;
  std::uint64_t truly_pending = 0;
  /// Messages sent by the device in the last quarter of the quiet phase, and how many an idle
  /// engine is allowed in it.
  std::uint64_t messages_at_the_end = 0;
  std::uint64_t messages_at_the_end_max = 0;
};

/// Everything a judge may look at.
struct Evidence {
  const Plan& plan;
  const engine::System& system;
  const Ledger& ledger;
  Instant healed_at{};
  /// Devices with which something was still wrong after the heal, on purpose (`Healing`). They are
  /// not asked, nobody waits for them, and what they owe counts as left open.
  std::set<std::uint32_t> left_broken{};
  Instant judged_at{};
  /// At the end, by device index. Absent when the device could not be asked.
  std::vector<std::optional<engine::Snapshot>> replicas;
  engine::Snapshot server;
  /// In the order of their instants, at least for each device.
  std::vector<StatusSample> statuses;
  /// By device index: what the device's wall clock said each time that an `Ok` response of the
  /// server reached it, in the order of arrival. Kept once and for the whole run, so that a status
  /// sample costs a number and not a copy.
  std::vector<std::vector<WallTime>> responses;
  std::vector<ProgressSample> progress;

  /// The operation's landing on the server, or null.
  const Landing* on_the_server(const LedgerEntry& entry) const {
    return entry.landing_at(authority_after(plan.devices.size()));
  }
};

/// One breach of one property, in words that name device, item, what its user was told, and what is
/// there now.
struct Violation {
  std::string property;
  /// Distinguishes ways of breaking one property: stable over seeds, for grouping.
  std::string kind;
  Instant at{};
  /// Indices into the plan's devices.
  std::vector<std::uint32_t> devices;
  std::vector<engine::OperationId> operations;
  std::string explanation;
};

/// What a property judged. `counts` says how much of what was looked at, in the order to print: a
/// verdict without them would be a bare "ok".
struct Judgement {
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  std::vector<Violation> violations;
};

/// A row of the table of properties.
struct Property {
  std::string_view name;
  std::string_view says;
  Judgement (*judge)(const Evidence& evidence);
};

}  // namespace storm::scenarios
