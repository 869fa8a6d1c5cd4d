#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/env/time.h"
#include "engine/operation.h"
#include "engine/replica.h"
#include "engine/told.h"
#include "scenarios/ledger/party.h"

namespace storm::scenarios {

/// How a submit ended, as far as the user could see.
enum class Answer : std::uint8_t {
  /// Under way.
  None,
  Accepted,
  Refused,
  /// The device crashed before an answer: either outcome is allowed, both at once is not.
  Unknown,
  /// The user could not even try: the device was off, or the document was not to be seen there.
  NotTried,
};

/// Whether an author knew an operation (scenarios/ledger/knowledge.h).
enum class Knew : std::uint8_t { No, Maybe, Surely };

/// How many operations of each author of a scope can be known.
using Reach = std::vector<std::uint32_t>;

/// Operations of one author that are surely known: all on that lifeline up to a number.
struct Known {
  std::uint32_t author = 0;
  Lifeline lifeline{};
  std::uint32_t number = 0;

  auto operator<=>(const Known&) const = default;
};
/// In order, at most one for each author and lifeline.
using Certainty = std::vector<Known>;

/// Something that the user of a device was told about an operation after the answer
/// (engine::Told).
struct Notice {
  Instant at{};
  /// Index into the plan's devices: mostly the one that the operation was submitted on, but a
  /// copied store may speak on another.
  std::uint32_t device = 0;
  engine::Fate fate{};
  std::optional<engine::OperationId> lost_to{};
  std::optional<engine::Limit> limit{};
  std::string words{};
};

/// What the user of a device was told about damage to what is stored there.
struct DamageNotice {
  Instant at{};
  std::uint32_t device = 0;
  std::string words;
};

/// An operation has taken effect at a party and is durable there.
struct Landing {
  PartyId party{};
  Instant first{};
  Instant last{};
  /// More than once is a doubled effect in the making.
  std::uint64_t times = 0;
};

/// One thing that one user did, in true time, with all that the user was told about it.
struct LedgerEntry {
  engine::Operation operation;
  /// Index into the plan's devices.
  std::uint32_t device = 0;
  /// Of the author's store when this was submitted.
  Lifeline lifeline{};
  /// Counts the author's operations in the scope, from one.
  std::uint32_t number = 0;
  /// The author's place among those who write in the scope.
  std::uint32_t place_in_scope = 0;
  /// What the author can have known at the answer, and what surely. Shared with other entries.
  std::shared_ptr<const Reach> reach;
  std::shared_ptr<const Certainty> certainty;
  Instant submitted{};
  Instant answered{};
  Answer answer = Answer::None;
  std::optional<engine::Refusal> refusal;
  /// Set: the value that the user saw in the field just before, and so what this write knowingly
  /// replaces. Empty when the field was not there.
  std::string seen_value;
  std::vector<Notice> notices;
  /// The device was left broken after the heal, and this had not reached the server: it cannot
  /// have, and may arrive some day.
  bool stranded = false;
  /// One for each party, in the order of the first ones.
  std::vector<Landing> landings;

  void land(PartyId party, Instant now);
  /// Its landing at that party, or null.
  const Landing* landing_at(PartyId party) const;
};

/// The harness's own record of what each user did and was told: the truth that the judges hold the
/// engine against. In the order of submission; true time throughout.
/// Values are unique over a run, so that a value names the write that made it.
class Ledger {
 public:
  Ledger() = default;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  /// Begins an entry. Requires: the operation's id is new.
  LedgerEntry& begin(engine::Operation operation, std::uint32_t device, Instant now);
  /// The entry of that operation, or null: an engine may speak of one that nobody submitted.
  LedgerEntry* find(engine::OperationId id);
  const LedgerEntry* find(engine::OperationId id) const;

  const std::vector<LedgerEntry*>& entries() const { return in_order_; }
  /// All operations on that document, in the order of submission.
  const std::vector<LedgerEntry*>& of_document(const std::string& document) const;

  void note_damage(DamageNotice notice) { damage_.push_back(std::move(notice)); }
  /// In the order of their instants.
  const std::vector<DamageNotice>& damage() const { return damage_; }

 private:
  std::map<engine::OperationId, LedgerEntry> by_id_;
  std::vector<LedgerEntry*> in_order_;
  std::map<std::string, std::vector<LedgerEntry*>> of_document_;
  std::vector<DamageNotice> damage_;
};

}  // namespace storm::scenarios
