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

ReplicaTenant::ReplicaTenant(sim::Machine& machine, std::uint32_t device,
                             const engine::System& system, engine::Identity identity,
                             const engine::Policies& policies, LedgerKeeper& keeper,
                             const Stream& stream, const ReadDensity& reads)
    : machine_(machine),
      device_(device),
      system_(system),
      identity_(std::move(identity)),
      policies_(policies),
      keeper_(keeper),
      stream_(stream),
      reads_(reads) {
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
  co_await show_all(Occasion::Boot, nullptr);
}

void ReplicaTenant::told(const engine::Told& notice) { keeper_.notice(device_, notice); }

void ReplicaTenant::told_damage(const std::string& what) { keeper_.notice_damage(device_, what); }

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
  const auto answer = co_await shown(operation.document, Occasion::BeforeOperation);
  // Whoever cannot see what is there can still try to create something.
  const std::optional<engine::Document> seen = answer ? *answer : std::nullopt;
  if (creates(operation) == seen.has_value()) {
    keeper_.answer(entry, Answer::NotTried);
    co_return;
  }
  keeper_.shown_before(entry, seen ? &*seen : nullptr);
  if (seen) entry.seen_value = replaced_by(operation, *seen).value_or(std::string_view());
  const Result<void, engine::Refusal> outcome = co_await replica_->submit(operation);
  if (outcome) {
    keeper_.answer(entry, Answer::Accepted);
    ++accepted_;
    if (reads_.after_operations != 0 && accepted_ % reads_.after_operations == 0) {
      co_await shown(operation.document, Occasion::AfterOperation);
    }
  } else {
    keeper_.answer(entry, Answer::Refused, outcome.error());
  }
}

Task<std::optional<std::optional<engine::Document>>> ReplicaTenant::shown(std::string document,
                                                                          Occasion occasion) {
  auto answer = co_await replica_->read(document);
  // What a dying process shows nobody sees.
  if (machine_.dying()) co_return std::nullopt;
  const Instant now = machine_.kernel().now();
  if (!answer) {
    stream_.tell(now, NothingShown{.party = PartyId{device_}, .occasion = occasion});
    co_return std::nullopt;
  }
  stream_.tell(now, DocumentShown{.party = PartyId{device_},
                                  .occasion = occasion,
                                  .document = document,
                                  .shown = *answer ? &**answer : nullptr});
  co_return std::move(*answer);
}

Task<void> ReplicaTenant::show_document(std::string document) {
  co_await shown(std::move(document), Occasion::News);
}

Task<void> ReplicaTenant::show_all(Occasion occasion, std::shared_ptr<Look> outcome) {
  co_await look_at_all(machine_, *replica_, PartyId{device_}, occasion, stream_,
                       std::move(outcome));
}

void ReplicaTenant::glance(const std::string& document) {
  if (usable() != nullptr) machine_.spawn("glance", show_document(document));
}

void ReplicaTenant::look_around(Occasion occasion, std::shared_ptr<Look> outcome) {
  if (usable() == nullptr) {
    if (outcome != nullptr) outcome->ended = true;
    return;
  }
  machine_.spawn("look", show_all(occasion, std::move(outcome)));
}

void ReplicaTenant::note_response() {
  responses_.push_back({.at = machine_.kernel().now(), .wall = machine_.clock().wall()});
  if (responses_.size() > kResponsesKept) responses_.pop_front();
}

}  // namespace storm::scenarios
