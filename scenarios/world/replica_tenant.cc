#include "scenarios/world/replica_tenant.h"

#include <utility>

#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/world/boot.h"

namespace storm::scenarios {

namespace {

/// Writes "unknown" into the ledger when a submit is destroyed before it was answered.
class PendingAnswer final {
 public:
  PendingAnswer(LedgerKeeper& keeper, LedgerEntry& entry) : keeper_(keeper), entry_(entry) {}
  PendingAnswer(const PendingAnswer&) = delete;
  PendingAnswer& operator=(const PendingAnswer&) = delete;
  ~PendingAnswer() {
    if (entry_.answer == Answer::None) keeper_.answer(entry_, Answer::Unknown);
  }

 private:
  LedgerKeeper& keeper_;
  LedgerEntry& entry_;
};

}  // namespace

ReplicaTenant::ReplicaTenant(sim::Machine& machine, const engine::System& system,
                             engine::Identity identity, const engine::Policies& policies,
                             LedgerKeeper& keeper)
    : machine_(machine),
      system_(system),
      identity_(std::move(identity)),
      policies_(policies),
      keeper_(keeper) {
  machine_.set_tenant(this);
}

ReplicaTenant::~ReplicaTenant() { machine_.set_tenant(nullptr); }

void ReplicaTenant::on_boot() {
  booted_ = false;
  replica_ = system_.make_replica(machine_, identity_, policies_, *this);
  machine_.spawn("boot", boot());
}

void ReplicaTenant::on_kill() {
  booted_ = false;
  replica_.reset();
}

Task<void> ReplicaTenant::boot() {
  co_await boot_until_up(machine_, *replica_);
  booted_ = true;
}

void ReplicaTenant::told(engine::OperationId operation, engine::Fate fate,
                         const std::string& reason) {
  keeper_.notice(operation, fate, reason);
}

engine::Replica* ReplicaTenant::usable() {
  return booted_ && machine_.awake() ? replica_.get() : nullptr;
}

void ReplicaTenant::perform(const PlannedOperation& planned) {
  LedgerEntry& entry = keeper_.begin(planned);
  if (usable() == nullptr) {
    keeper_.answer(entry, Answer::NotTried);
    return;
  }
  machine_.spawn("user", submit(entry));
}

Task<void> ReplicaTenant::submit(LedgerEntry& entry) {
  const PendingAnswer pending(keeper_, entry);
  const engine::Operation& operation = entry.operation;
  const std::optional<engine::Document> seen = replica_->read(operation.document);
  if (creates(operation) == seen.has_value()) {
    keeper_.answer(entry, Answer::NotTried);
    co_return;
  }
  if (seen) entry.seen_value = replaced_by(operation, *seen).value_or(std::string_view());
  const Result<void, engine::Refusal> outcome = co_await replica_->submit(operation);
  if (outcome) {
    keeper_.answer(entry, Answer::Accepted);
  } else {
    keeper_.answer(entry, Answer::Refused, outcome.error());
  }
}

void ReplicaTenant::note_response() {
  responses_.push_back({.at = machine_.kernel().now(), .wall = machine_.clock().wall()});
}

}  // namespace storm::scenarios
