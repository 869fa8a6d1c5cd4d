#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/time.h"
#include "engine/operation.h"
#include "engine/replica.h"

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

/// Something that a user was told about an operation after the answer.
struct Notice {
  Instant at{};
  engine::Fate fate{};
  std::string reason;
};

/// One thing that one user did, in true time, with all that the user was told about it.
struct LedgerEntry {
  engine::Operation operation;
  /// Index into the plan's devices.
  std::uint32_t device = 0;
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
  /// When the server made it durable, each time. More than one is a doubled effect in the making.
  std::vector<Instant> applied;
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

 private:
  std::map<engine::OperationId, LedgerEntry> by_id_;
  std::vector<LedgerEntry*> in_order_;
};

}  // namespace storm::scenarios
