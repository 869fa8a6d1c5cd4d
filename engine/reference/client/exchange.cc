#include "engine/reference/client/exchange.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

/// How one page is applied.
struct PageContext {
  ClientStore& store;
  const std::vector<std::string>& scopes;
  /// Part of a pass from nothing: items are whole documents, and what none names is swept.
  bool from_nothing = false;
  bool more = false;
  std::uint64_t mark = 0;
};

void apply_item(const PageContext& page, const FeedItem& item) {
  STORM_ASSERT(item.scope < page.scopes.size());
  ClientStore& store = page.store;
  const ServerLife presence = item.deleted ? ServerLife::Deleted : ServerLife::Alive;
  auto document = store.find_document(item.document);
  if (!document) {
    document = ClientDocument{.id = 0,
                              .presence = presence,
                              .epoch = item.epoch,
                              .mark = page.mark,
                              .created = item.created};
    document->id = store.add_document(item.document, page.scopes[item.scope], *document);
  } else {
    const bool other_life = document->epoch != item.epoch || document->presence != presence;
    if (other_life || page.from_nothing) {
      store.remove_cells(document->id);
      document->presence = presence;
      document->epoch = item.epoch;
      document->mark = page.mark;
      document->created = item.created;
      store.update_document(*document);
    }
  }
  for (const Cell& cell : item.cells) store.put_cell(document->id, cell);
  // The item has every own operation on it that has been decided.
  if (page.more) store.outbox().remove_decided_of(document->id);
}

/// Z15: what was sent in one batch was done in one batch.
std::vector<ChangeResult> all_applied(std::vector<ChangeResult> results) {
  for (ChangeResult& result : results) {
    result.verdict = ChangeVerdict::Applied;
    result.lost_to.reset();
    result.bytes_max.reset();
  }
  return results;
}

/// What is known of the server's history once it has answered.
void learn(HistoryPoint& known, const HistoryPoint& now) {
  if (known.store != now.store) {
    known = {};
    known.store = now.store;
  }
  known.sequence = now.sequence;
  known.clock = std::max(known.clock, now.clock);
  if (now.terms.empty() || (!known.terms.empty() && known.terms.front() == now.terms.front())) {
    return;
  }
  known.terms.insert(known.terms.begin(), now.terms.front());
  if (known.terms.size() > kTermsMax) known.terms.pop_back();
  STORM_ASSERT(known.terms.size() <= kTermsMax);
}

/// Z01: the place where the next page begins, stored before this page is.
Result<void, SqlError> store_cursor(ClientStore& store, const SyncResponse& response) {
  ClientState next = store.state();
  next.store = response.now.store;
  next.feed = response.feed;
  Transaction transaction(store.database());
  store.save_state(next);
  const auto committed = transaction.commit();
  if (committed) store.advance(next);
  return committed;
}

void apply_verdicts(ClientStore& store, const PreparedExchange& prepared,
                    const std::vector<ChangeResult>& results, ClientState& next) {
  STORM_ASSERT(results.size() == prepared.rows.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const ChangeResult& result = results[i];
    store.outbox().decide(prepared.rows[i].id, result);
    if (result.verdict == ChangeVerdict::Applied) continue;
    ++(is_refusal(result.verdict) ? next.failed : next.conflicts);
    store.outbox().add_notice(result);
  }
}

void apply_page(ClientStore& store, const PreparedExchange& prepared, const SyncResponse& response,
                ClientState& next) {
  if (response.restarted) ++next.mark;
  const PageContext page{.store = store,
                         .scopes = prepared.request.scopes,
                         .from_nothing = response.restarted || prepared.request.feed.horizon > 0,
                         .more = response.more,
                         .mark = next.mark};
  for (const FeedItem& item : response.items) apply_item(page, item);
  next.store = response.now.store;
  next.feed = response.feed;
  if (response.more) return;
  // The pass has reached the head: whatever was decided before it began is in it.
  if (store.outbox().decided_count() + response.results.size() > 0) {
    store.outbox().remove_decided();
  }
  if (page.from_nothing) store.sweep(next.mark);
}

/// The results that are news to the user.
std::vector<ChangeResult> news_in(const PreparedExchange& prepared,
                                  const std::vector<ChangeResult>& results) {
  std::vector<ChangeResult> news;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool known = prepared.rows[i].sending == Sending::Again;
    if (!known || results[i].verdict != ChangeVerdict::Applied) news.push_back(results[i]);
  }
  return news;
}

/// The server has lost all changes after `place`.
Result<AppliedExchange, SqlError> begin_again(ClientStore& store, Sequence place) {
  ClientState next = store.state();
  next.known = {};
  next.store = 0;
  next.feed = {};
  Transaction transaction(store.database());
  store.outbox().send_again(place);
  store.save_state(next);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  store.advance(next);
  store.outbox().load();
  return AppliedExchange{};
}

Copy compare_copy(ClientStore& store, const SyncResponse& response) {
  if (!response.digest) return Copy::NotCompared;
  const auto own = store.digest();
  // A disk that refuses to be read says nothing about what is on it.
  const bool refused = store.database().broken() && !store.database().corrupt();
  if (refused) return Copy::NotCompared;
  return own == response.digest ? Copy::Sound : Copy::Damaged;
}

bool says_nothing_new(ClientStore& store, const PreparedExchange& prepared,
                      const SyncResponse& response) {
  const FeedPosition& feed = prepared.request.feed;
  return response.results.empty() && response.items.empty() && !response.restarted &&
         !response.more && feed.complete == feed.position && store.outbox().decided_count() == 0;
}

}  // namespace

PreparedExchange prepare_exchange(ClientStore& store, const std::vector<std::string>& scopes,
                                  const ExchangeLimits& limits, Comparison comparison) {
  STORM_ASSERT(limits.push_batch > 0);
  STORM_ASSERT(limits.pull_page > 0);
  PreparedExchange prepared;
  prepared.request.known = store.state().known;
  prepared.request.store = store.state().store;
  prepared.request.feed = store.state().feed;
  prepared.request.scopes = scopes;
  for (OutboxRow& row : store.outbox().waiting(limits.push_batch)) {
    prepared.rows.push_back({.id = row.id, .sending = row.sending});
    prepared.request.changes.push_back(std::move(row.change));
  }
  STORM_ASSERT(prepared.rows.size() == prepared.request.changes.size());
  STORM_ASSERT(prepared.rows.size() <= limits.push_batch);
  const bool all = prepared.rows.size() == store.outbox().waiting_count();
  prepared.request.page_limit = all ? limits.pull_page : 0;
  prepared.request.verify = all && comparison == Comparison::Due;
  return prepared;
}

bool answers(const PreparedExchange& prepared, const SyncResponse& response) {
  const SyncRequest& request = prepared.request;
  if (response.now.store == 0 || response.now.terms.size() > 1) return false;
  if (response.lost_after) {
    return request.known.store != 0 && response.results.empty() && response.items.empty();
  }
  if (response.results.size() != request.changes.size()) return false;
  for (std::size_t i = 0; i < response.results.size(); ++i) {
    if (response.results[i].operation != request.changes[i].operation.id) return false;
  }
  if (request.page_limit == 0) return response.items.empty() && !response.restarted;
  // A page that leads nowhere would be asked for again at once, for ever.
  return !response.more || response.restarted || response.feed.position > request.feed.position;
}

Result<AppliedExchange, SqlError> apply_exchange(Device& device, ClientStore& store,
                                                 const PreparedExchange& prepared,
                                                 const SyncResponse& response, WallTime received,
                                                 Notices notices, const PlantedDefects& defects) {
  STORM_ASSERT(answers(prepared, response));
  store.clock().observe(response.now.clock);
  if (response.lost_after) return begin_again(store, *response.lost_after);
  ClientState next = store.state();
  learn(next.known, response.now);
  const std::vector<ChangeResult> results =
      defects.batch_is_all_or_nothing ? all_applied(response.results) : response.results;
  AppliedExchange applied{.results = news_in(prepared, results)};
  const bool has_page = prepared.request.page_limit > 0;
  const std::uint64_t waiting = store.outbox().waiting_count();
  STORM_ASSERT(waiting >= response.results.size());
  applied.complete = has_page && !response.more && waiting == response.results.size();
  if (applied.complete) next.last_success = received;
  if (has_page && says_nothing_new(store, prepared, response)) {
    // Not worth a write: after a crash the older position finds the same nothing.
    next.feed = response.feed;
    store.advance(next);
    applied.copy = compare_copy(store, response);
    return applied;
  }

  if (defects.cursor_on_receipt && has_page) {
    const auto stored = store_cursor(store, response);
    if (!stored) return stored.error();
    device.reached(Boundary::PageStored);
  }

  Transaction transaction(store.database());
  if (notices == Notices::Told) store.outbox().remove_notices();
  apply_verdicts(store, prepared, results, next);
  if (!response.results.empty() && has_page) device.reached(Boundary::MidBatch);
  if (has_page) {
    apply_page(store, prepared, response, next);
    device.reached(Boundary::PageStored);
  }
  store.save_state(next);
  const auto committed = transaction.commit();
  if (!committed) return committed.error();
  store.advance(next);
  store.outbox().load();
  applied.copy = compare_copy(store, response);
  return applied;
}

}  // namespace storm::engine::reference
