#include "engine/reference/server/reference_server.h"

#include "engine/env/assertion.h"
#include "engine/reference/server/arbiter.h"
#include "engine/reference/server/feed.h"

namespace storm::engine::reference {
namespace {

/// How long the invalidation coroutine sleeps when nothing happens.
constexpr Duration kForLong = hours(24 * 365);
/// A subscription outlives this many heartbeats.
constexpr int kHeartbeatsMissedMax = 3;

/// What a transaction decided, let out only once it is durable.
struct Outcome {
  std::vector<OperationId> landed;
  std::vector<Defeat> losses;
  std::vector<std::pair<std::string, Sequence>> touched;
};

}  // namespace

ReferenceServer::ReferenceServer(Device& device, const ReferencePolicies& policies,
                                 Auditor& auditor)
    : device_(device), policies_(policies), auditor_(auditor), touched_(device.clock()) {}

Task<Result<void, Refusal>> ReferenceServer::boot() {
  if (const auto error = open_store()) {
    co_return *error == SqlError::Full ? Refusal::DiskFull : Refusal::StoreUnavailable;
  }
  co_await device_.storage().settle();
  device_.transport().listen(
      [this](NodeId from, Bytes body) { return handle(from, std::move(body)); });
  device_.spawn("invalidate", invalidate());
  co_return Result<void, Refusal>{};
}

ServerStore* ReferenceServer::store() {
  if (store_ != nullptr && store_->database().broken()) store_.reset();
  if (store_ == nullptr) static_cast<void>(open_store());
  return store_.get();
}

std::optional<SqlError> ReferenceServer::open_store() {
  auto opened = ServerStore::open(device_, policies_.defects);
  if (!opened) return opened.error();
  const std::vector<OperationId> unaudited = (*opened)->unaudited(told_);
  if (const auto error = (*opened)->database().take_error()) return error;
  store_ = std::move(*opened);
  for (const OperationId operation : unaudited) auditor_.landed(operation);
  told_ = store_->head();
  return std::nullopt;
}

Task<Result<Snapshot, ReadError>> ReferenceServer::snapshot() {
  ServerStore* open = store();
  if (open == nullptr) co_return ReadError::StoreUnavailable;
  Snapshot all = open->snapshot();
  if (open->database().take_error()) co_return ReadError::StoreUnavailable;
  co_return all;
}

Task<std::uint64_t> ReferenceServer::collect_tombstones(Duration age) {
  ServerStore* open = store();
  if (open == nullptr) co_return 0;
  std::uint64_t collected = 0;
  {
    Transaction transaction(open->database());
    collected = open->collect(device_.clock().wall() - age);
    if (!transaction.commit()) collected = 0;
  }
  co_await device_.storage().settle();
  co_return collected;
}

Task<Response> ReferenceServer::handle(NodeId from, Bytes body) {
  const auto request = decode_sync_request(body);
  if (!request) {
    co_return Response{.status = StatusCode::BadRequest,
                       .body = encode(ErrorMessage{.error = request.error()})};
  }
  ServerStore* open = store();
  if (open == nullptr) co_return Response{.status = StatusCode::Unavailable, .body = {}};
  SyncResponse response;
  if (!answer(*open, from, *request, response)) {
    co_return Response{.status = StatusCode::Unavailable, .body = {}};
  }
  Bytes encoded = encode(response);
  co_await device_.storage().settle();
  co_return Response{.status = StatusCode::Ok, .body = std::move(encoded)};
}

bool ReferenceServer::answer(ServerStore& store, NodeId from, const SyncRequest& request,
                             SyncResponse& response) {
  const Shared shared = compare_history(store, request.known, response);
  if (shared != Shared::Yes) return shared == Shared::No;
  if (!request.changes.empty() && !carry_out(store, from, request, response)) return false;
  fill_page(store, request, response);
  response.now = store.now();
  if (store.database().take_error()) return false;
  subscribe(from, request, response.feed.position);
  return true;
}

ReferenceServer::Shared ReferenceServer::compare_history(ServerStore& store,
                                                         const HistoryPoint& known,
                                                         SyncResponse& response) {
  if (policies_.defects.history_unchecked) return Shared::Yes;
  const auto lost_after = store.history().lost_after(known, store.identity(), store.head());
  if (store.database().take_error()) return Shared::Unknown;
  if (!lost_after) return Shared::Yes;
  // The stamps that were given in the lost history must stay behind those given from here on.
  HybridClock clock(store.clock());
  clock.observe(known.clock);
  Transaction transaction(store.database());
  store.history().note_loss(*lost_after);
  store.save_head(store.head(), clock.last());
  if (!transaction.commit()) return Shared::Unknown;
  store.history().adopt_loss();
  store.advance(store.head(), clock.last());
  response.now = store.now();
  response.lost_after = lost_after;
  STORM_ASSERT(response.results.empty());
  return Shared::No;
}

bool ReferenceServer::carry_out(ServerStore& store, NodeId from, const SyncRequest& request,
                                SyncResponse& response) {
  Outcome outcome;
  HybridClock clock(store.clock());
  Arbiter arbiter(store, clock);
  Arrival arrival{.from = from,
                  .wall = device_.clock().wall(),
                  .clock_ahead_max = policies_.clock_ahead_max,
                  .value_bytes_max = policies_.value_bytes_max,
                  .sequence = store.head()};
  Transaction transaction(store.database());
  store.expire_verdicts(arrival.wall);
  for (const Change& change : request.changes) {
    const OperationId id = change.operation.id;
    auto result = store.find_result(id);
    if (!result) {
      ++arrival.sequence;
      const Decision decision = arbiter.decide(change, arrival);
      result = ChangeResult{.operation = id,
                            .verdict = decision.verdict,
                            .sequence = arrival.sequence,
                            .time = decision.time,
                            .lost_to = decision.lost_to};
      STORM_ASSERT(decision.time <= clock.last());
      STORM_ASSERT(!is_refusal(decision.verdict) || decision.feed == Decision::Feed::Untouched);
      if (decision.verdict == ChangeVerdict::RefusedTooLong) {
        result->bytes_max = arrival.value_bytes_max;
      }
      store.add_result(*result);
      if (!is_refusal(decision.verdict)) outcome.landed.push_back(id);
      outcome.losses.insert(outcome.losses.end(), decision.losses.begin(), decision.losses.end());
      if (decision.feed == Decision::Feed::Touched) {
        outcome.touched.emplace_back(change.operation.scope, arrival.sequence);
      }
    }
    response.results.push_back(*result);
    if (response.results.size() < request.changes.size()) device_.reached(Boundary::MidBatch);
  }
  STORM_ASSERT(response.results.size() == request.changes.size());
  std::optional<Term> begun;
  if (arrival.sequence != store.head()) {
    if (!term_begun_) begun = store.history().begin_term(device_.random(), store.head());
    store.save_head(arrival.sequence, clock.last());
  }
  if (!transaction.commit()) return false;

  if (begun) {
    store.history().adopt(*begun);
    term_begun_ = true;
  }
  store.advance(arrival.sequence, clock.last());
  STORM_ASSERT(told_ <= arrival.sequence);
  for (const OperationId id : outcome.landed) auditor_.landed(id);
  told_ = arrival.sequence;
  for (const Defeat& loss : outcome.losses) auditor_.conflict(loss.loser, loss.winner);
  for (const auto& [scope, sequence] : outcome.touched) subscriptions_.touch(scope, sequence);
  if (subscriptions_.pending()) touched_.notify();
  device_.reached(Boundary::ServerCommit);
  return true;
}

void ReferenceServer::subscribe(NodeId from, const SyncRequest& request, Sequence position) {
  const Duration lasts = policies_.heartbeat_every * kHeartbeatsMissedMax;
  subscriptions_.renew(from, {.scopes = request.scopes,
                              .position = position,
                              .expires = device_.clock().monotonic() + lasts});
}

Task<void> ReferenceServer::invalidate() {
  for (;;) {
    co_await touched_.wait_for(kForLong);
    if (!subscriptions_.pending()) continue;
    co_await sleep_for(device_.clock(), policies_.invalidation_delay);
    const auto due = subscriptions_.take_due(device_.clock().monotonic());
    STORM_ASSERT(!subscriptions_.pending());
    for (const auto& [node, head] : due) {
      device_.transport().push(node, encode(Hint{.head = head}));
    }
  }
}

}  // namespace storm::engine::reference
