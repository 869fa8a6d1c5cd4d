#include "engine/reference/client/sync_loop.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

/// Z21: how long nothing happens then.
constexpr Duration kForLong = hours(24 * 365);

std::string words_for(ChangeVerdict verdict) {
  switch (verdict) {
    case ChangeVerdict::Applied:
      return "";
    case ChangeVerdict::LostToConcurrentWrite:
      return "somebody else changed the same field at the same time, and that change stays";
    case ChangeVerdict::LostToDelete:
      return "the document has been deleted";
    case ChangeVerdict::RefusedScope:
    case ChangeVerdict::RefusedName:
      return "a document of that name belongs to another scope";
    case ChangeVerdict::RefusedMalformed:
      return "the server does not understand the operation";
    case ChangeVerdict::RefusedTooLong:
      return "the value is longer than the server takes";
  }
  return "";
}

Fate fate_of(ChangeVerdict verdict) {
  switch (verdict) {
    case ChangeVerdict::Applied:
      return Fate::Synced;
    case ChangeVerdict::LostToConcurrentWrite:
    case ChangeVerdict::LostToDelete:
      return Fate::ConflictLost;
    case ChangeVerdict::RefusedScope:
    case ChangeVerdict::RefusedMalformed:
    case ChangeVerdict::RefusedTooLong:
    case ChangeVerdict::RefusedName:
      break;
  }
  return Fate::Failed;
}

std::optional<Limit> limit_of(const ChangeResult& result) {
  switch (result.verdict) {
    case ChangeVerdict::Applied:
    case ChangeVerdict::LostToConcurrentWrite:
    case ChangeVerdict::LostToDelete:
      break;
    case ChangeVerdict::RefusedScope:
      return Limit{.kind = LimitKind::NotPermitted};
    case ChangeVerdict::RefusedMalformed:
      return Limit{.kind = LimitKind::Malformed};
    case ChangeVerdict::RefusedTooLong:
      return Limit{.kind = LimitKind::TooLong, .figure = result.bytes_max};
    case ChangeVerdict::RefusedName:
      return Limit{.kind = LimitKind::NameTaken};
  }
  return std::nullopt;
}

}  // namespace

SyncLoop::SyncLoop(Device& device, NodeId server, StoreKeeper& keeper,
                   const ReferencePolicies& policies, User& user)
    : device_(device),
      server_(server),
      keeper_(keeper),
      policies_(policies),
      user_(user),
      wake_(device.clock()),
      backoff_(policies.backoff_first, policies.backoff_max),
      limits_{.push_batch = policies.push_batch, .pull_page = policies.pull_page} {}

Task<void> SyncLoop::run() {
  device_.transport().on_link_change([this] { notice_link(); });
  // Devices that start together do not speak together for ever after.
  const Duration offset = device_.random().between(Duration::zero(), policies_.backoff_first);
  compare_at_ = device_.clock().monotonic() +
                device_.random().between(policies_.compare_every / 2, policies_.compare_every);
  co_await sleep_for(device_.clock(), offset);
  for (;;) {
    const Duration pause = co_await step();
    co_await wake_.wait_for(pause);
  }
}

void SyncLoop::notice_link() {
  // Remembered here: a link that goes and comes back within one pause is a new link all the same.
  if (!device_.transport().link_is_up()) link_was_down_ = true;
  wake_.notify();
}

void SyncLoop::wake() {
  woken_ = true;
  wake_.notify();
}

void SyncLoop::hurry() {
  hurry_ = true;
  wake_.notify();
}

void SyncLoop::hint(Sequence head) {
  hinted_ = std::max(hinted_, head);
  // Whoever hints can be reached.
  hurry();
}

Connectivity SyncLoop::connectivity() const {
  return device_.transport().link_is_up() ? connectivity_ : Connectivity::Offline;
}

Task<Duration> SyncLoop::step() {
  for (;;) {
    if (!device_.transport().link_is_up()) {
      connectivity_ = Connectivity::Offline;
      link_was_down_ = true;
      // The system says when there is a network again.
      co_return policies_.heartbeat_every;
    }
    if (sleeps_on()) co_return kForLong;
    const MonoTime now = device_.clock().monotonic();
    const bool at_once = hurry_ || link_was_down_;
    if (link_was_down_) backoff_.reset();
    link_was_down_ = false;
    if (!at_once && now < retry_at_) {
      co_return retry_at_ - now;
    }
    const bool is_heartbeat = !at_once && !has_work();
    if (is_heartbeat && now < heartbeat_at_) {
      co_return heartbeat_at_ - now;
    }
    hurry_ = false;
    woken_ = false;

    STORM_ASSERT(!exchanging_);
    exchanging_ = true;
    const Exchanged exchanged = co_await exchange();
    exchanging_ = false;
    last_failed_ = exchanged == Exchanged::Failed;
    const MonoTime after = device_.clock().monotonic();
    if (last_failed_) {
      retry_at_ = after + backoff_.next(device_.random());
      STORM_ASSERT(retry_at_ <= after + policies_.backoff_max);
    } else {
      backoff_.reset();
      retry_at_ = after;
      // After work, which a hint gave to many at once, not all come back together. From then on
      // nobody comes more often than promised.
      heartbeat_at_ =
          after + (is_heartbeat ? policies_.heartbeat_every : jittered(policies_.heartbeat_every));
    }
  }
}

bool SyncLoop::sleeps_on() const {
  return policies_.defects.wake_up_lost && last_failed_ && !hurry_ && !woken_;
}

bool SyncLoop::has_work() {
  const auto store = keeper_.acquire();
  if (!store) return true;
  const FeedPosition& feed = (*store)->state().feed;
  const bool never_read = (*store)->state().store == 0;
  return (*store)->outbox().waiting_count() > 0 || feed.complete != feed.position || never_read ||
         hinted_ > feed.position || last_failed_;
}

Task<SyncLoop::Exchanged> SyncLoop::exchange() {
  if (last_failed_) ++retries_;
  last_attempt_ = device_.clock().wall();
  const auto store = keeper_.acquire();
  if (!store) co_return Exchanged::Failed;
  const std::uint64_t opening = keeper_.openings();
  const PreparedExchange prepared = prepare_exchange(
      **store, keeper_.scopes(), limits_,
      device_.clock().monotonic() < compare_at_ ? Comparison::NotDue : Comparison::Due);
  if ((*store)->database().take_error()) co_return Exchanged::Failed;
  if (!prepared.rows.empty()) device_.reached(Boundary::BeforeSend);

  // A server that did not answer last time has to do so first.
  if (!last_failed_) connectivity_ = Connectivity::Syncing;
  Bytes body = encode(prepared.request);
  const RequestOutcome outcome =
      co_await request(device_.transport(), server_, std::move(body), policies_.request_timeout);
  adapt(outcome);
  AppliedExchange applied;
  const Exchanged exchanged = apply(prepared, opening, outcome, applied);
  if (exchanged == Exchanged::Failed) co_return exchanged;

  co_await device_.storage().settle();
  for (const ChangeResult& result : applied.results) tell(result);
  notices_ = Notices::Told;
  co_return exchanged;
}

SyncLoop::Exchanged SyncLoop::apply(const PreparedExchange& prepared, std::uint64_t opening,
                                    const RequestOutcome& outcome, AppliedExchange& applied) {
  const WallTime received = device_.clock().wall();
  connectivity_ = Connectivity::Offline;
  if (!outcome || outcome->status != StatusCode::Ok) return Exchanged::Failed;
  const auto response = decode_sync_response(outcome->body, prepared.request.scopes.size());
  if (!response || !answers(prepared, *response)) return Exchanged::Failed;
  connectivity_ = Connectivity::Online;

  const auto store = keeper_.acquire();
  STORM_ASSERT(keeper_.openings() >= opening);
  // A store that was opened anew meanwhile may be another one than the request came from.
  if (!store || keeper_.openings() != opening) return Exchanged::Failed;
  const auto done =
      apply_exchange(device_, **store, prepared, *response, received, notices_, policies_.defects);
  if (!done) return Exchanged::Failed;
  applied = *done;
  // Told in a moment, unless the process dies first.
  notices_ = Notices::Untold;
  if (applied.copy != Copy::NotCompared) {
    compare_at_ = device_.clock().monotonic() + policies_.compare_every;
  }
  if (applied.copy == Copy::Damaged) keeper_.distrust();
  if (!applied.complete) return Exchanged::More;
  hinted_ = 0;
  return Exchanged::Complete;
}

void SyncLoop::adapt(const RequestOutcome& outcome) {
  if (outcome) {
    limits_.push_batch = std::min(limits_.push_batch * 2, policies_.push_batch);
    limits_.pull_page = std::min(limits_.pull_page * 2, policies_.pull_page);
  } else if (outcome.error() == TransportError::TimedOut) {
    // A link too slow for what was sent lets less of it through.
    limits_.push_batch = std::max<std::uint64_t>(limits_.push_batch / 2, 1);
    limits_.pull_page = std::max<std::uint64_t>(limits_.pull_page / 2, 1);
  }
  STORM_ASSERT(limits_.push_batch <= policies_.push_batch);
  STORM_ASSERT(limits_.pull_page <= policies_.pull_page);
}

void SyncLoop::tell(const ChangeResult& result) {
  user_.told({.operation = result.operation,
              .fate = fate_of(result.verdict),
              .lost_to = result.lost_to,
              .limit = limit_of(result),
              .words = words_for(result.verdict)});
}

void SyncLoop::tell_notices(ClientStore& store) {
  for (const ChangeResult& result : store.outbox().notices()) tell(result);
  notices_ = Notices::Told;
}

Duration SyncLoop::jittered(Duration interval) {
  return device_.random().between(interval - interval / 10, interval);
}

}  // namespace storm::engine::reference
