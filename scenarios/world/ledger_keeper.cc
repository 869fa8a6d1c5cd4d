#include "scenarios/world/ledger_keeper.h"

#include <algorithm>

#include "engine/env/assertion.h"
#include "scenarios/ledger/operations_shown.h"

namespace storm::scenarios {

namespace {

bool given_up(const LedgerEntry& entry) {
  return std::ranges::any_of(
      entry.notices, [](const Notice& notice) { return notice.fate != engine::Fate::Synced; });
}

/// What an Operation record of the trace says: which operation, and what became of it.
std::uint64_t trace_detail(engine::OperationId operation, std::uint64_t outcome) {
  return (static_cast<std::uint64_t>(operation) << 8U) | outcome;
}

constexpr std::uint64_t kLanded = 0x10;
constexpr std::uint64_t kNotice = 0x20;
/// Of no operation in particular.
constexpr std::uint64_t kDamage = 0x30;

}  // namespace

LedgerKeeper::LedgerKeeper(sim::Kernel& kernel, const Plan& plan, Stream& stream,
                           Knowledge& knowledge)
    : kernel_(kernel),
      stream_(stream),
      knowledge_(knowledge),
      plan_(plan),
      authority_(authority_after(plan.devices.size())),
      pending_(plan.devices.size()),
      drained_at_(plan.devices.size()) {}

LedgerEntry& LedgerKeeper::begin(const PlannedOperation& planned) {
  LedgerEntry& entry = ledger_->begin(planned.operation, planned.device, kernel_.now());
  knowledge_.submitted(entry);
  stream_.tell(kernel_.now(), OperationSubmitted{.entry = entry});
  return entry;
}

void LedgerKeeper::shown_before(LedgerEntry& entry, const engine::Document* document) {
  if (document == nullptr) return;
  const std::vector<const LedgerEntry*> shown = operations_shown(
      ledger_->of_document(entry.operation.document), *document, entry.operation.id);
  knowledge_.shown_before(entry, shown);
}

void LedgerKeeper::answer(LedgerEntry& entry, Answer answer,
                          std::optional<engine::Refusal> refusal) {
  entry.answer = answer;
  entry.answered = kernel_.now();
  entry.refusal = refusal;
  kernel_.trace(sim::TraceKind::Operation, node_of_device(entry.device),
                trace_detail(entry.operation.id, static_cast<std::uint64_t>(answer)));
  knowledge_.answered(entry);
  update_pending(entry);
  stream_.tell(kernel_.now(), OperationAnswered{.entry = entry});
}

void LedgerKeeper::notice(std::uint32_t device, const engine::Told& told) {
  STORM_ASSERT(device < pending_.size());
  kernel_.trace(sim::TraceKind::Operation, sim::kNoNode,
                trace_detail(told.operation, kNotice | static_cast<std::uint64_t>(told.fate)));
  LedgerEntry* entry = ledger_->find(told.operation);
  const Notice notice{.at = kernel_.now(),
                      .device = device,
                      .fate = told.fate,
                      .lost_to = told.lost_to,
                      .limit = told.limit,
                      .words = told.words};
  if (entry != nullptr) {
    entry->notices.push_back(notice);
    update_pending(*entry);
  }
  stream_.tell(kernel_.now(), UserTold{.entry = entry, .notice = notice});
}

void LedgerKeeper::notice_damage(std::uint32_t device, const std::string& words) {
  STORM_ASSERT(device < pending_.size());
  kernel_.trace(sim::TraceKind::Operation, node_of_device(device), kDamage);
  ledger_->note_damage({.at = kernel_.now(), .device = device, .words = words});
  stream_.tell(kernel_.now(), DamageTold{.device = device, .words = words});
}

void LedgerKeeper::landed(engine::OperationId operation) {
  kernel_.trace(sim::TraceKind::Operation, kAuthorityNode, trace_detail(operation, kLanded));
  LedgerEntry* entry = ledger_->find(operation);
  if (entry == nullptr) return;
  entry->land(authority_, kernel_.now());
  landed_by_scope_[entry->operation.scope].push_back(kernel_.now());
  newest_[entry->operation.scope] = {.at = kernel_.now(), .entry = entry};
  update_pending(*entry);
  stream_.tell(kernel_.now(), OperationLanded{.entry = *entry, .party = authority_});
}

void LedgerKeeper::strand(std::uint32_t device) {
  for (LedgerEntry* entry : ledger_->entries()) {
    if (entry->device == device && entry->landing_at(authority_) == nullptr) entry->stranded = true;
  }
}

void LedgerKeeper::conflict(engine::OperationId /*loser*/,
                            std::optional<engine::OperationId> /*winner*/) {
  ++conflicts_;
}

bool LedgerKeeper::truly_pending(const LedgerEntry& entry) const {
  return entry.answer == Answer::Accepted && entry.landing_at(authority_) == nullptr &&
         !given_up(entry);
}

void LedgerKeeper::update_pending(const LedgerEntry& entry) {
  auto& pending = pending_[entry.device];
  if (truly_pending(entry)) {
    pending.emplace(entry.operation.id, entry.submitted);
    drained_at_[entry.device].reset();
  } else if (pending.erase(entry.operation.id) != 0 && pending.empty()) {
    drained_at_[entry.device] = kernel_.now();
  }
}

const NewestLanding* LedgerKeeper::newest_landing_for(std::uint32_t device) const {
  const NewestLanding* newest = nullptr;
  for (const std::string& scope : plan_.devices[device].scopes) {
    const auto place = newest_.find(scope);
    if (place == newest_.end() || place->second.entry->device == device) continue;
    if (newest == nullptr || place->second.at > newest->at) newest = &place->second;
  }
  return newest;
}

std::uint64_t LedgerKeeper::truly_pending() const {
  std::uint64_t sum = 0;
  for (const auto& pending : pending_) sum += pending.size();
  return sum;
}

std::uint64_t LedgerKeeper::accepted_just_now(std::uint32_t device) const {
  const auto is_new = [this](const auto& pending) {
    return ledger_->find(pending.first)->answered == kernel_.now();
  };
  return static_cast<std::uint64_t>(std::ranges::count_if(pending_[device], is_new));
}

std::optional<Instant> LedgerKeeper::oldest_pending(std::uint32_t device) const {
  const auto& pending = pending_[device];
  if (pending.empty()) return std::nullopt;
  return pending.begin()->second;
}

std::optional<Instant> LedgerKeeper::first_landed_after(const std::vector<std::string>& scopes,
                                                        Instant since) const {
  std::optional<Instant> first;
  for (const std::string& scope : scopes) {
    const auto place = landed_by_scope_.find(scope);
    if (place == landed_by_scope_.end()) continue;
    const auto found = std::ranges::upper_bound(place->second, since);
    if (found != place->second.end() && (!first || *found < *first)) first = *found;
  }
  return first;
}

}  // namespace storm::scenarios
