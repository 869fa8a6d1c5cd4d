#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "engine/replica.h"
#include "engine/system.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/plan.h"
#include "scenarios/world/ledger_keeper.h"
#include "scenarios/world/look.h"
#include "sim/machine.h"

namespace storm::scenarios {

/// A moment at which a response of the server reached a device.
struct ResponseMoment {
  Instant at{};
  WallTime wall{};
};

/// A replica on its machine, over all its lives, with the user in front of it.
class ReplicaTenant final : public sim::Machine::Tenant, public engine::User {
 public:
  static constexpr std::size_t kResponsesKept = 256;

  /// `device`: its index in the plan.
  ReplicaTenant(sim::Machine& machine, std::uint32_t device, const engine::System& system,
                engine::Identity identity, const engine::Policies& policies, LedgerKeeper& keeper,
                const Stream& stream, const ReadDensity& reads);
  ~ReplicaTenant() override;

  void on_boot() override;
  void on_kill() override;
  void told(const engine::Told& notice) override;
  void told_damage(const std::string& what) override;

  /// The user does what was planned, if there is anything to do it on.
  void perform(const PlannedOperation& planned);
  /// The user looks at one document, or at everything, if there is anything to look at. `outcome`
  /// may be null.
  void glance(const std::string& document);
  void look_around(Occasion occasion, std::shared_ptr<Look> outcome);
  /// A response of the server has arrived.
  void note_response();

  /// The replica, if it is up and awake: what a user could look at now.
  engine::Replica* usable();
  const engine::Identity& identity() const { return identity_; }
  sim::Machine& machine() { return machine_; }
  /// The last responses, at most kResponsesKept, in the order of arrival.
  const std::deque<ResponseMoment>& responses() const { return responses_; }

 private:
  Task<void> boot();
  Task<void> submit(LedgerEntry& entry);
  /// What the replica shows of the document, told to the stream; nothing if it cannot be known.
  Task<std::optional<std::optional<engine::Document>>> shown(std::string document,
                                                             Occasion occasion);
  Task<void> show_document(std::string document);
  Task<void> show_all(Occasion occasion, std::shared_ptr<Look> outcome);

  sim::Machine& machine_;
  std::uint32_t device_;
  const engine::System& system_;
  engine::Identity identity_;
  const engine::Policies& policies_;
  LedgerKeeper& keeper_;
  const Stream& stream_;
  const ReadDensity& reads_;
  /// Operations of this device that were accepted.
  std::uint64_t accepted_ = 0;
  std::unique_ptr<engine::Replica> replica_;
  bool booted_ = false;
  std::deque<ResponseMoment> responses_;
};

}  // namespace storm::scenarios
