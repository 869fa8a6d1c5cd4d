#include "engine/reference/client/reference_replica.h"

namespace storm::engine::reference {
namespace {

/// An operation with what its writer knew when making it.
Change change_of(const Operation& operation, const DocumentView& seen, HybridTime time) {
  Change change;
  change.operation = operation;
  change.time = time;
  change.epoch = seen.epoch;
  if (operation.kind == OperationKind::Set) change.seen = seen.writer_of(operation.field);
  if (operation.kind == OperationKind::Delete) change.seen_through = seen.seen_through;
  return change;
}

}  // namespace

ReferenceReplica::ReferenceReplica(Device& device, const Identity& identity,
                                   const ReferencePolicies& policies, User& user)
    : device_(device),
      keeper_(device,
              {.name = identity.name,
               .scopes = identity.scopes,
               .kept_max = policies.acknowledged_kept},
              user),
      loop_(device, identity.server, keeper_, policies, user) {}

Task<Result<void, Refusal>> ReferenceReplica::boot() {
  const auto store = keeper_.acquire();
  if (!store) co_return store.error();
  co_await device_.storage().settle();
  loop_.tell_notices(**store);
  device_.transport().on_push([this](NodeId, const Bytes& body) { take_push(body); });
  device_.spawn("sync", loop_.run());
  co_return Result<void, Refusal>{};
}

Task<Result<void, Refusal>> ReferenceReplica::submit(Operation operation) {
  const auto accepted = accept(operation);
  if (!accepted) co_return accepted.error();
  if (*accepted == Acceptance::Doubtful) {
    const auto resolved = co_await resolve_doubt(operation.id);
    if (!resolved) co_return resolved.error();
  }
  device_.reached(Boundary::LocalCommit);
  co_await device_.storage().settle();
  loop_.wake();
  co_return Result<void, Refusal>{};
}

Task<Result<void, Refusal>> ReferenceReplica::resolve_doubt(OperationId operation) {
  for (int attempt = 0; attempt < kDoubtAttemptsMax; ++attempt) {
    // Lets a dying device die before its user is told anything.
    co_await sleep_for(device_.clock(), kDoubtPause);
    const auto store = keeper_.acquire();
    if (!store) continue;
    const bool kept = (*store)->outbox().contains(operation);
    if ((*store)->database().take_error()) continue;
    if (kept) co_return Result<void, Refusal>{};
    co_return Refusal::StoreUnavailable;
  }
  keeper_.disown(operation);
  co_return Refusal::StoreUnavailable;
}

Result<ReferenceReplica::Acceptance, Refusal> ReferenceReplica::accept(const Operation& operation) {
  const auto acquired = keeper_.acquire();
  if (!acquired) return acquired.error();
  ClientStore& store = **acquired;
  const auto view = store.view(operation.document);
  if (const auto error = store.database().take_error()) return to_refusal(*error);
  const bool exists = view && view->exists;
  const bool creates = operation.kind == OperationKind::Create;
  if (creates && exists) return Refusal::AlreadyExists;
  if (!creates && !exists) return Refusal::NoSuchDocument;

  const HybridTime time = store.clock().tick(device_.clock().wall());
  const Change change = change_of(operation, view.value_or(DocumentView{}), time);
  Transaction transaction(store.database());
  const auto known = store.find_document(operation.document);
  std::int64_t document = known ? known->id : 0;
  if (!known) {
    const ClientDocument made{
        .id = 0, .presence = {}, .epoch = {}, .mark = store.state().mark, .created = {}};
    document = store.add_document(operation.document, operation.scope, made);
  }
  store.outbox().append(document, change);
  const auto committed = transaction.commit();
  if (!committed && committed.error() == SqlError::Doubtful) return Acceptance::Doubtful;
  if (!committed) return to_refusal(committed.error());
  store.outbox().accepted();
  return Acceptance::Accepted;
}

Task<Result<std::optional<Document>, ReadError>> ReferenceReplica::read(std::string document) {
  const auto store = keeper_.acquire();
  if (!store) co_return ReadError::StoreUnavailable;
  auto view = (*store)->view(document);
  if ((*store)->database().take_error()) co_return ReadError::StoreUnavailable;
  if (!view || !view->exists) co_return std::optional<Document>();
  co_return std::optional(std::move(view->document));
}

Task<Result<Snapshot, ReadError>> ReferenceReplica::snapshot() {
  const auto store = keeper_.acquire();
  if (!store) co_return ReadError::StoreUnavailable;
  Snapshot all = (*store)->snapshot();
  if ((*store)->database().take_error()) co_return ReadError::StoreUnavailable;
  co_return all;
}

Status ReferenceReplica::status() {
  Status status{.connectivity = loop_.connectivity(),
                .last_attempt = LastTime{loop_.last_attempt()},
                .retries = loop_.retries()};
  if (const auto summary = keeper_.summary()) {
    status.pending = summary->waiting;
    status.failed = summary->failed;
    status.conflicts = summary->conflicts;
    status.last_success = LastTime{summary->last_success};
  }
  return status;
}

void ReferenceReplica::sync_now() { loop_.hurry(); }

void ReferenceReplica::take_push(const Bytes& body) {
  if (const auto hint = decode_hint(body)) loop_.hint(hint->head);
}

}  // namespace storm::engine::reference
