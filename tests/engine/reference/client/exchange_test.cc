#include "engine/reference/client/exchange.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/reference/change_builder.h"
#include "tests/engine/reference/lone_device.h"

namespace storm::engine::reference {
namespace {

constexpr std::uint64_t kStore = 7;
constexpr WallTime kReceived{5s};

/// A replica's store, and a server that is played by the test: its store is 7, and it is in the
/// term (1, 100).
class ExchangeWorld {
 public:
  ExchangeWorld() {
    device.close = [this] { store.reset(); };
    open();
  }

  void open() {
    auto opened = ClientStore::open(device.storage(), "/data/replica.db",
                                    {.name = "device1", .scopes = {"team"}, .kept_max = 100});
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
  }

  /// Accepts an operation, of a document that is made known if it is not.
  void accept(const Change& change) {
    Transaction transaction(store->database());
    const auto known = store->find_document(change.operation.document);
    const std::int64_t document =
        known
            ? known->id
            : store->add_document(change.operation.document, "team",
                                  {.id = 0, .presence = {}, .epoch = {}, .mark = 1, .created = {}});
    store->outbox().append(document, change);
    EXPECT_TRUE(transaction.commit().has_value());
    store->outbox().accepted();
  }

  PreparedExchange prepare(const ExchangeLimits& limits = {.push_batch = 10, .pull_page = 10}) {
    return prepare_exchange(*store, {"team"}, limits, Comparison::NotDue);
  }
  /// A last page, from nothing for who does not know the server's store: every change was applied,
  /// at the place `head`.
  static SyncResponse answer(const PreparedExchange& prepared, Sequence head,
                             std::vector<FeedItem> items = {}) {
    SyncResponse response;
    response.now = {
        .store = kStore, .sequence = head, .clock = HybridTime{head}, .terms = {{1, 100}}};
    for (const Change& change : prepared.request.changes) {
      response.results.push_back({.operation = change.operation.id,
                                  .verdict = ChangeVerdict::Applied,
                                  .sequence = head,
                                  .time = HybridTime{head}});
    }
    if (prepared.request.page_limit == 0) {
      response.feed = prepared.request.feed;
      response.more = true;
    } else {
      response.feed = {.complete = head, .position = head, .horizon = 0};
      response.restarted = prepared.request.store != kStore;
    }
    response.items = std::move(items);
    return response;
  }
  static FeedItem item(const std::string& document, std::vector<Cell> cells) {
    return {.scope = 0,
            .document = document,
            .deleted = false,
            .created = 1,
            .epoch = {},
            .cells = std::move(cells)};
  }
  Result<AppliedExchange, SqlError> apply(const PreparedExchange& prepared,
                                          const SyncResponse& response,
                                          Notices notices = Notices::Untold) {
    EXPECT_TRUE(answers(prepared, response));
    return apply_exchange(device.machine, *store, prepared, response, kReceived, notices, {});
  }
  /// Reads these documents from the server, up to `head`.
  void read(Sequence head, std::vector<FeedItem> items) {
    const PreparedExchange prepared = prepare();
    EXPECT_TRUE(apply(prepared, answer(prepared, head, std::move(items))).has_value());
  }
  std::string field(const std::string& document, const std::string& name) {
    const auto view = store->view(document);
    if (!view || !view->exists || !view->document.fields.contains(name)) return "-";
    return view->document.fields.at(name);
  }

  LoneDevice device;
  std::unique_ptr<ClientStore> store;
};

class ExchangeTest : public testing::Test, public ExchangeWorld {};
class PrepareExchangeTest : public ExchangeTest {};
class ApplyExchangeTest : public ExchangeTest {};

TEST_F(PrepareExchangeTest, AsksFromWhereTheReplicaStands) {
  read(9, {});
  const PreparedExchange prepared = prepare();
  EXPECT_EQ(prepared.request.store, kStore);
  EXPECT_EQ(prepared.request.feed, (FeedPosition{.complete = 9, .position = 9, .horizon = 0}));
  EXPECT_EQ(prepared.request.known, store->state().known);
  EXPECT_EQ(prepared.request.scopes, std::vector<std::string>{"team"});
  EXPECT_EQ(prepared.request.page_limit, 10U);
  EXPECT_TRUE(prepared.request.changes.empty());
}

TEST_F(PrepareExchangeTest, TakesTheOldestAndAPageOnlyTogetherWithTheLast) {
  for (std::uint64_t id = 1; id <= 3; ++id) accept(increment_of(id, "doc", 1));
  const PreparedExchange part = prepare({.push_batch = 2, .pull_page = 10});
  ASSERT_EQ(part.request.changes.size(), 2U);
  EXPECT_EQ(part.request.changes[0].operation.id, OperationId{1});
  EXPECT_EQ(part.request.changes[1].operation.id, OperationId{2});
  EXPECT_EQ(part.rows.size(), 2U);
  EXPECT_EQ(part.request.page_limit, 0U) << "an increment could be seen twice";

  const PreparedExchange all = prepare({.push_batch = 3, .pull_page = 10});
  EXPECT_EQ(all.request.changes.size(), 3U);
  EXPECT_EQ(all.request.page_limit, 10U);
}

TEST_F(PrepareExchangeTest, ComparesWhenThatIsDueAndNothingIsLeftBehind) {
  accept(increment_of(1, "doc", 1));
  accept(increment_of(2, "doc", 1));
  const auto verifies = [this](std::uint64_t batch, Comparison comparison) {
    return prepare_exchange(*store, {"team"}, {.push_batch = batch, .pull_page = 10}, comparison)
        .request.verify;
  };
  EXPECT_TRUE(verifies(2, Comparison::Due));
  EXPECT_FALSE(verifies(1, Comparison::Due));
  EXPECT_FALSE(verifies(2, Comparison::NotDue));
}

TEST_F(ExchangeTest, AnAnswerComesFromAStoreThatIsOne) {
  const PreparedExchange prepared = prepare();
  SyncResponse response = answer(prepared, 1);
  EXPECT_TRUE(answers(prepared, response));
  response.now.terms = {};
  EXPECT_TRUE(answers(prepared, response)) << "before its first change";
  response.now.terms = {{2, 1}, {1, 1}};
  EXPECT_FALSE(answers(prepared, response)) << "a server names its newest term only";
  response.now.terms = {};
  response.now.store = 0;
  EXPECT_FALSE(answers(prepared, response));
}

TEST_F(ExchangeTest, AnAnswerDecidesEachChangeInItsOrder) {
  accept(increment_of(1, "doc", 1));
  accept(increment_of(2, "doc", 1));
  const PreparedExchange prepared = prepare();
  const SyncResponse right = answer(prepared, 2);
  EXPECT_TRUE(answers(prepared, right));
  SyncResponse too_few = right;
  too_few.results.pop_back();
  EXPECT_FALSE(answers(prepared, too_few));
  SyncResponse too_many = right;
  too_many.results.push_back(right.results[0]);
  EXPECT_FALSE(answers(prepared, too_many));
  SyncResponse swapped = right;
  std::swap(swapped.results[0], swapped.results[1]);
  EXPECT_FALSE(answers(prepared, swapped));
}

TEST_F(ExchangeTest, WhoAskedForNoPageGetsNone) {
  accept(increment_of(1, "doc", 1));
  accept(increment_of(2, "doc", 1));
  const PreparedExchange prepared = prepare({.push_batch = 1, .pull_page = 10});
  const SyncResponse right = answer(prepared, 1);
  EXPECT_TRUE(answers(prepared, right));
  SyncResponse page = right;
  page.items.push_back(item("doc", {}));
  EXPECT_FALSE(answers(prepared, page));
  SyncResponse restart = right;
  restart.restarted = true;
  EXPECT_FALSE(answers(prepared, restart));
}

TEST_F(ExchangeTest, APageThatIsNotTheLastLeadsOn) {
  read(5, {});
  const PreparedExchange prepared = prepare();
  SyncResponse response = answer(prepared, 9);
  response.more = true;
  response.feed = {.complete = 5, .position = 6, .horizon = 0};
  EXPECT_TRUE(answers(prepared, response));
  response.feed.position = 5;
  EXPECT_FALSE(answers(prepared, response)) << "it would be asked for again at once, for ever";
  response.restarted = true;
  EXPECT_TRUE(answers(prepared, response)) << "a new pass counts from nothing";
}

TEST_F(ExchangeTest, ALossIsToldToWhoKnewSomethingAndAlone) {
  SyncResponse loss = answer(prepare(), 3);
  loss.lost_after = 2;
  EXPECT_FALSE(answers(prepare(), loss)) << "who knows nothing has lost nothing";
  read(5, {});
  accept(increment_of(1, "doc", 1));
  const PreparedExchange prepared = prepare();
  EXPECT_TRUE(answers(prepared, loss)) << "and none of the changes is decided";
  SyncResponse decides = loss;
  decides.results = answer(prepared, 3).results;
  EXPECT_FALSE(answers(prepared, decides));
  SyncResponse brings = loss;
  brings.items.push_back(item("doc", {}));
  EXPECT_FALSE(answers(prepared, brings));
}

TEST_F(ApplyExchangeTest, VerdictsPageAndPositionAreTakenOverTogether) {
  read(5, {item("doc", {register_cell("title", "old", 50, 5)})});
  accept(set_of(1, "doc", "title", "mine"));
  const PreparedExchange prepared = prepare();
  const auto applied =
      apply(prepared, answer(prepared, 9,
                             {item("doc", {register_cell("title", "mine", 1, 8),
                                           register_cell("body", "theirs", 60, 9)})}));
  ASSERT_TRUE(applied.has_value());
  EXPECT_TRUE(applied->complete);
  ASSERT_EQ(applied->results.size(), 1U);
  EXPECT_EQ(applied->results[0].operation, OperationId{1});
  EXPECT_EQ(applied->copy, Copy::NotCompared);
  EXPECT_EQ(field("doc", "title"), "mine");
  EXPECT_EQ(field("doc", "body"), "theirs");
  EXPECT_EQ(store->state().feed, (FeedPosition{.complete = 9, .position = 9, .horizon = 0}));
  EXPECT_EQ(store->state().store, kStore);
  EXPECT_EQ(store->state().last_success, kReceived);
  EXPECT_EQ(store->outbox().waiting_count(), 0U);
  EXPECT_EQ(store->outbox().decided_count(), 0U) << "the page has it";
  EXPECT_EQ(store->clock().last(), HybridTime{9});
}

TEST(ExchangeCrashTest, APowerCutLeavesAllOfAnExchangeOrNothing) {
  bool struck = true;
  for (std::uint64_t calls = 1; struck; ++calls) {
    ASSERT_LT(calls, 200U) << "an exchange takes some disk calls only";
    ExchangeWorld world;
    world.read(5, {world.item("doc", {register_cell("title", "old", 50, 5)})});
    world.accept(set_of(1, "doc", "title", "mine"));
    const PreparedExchange prepared = world.prepare();
    const SyncResponse response =
        world.answer(prepared, 9, {world.item("doc", {register_cell("title", "theirs", 60, 9)})});
    world.device.machine.power_off_after_disk_calls(calls);
    const bool applied = world.apply(prepared, response).has_value();
    struck = world.device.finish_strike();
    world.open();
    const bool whole = world.store->state().feed.position == 9;
    EXPECT_TRUE(whole || !applied) << "after " << calls << " calls: what was answered stays";
    EXPECT_EQ(world.store->outbox().waiting_count(), whole ? 0U : 1U) << calls << " calls";
    EXPECT_EQ(world.field("doc", "title"), whole ? "theirs" : "mine") << calls << " calls";
    EXPECT_EQ(world.store->state().feed.complete, whole ? 9U : 5U) << calls << " calls";
  }
}

TEST_F(ApplyExchangeTest, AFullDiskLeavesEverythingAsItWasForTheNextTime) {
  read(5, {item("doc", {register_cell("title", "old", 50, 5)})});
  accept(set_of(1, "doc", "title", "mine"));
  const PreparedExchange prepared = prepare();
  const SyncResponse response =
      answer(prepared, 9, {item("doc", {register_cell("title", "theirs", 60, 9)})});
  device.disk().set_capacity(device.disk().used_bytes());
  const auto refused = apply(prepared, response);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), SqlError::Full);
  EXPECT_EQ(store->state().feed.position, 5U);
  EXPECT_EQ(store->outbox().waiting_count(), 1U);
  EXPECT_EQ(field("doc", "title"), "mine");

  device.disk().set_capacity(1'000'000);
  ASSERT_TRUE(apply(prepared, response).has_value());
  EXPECT_EQ(field("doc", "title"), "theirs");
}

TEST_F(ApplyExchangeTest, WhatDidNotGoThroughIsCountedAndNotedForItsUser) {
  for (std::uint64_t id = 1; id <= 3; ++id) accept(set_of(id, "doc", "title", "x"));
  const PreparedExchange prepared = prepare();
  SyncResponse response = answer(prepared, 3);
  response.results[0].verdict = ChangeVerdict::LostToDelete;
  response.results[1].verdict = ChangeVerdict::RefusedTooLong;
  const auto applied = apply(prepared, response);
  ASSERT_TRUE(applied.has_value());
  EXPECT_EQ(applied->results.size(), 3U);
  EXPECT_EQ(store->state().conflicts, 1U);
  EXPECT_EQ(store->state().failed, 1U);
  const std::vector<ChangeResult> notices = store->outbox().notices();
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0].verdict, ChangeVerdict::LostToDelete);
  EXPECT_EQ(notices[1].verdict, ChangeVerdict::RefusedTooLong);
}

TEST_F(ApplyExchangeTest, NoticesGoOnceTheirUserHasBeenTold) {
  accept(set_of(1, "doc", "title", "x"));
  const PreparedExchange first = prepare();
  SyncResponse lost = answer(first, 1);
  lost.results[0].verdict = ChangeVerdict::LostToDelete;
  ASSERT_TRUE(apply(first, lost).has_value());
  accept(set_of(2, "doc", "title", "y"));
  const PreparedExchange second = prepare();
  SyncResponse lost_too = answer(second, 2);
  lost_too.results[0].verdict = ChangeVerdict::LostToDelete;
  ASSERT_TRUE(apply(second, lost_too, Notices::Untold).has_value());
  EXPECT_EQ(store->outbox().notices().size(), 2U);
  accept(set_of(3, "doc", "title", "z"));
  const PreparedExchange third = prepare();
  ASSERT_TRUE(apply(third, answer(third, 3), Notices::Told).has_value());
  EXPECT_TRUE(store->outbox().notices().empty());
}

TEST_F(ApplyExchangeTest, ThatTheServerHasWhatItHadBeforeIsNoNews) {
  accept(set_of(1, "doc", "title", "x"));
  accept(set_of(2, "doc", "title", "y"));
  read(2, {});
  accept(set_of(3, "doc", "title", "z"));
  PreparedExchange prepared = prepare();
  SyncResponse loss = answer(prepared, 1);
  loss.results = {};
  loss.lost_after = 0;
  ASSERT_TRUE(apply(prepared, loss).has_value());
  prepared = prepare();
  ASSERT_EQ(prepared.rows.size(), 3U);
  SyncResponse response = answer(prepared, 3);
  response.results[1].verdict = ChangeVerdict::LostToConcurrentWrite;
  const auto applied = apply(prepared, response);
  ASSERT_EQ(applied->results.size(), 2U);
  EXPECT_EQ(applied->results[0].operation, OperationId{2}) << "lost after all";
  EXPECT_EQ(applied->results[1].operation, OperationId{3}) << "had not been there yet";
}

TEST_F(ApplyExchangeTest, IsCompleteWhenNothingWaitsAndNothingIsLeftToRead) {
  accept(increment_of(1, "doc", 1));
  accept(increment_of(2, "doc", 1));
  PreparedExchange prepared = prepare({.push_batch = 1, .pull_page = 10});
  EXPECT_FALSE(apply(prepared, answer(prepared, 1))->complete) << "one more waits";
  EXPECT_EQ(store->state().last_success, std::nullopt);
  EXPECT_EQ(store->outbox().decided_count(), 1U) << "no page has brought it";

  prepared = prepare();
  SyncResponse part = answer(prepared, 2, {item("doc", {counter_cell("count", 2, 2, 2)})});
  part.more = true;
  EXPECT_FALSE(apply(prepared, part)->complete) << "more is to be read";
  EXPECT_EQ(store->state().last_success, std::nullopt);

  prepared = prepare();
  part = answer(prepared, 2);
  accept(increment_of(3, "doc", 1));
  EXPECT_FALSE(apply(prepared, part)->complete) << "something came in between";
  prepared = prepare();
  EXPECT_TRUE(apply(prepared, answer(prepared, 3))->complete);
  EXPECT_EQ(store->state().last_success, kReceived);
}

TEST_F(ApplyExchangeTest, NothingNewIsNotWrittenDown) {
  read(5, {item("doc", {register_cell("title", "old", 50, 5)})});
  const std::uint64_t mutations = device.disk().counters().mutations();
  read(6, {});
  EXPECT_EQ(device.disk().counters().mutations(), mutations);
  EXPECT_EQ(store->state().feed.position, 6U);
  device.power_cut();
  open();
  EXPECT_EQ(store->state().feed.position, 5U) << "where it finds the same nothing";
}

TEST_F(ApplyExchangeTest, AnIncrementIsNeverSeenTwiceOnTheWay) {
  read(5, {item("doc", {counter_cell("count", 10, 50, 5)})});
  accept(increment_of(1, "doc", 3));
  accept(increment_of(2, "doc", 4));
  const auto count = [this] { return store->view("doc")->document.counters.at("count"); };
  EXPECT_EQ(count(), 17);
  PreparedExchange prepared = prepare({.push_batch = 1, .pull_page = 10});
  ASSERT_TRUE(apply(prepared, answer(prepared, 6)).has_value());
  EXPECT_EQ(count(), 17) << "decided, not read yet";
  prepared = prepare();
  SyncResponse part = answer(prepared, 7, {item("doc", {counter_cell("count", 17, 2, 7)})});
  part.more = true;
  ASSERT_TRUE(apply(prepared, part).has_value());
  EXPECT_EQ(count(), 17) << "read with its document, although the pass goes on";
}

TEST_F(ApplyExchangeTest, APassFromNothingDropsAtItsEndWhatItDidNotMention) {
  read(5, {item("stays", {register_cell("t", "old", 50, 4), register_cell("gone", "x", 50, 4)}),
           item("goes", {register_cell("t", "x", 51, 5)})});
  PreparedExchange prepared = prepare();
  SyncResponse first = answer(prepared, 9, {item("stays", {register_cell("t", "new", 60, 8)})});
  first.restarted = first.more = true;
  first.feed = {.complete = 0, .position = 8, .horizon = 9};
  ASSERT_TRUE(apply(prepared, first).has_value());
  EXPECT_EQ(field("stays", "t"), "new");
  EXPECT_EQ(field("stays", "gone"), "-") << "items of such a pass are whole documents";
  EXPECT_EQ(field("goes", "t"), "x") << "it may still be mentioned";

  prepared = prepare();
  ASSERT_TRUE(apply(prepared, answer(prepared, 9, {item("late", {})})).has_value());
  EXPECT_FALSE(store->view("goes").has_value());
  EXPECT_EQ(field("stays", "t"), "new");
  EXPECT_TRUE(store->view("late")->exists);
}

TEST_F(ApplyExchangeTest, ALaterLifeOfADocumentHasNothingOfTheFormer) {
  read(5, {item("doc", {register_cell("t", "old", 50, 5)})});
  FeedItem deleted = item("doc", {});
  deleted.deleted = true;
  deleted.epoch = OperationId{70};
  read(6, {deleted});
  EXPECT_FALSE(store->view("doc")->exists);
  FeedItem anew = item("doc", {register_cell("u", "new", 80, 7)});
  anew.epoch = OperationId{70};
  anew.created = 7;
  read(7, {anew});
  EXPECT_EQ(field("doc", "t"), "-");
  EXPECT_EQ(field("doc", "u"), "new");
  EXPECT_EQ(store->find_document("doc")->created, 7U);

  FeedItem another = item("doc", {register_cell("v", "newer", 90, 9)});
  another.epoch = OperationId{85};
  read(9, {another});
  EXPECT_EQ(field("doc", "u"), "-") << "a whole life was missed in between";
}

TEST_F(ApplyExchangeTest, WhatTheServerLostWaitsAgainAndReadingBeginsAnew) {
  accept(set_of(1, "doc", "title", "x"));
  read(4, {item("doc", {register_cell("title", "x", 1, 4)})});
  ASSERT_EQ(store->outbox().waiting_count(), 0U);
  const PreparedExchange prepared = prepare();
  SyncResponse loss = answer(prepared, 3);
  loss.lost_after = 3;
  const auto applied = apply(prepared, loss);
  ASSERT_TRUE(applied.has_value());
  EXPECT_TRUE(applied->results.empty());
  EXPECT_FALSE(applied->complete);
  EXPECT_EQ(store->outbox().waiting_count(), 1U);
  EXPECT_EQ(store->state().store, 0U);
  EXPECT_EQ(store->state().feed, FeedPosition{});
  EXPECT_EQ(store->state().known, HistoryPoint{});
  EXPECT_EQ(field("doc", "title"), "x") << "nothing vanishes meanwhile";
  device.power_cut();
  open();
  EXPECT_EQ(store->outbox().waiting_count(), 1U);
  EXPECT_EQ(store->state().known, HistoryPoint{});
}

/// The terms that a replica knows after the server has answered in these, in this order.
std::vector<Term> terms_after(const std::vector<Term>& answered) {
  ExchangeWorld world;
  Sequence head = 0;
  for (const Term& term : answered) {
    const PreparedExchange prepared = world.prepare();
    SyncResponse response = ExchangeWorld::answer(prepared, ++head);
    response.now.terms = {term};
    EXPECT_TRUE(world.apply(prepared, response).has_value());
  }
  return world.store->state().known.terms;
}

TEST(KnownTermsTest, TheNewestStandFirstAndTheOldestAreForgotten) {
  const std::vector<Term> terms{{1, 11}, {2, 12}, {3, 13}, {4, 14}, {5, 15}};
  EXPECT_EQ(terms_after({terms[0]}), (std::vector<Term>{terms[0]}));
  EXPECT_EQ(terms_after({terms[0], terms[0]}), (std::vector<Term>{terms[0]}));
  EXPECT_EQ(terms_after(terms), (std::vector<Term>{terms[4], terms[3], terms[2], terms[1]}));
}

TEST_F(ApplyExchangeTest, AnotherStoresTermsAreNoneOfThisOnes) {
  read(5, {});
  PreparedExchange prepared = prepare();
  SyncResponse other = answer(prepared, 3);
  other.now.store = 8;
  other.now.clock = HybridTime{2};
  other.now.terms = {{1, 200}};
  other.restarted = true;
  ASSERT_TRUE(apply(prepared, other).has_value());
  const HistoryPoint expected{
      .store = 8, .sequence = 3, .clock = HybridTime{2}, .terms = {{1, 200}}};
  EXPECT_EQ(store->state().known, expected);
  EXPECT_EQ(store->clock().last(), HybridTime{5}) << "the own clock never goes back";
}

TEST_F(ApplyExchangeTest, ACopyIsComparedWhenTheServerSaysWhatItHas) {
  read(5, {item("doc", {register_cell("title", "x", 50, 5)})});
  const auto own = store->digest();
  ASSERT_TRUE(own.has_value());
  const auto copy = [this](std::uint64_t digest) {
    const PreparedExchange prepared = prepare();
    SyncResponse response = answer(prepared, 5);
    response.digest = digest;
    return apply(prepared, response)->copy;
  };
  EXPECT_EQ(copy(*own), Copy::Sound);
  EXPECT_EQ(copy(*own + 1), Copy::Damaged);
  device.disk().add_rule(sim::fail_call({sim::DiskCall::Read}, 1, sim::Repeat::Onwards));
  EXPECT_EQ(copy(*own), Copy::NotCompared) << "a disk that refuses says nothing about the copy";
}

}  // namespace
}  // namespace storm::engine::reference
