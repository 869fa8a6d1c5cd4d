#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/server.h"
#include "scenarios/ledger/knowledge.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/plan.h"
#include "sim/kernel.h"

namespace storm::scenarios {

/// What landed last at the authority in some scope.
struct NewestLanding {
  Instant at{};
  const LedgerEntry* entry = nullptr;
};

/// Writes the ledger as things happen, and knows at each moment what is truly pending: accepted by
/// a device, not durable on the server, and not reported to its user as failed or lost.
class LedgerKeeper final : public engine::Auditor {
 public:
  LedgerKeeper(sim::Kernel& kernel, const Plan& plan, Stream& stream, Knowledge& knowledge);

  /// A user begins an operation on a device.
  LedgerEntry& begin(const PlannedOperation& planned);
  /// What the user sees of the document just before. Null: there is none.
  void shown_before(LedgerEntry& entry, const engine::Document* document);
  void answer(LedgerEntry& entry, Answer answer,
              std::optional<engine::Refusal> refusal = std::nullopt);
  /// The user of a device is told something.
  void notice(std::uint32_t device, const engine::Told& told);
  void notice_damage(std::uint32_t device, const std::string& words);

  /// The device was left broken: what it has accepted and the server does not have stays there.
  void strand(std::uint32_t device);

  void landed(engine::OperationId operation) override;
  void conflict(engine::OperationId loser, std::optional<engine::OperationId> winner) override;

  const Ledger& ledger() const { return *ledger_; }
  /// The ledger, to be kept beyond the world.
  std::shared_ptr<const Ledger> share_ledger() const { return ledger_; }
  std::uint64_t truly_pending(std::uint32_t device) const { return pending_[device].size(); }
  std::uint64_t truly_pending() const;
  /// How many of those pending on the device were accepted in this very instant.
  std::uint64_t accepted_just_now(std::uint32_t device) const;
  /// When the oldest operation that is pending on the device was submitted.
  std::optional<Instant> oldest_pending(std::uint32_t device) const;
  /// When the device's pending operations last came down to none.
  std::optional<Instant> drained_at(std::uint32_t device) const { return drained_at_[device]; }
  std::uint64_t conflicts() const { return conflicts_; }
  /// The newest landing in the device's scopes, of those that were the newest of a scope and are
  /// not the device's own; null if there is none.
  const NewestLanding* newest_landing_for(std::uint32_t device) const;
  /// The first moment after `since` at which something of one of these scopes landed on the server.
  std::optional<Instant> first_landed_after(const std::vector<std::string>& scopes,
                                            Instant since) const;

 private:
  /// Counts the entry in or out, after any change to it.
  void update_pending(const LedgerEntry& entry);

  bool truly_pending(const LedgerEntry& entry) const;

  sim::Kernel& kernel_;
  Stream& stream_;
  Knowledge& knowledge_;
  const Plan& plan_;
  PartyId authority_;
  std::shared_ptr<Ledger> ledger_ = std::make_shared<Ledger>();
  std::vector<std::map<engine::OperationId, Instant>> pending_;
  std::vector<std::optional<Instant>> drained_at_;
  std::map<std::string, std::vector<Instant>> landed_by_scope_;
  std::map<std::string, NewestLanding> newest_;
  std::uint64_t conflicts_ = 0;
};

}  // namespace storm::scenarios
