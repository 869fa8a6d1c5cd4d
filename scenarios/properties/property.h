#pragma once

#include <cstdint>
#include <memory>
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
#include "scenarios/ledger/ledger.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/bounds.h"

namespace storm::scenarios {

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

/// What stands at the end of a run, for judges to look at.
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
  std::vector<ProgressSample> progress;

  /// The operation's landing on the server, or null.
  const Landing* on_the_server(const LedgerEntry& entry) const {
    return entry.landing_at(authority());
  }
  PartyId authority() const { return authority_after(plan.devices.size()); }
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
  /// What it held the system to, and who had asked for that.
  std::vector<Bound> bounds{};
  /// Why nothing was judged; empty when something was.
  std::string not_applicable{};
};

/// Watches one run for one property, and says at the end what it has found. A breach of which it is
/// sure while it watches carries that moment. What it needs of what it sees it keeps itself, and no
/// more: within bounds that do not grow with the number of observations.
/// Changes nothing: a run is the same without it.
class Judge : public Watcher {
 public:
  /// Requires: called once, after the last observation.
  virtual Judgement finish(const Evidence& evidence) = 0;
};

/// What a judge may know before the run.
struct Case {
  const Plan& plan;
  const engine::System& system;
};

/// A row of the table of properties.
struct Property {
  std::string_view name;
  /// The statement, as reports print it.
  std::string_view says;
  /// Why a world or a system cannot be judged by it, or nothing. Null: it always applies.
  std::string (*not_applicable)(const Case& about) = nullptr;
  /// The kinds of happenings that its judge is to see.
  Kinds watches = 0;
  std::unique_ptr<Judge> (*make)(const Case& about) = nullptr;
};

}  // namespace storm::scenarios
