#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "engine/env/time.h"
#include "engine/env/transport.h"
#include "engine/operation.h"
#include "engine/replica.h"
#include "metrics/steps.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/ledger/party.h"
#include "scenarios/plan/plan.h"
#include "sim/observer.h"

/// What the harness sees of a run while it happens, for judges and for those who write it down.
///
/// Each observation is told once, in the order in which things happen, and refers to what lives as
/// long as the call: a run has millions of them, and nobody keeps them. Whoever needs something
/// later takes down what it needs, and no more.
namespace storm::scenarios {

/// A user asks for something. The answer is still to come.
struct OperationSubmitted {
  const LedgerEntry& entry;
};
/// The answer, or that there will be none.
struct OperationAnswered {
  const LedgerEntry& entry;
};
/// A user was told what has become of an operation.
struct UserTold {
  /// Null: nobody has ever submitted what the engine speaks of.
  const LedgerEntry* entry = nullptr;
  const Notice& notice;
};
/// A user was told that something stored on the device is lost or unreadable.
struct DamageTold {
  std::uint32_t device = 0;
  const std::string& words;
};
/// An operation took effect at a party and is durable there, for the first time or again.
struct OperationLanded {
  const LedgerEntry& entry;
  PartyId party{};
};

/// Why a party was read.
enum class Occasion : std::uint8_t {
  /// The author looks at what is to be changed.
  BeforeOperation,
  /// The author looks at what has come of it, right after the answer.
  AfterOperation,
  /// An exchange has brought something.
  News,
  /// A user looks around.
  Look,
  /// The application has come up.
  Boot,
  /// The judges ask.
  End,
};

/// A user was shown one document, or that there is none.
struct DocumentShown {
  PartyId party{};
  Occasion occasion{};
  const std::string& document;
  /// Null: there is none.
  const engine::Document* shown = nullptr;
};
/// A user was shown everything.
struct SnapshotShown {
  PartyId party{};
  Occasion occasion{};
  const engine::Snapshot& shown;
};
/// A user could not be shown anything: the store did not answer.
struct NothingShown {
  PartyId party{};
  Occasion occasion{};
};
/// A user was shown the status line.
struct StatusShown {
  std::uint32_t device = 0;
  const engine::Status& status;
  /// Accepted on this device, not landed at the authority and not reported as failed, by the
  /// ledger.
  std::uint64_t truly_pending = 0;
  /// How many of these were accepted in this very instant: an engine need not have counted them.
  std::uint64_t accepted_just_now = 0;
};
/// A message was sent, arrived, or was lost. `wall`: what the clock of the machine shows at which
/// that happens.
struct MessageSeen {
  const sim::MessageSighting& message;
  WallTime wall{};
};
/// Whether somebody's request is answered by it, and with success.
constexpr bool brings_answer(const sim::MessageSighting& message) {
  return message.awaited && message.status == static_cast<std::uint16_t>(StatusCode::Ok);
}
/// A party's process has come up on what its disk kept.
struct PartyBooted {
  PartyId party{};
  Lifeline lifeline{};
};
/// A party's process is gone.
struct PartyEnded {
  PartyId party{};
};

/// A fault has come a step further.
struct FaultEdge {
  const PlannedFault& fault;
  /// In the plan's list.
  std::size_t index = 0;
  /// What it strikes.
  PartyId party{};
  metrics::FaultStage stage{};
};

/// The parts of a run (DESIGN.md, section 6).
enum class Phase : std::uint8_t {
  /// Users act, faults come and go.
  Chaos,
  /// Faults have ended, users have stopped.
  Quiet,
  /// The last part of the quiet, in which traffic has to have ended.
  Tail,
};
struct PhaseBegan {
  Phase phase{};
};

using Happening =
    std::variant<OperationSubmitted, OperationAnswered, UserTold, DamageTold, OperationLanded,
                 DocumentShown, SnapshotShown, NothingShown, StatusShown, MessageSeen, PartyBooted,
                 PartyEnded, FaultEdge, PhaseBegan>;

struct Observation {
  Instant at{};
  const Happening& what;
};

/// A set of kinds of happenings: bit n stands for the n-th alternative.
using Kinds = std::uint32_t;

template <class Kind, std::size_t N = 0>
constexpr std::size_t kind_index() {
  static_assert(N < std::variant_size_v<Happening>, "no such kind of happening");
  if constexpr (std::is_same_v<Kind, std::variant_alternative_t<N, Happening>>) {
    return N;
  } else {
    return kind_index<Kind, N + 1>();
  }
}

/// The set of these kinds.
template <class... Kind>
constexpr Kinds kinds() {
  return (Kinds{0} | ... | (Kinds{1} << kind_index<Kind>()));
}

}  // namespace storm::scenarios
