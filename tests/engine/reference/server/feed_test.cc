#include "engine/reference/server/feed.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <rapidcheck/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/reference/change_builder.h"
#include "tests/engine/reference/lone_device.h"

namespace storm::engine::reference {
namespace {

/// A server's store, filled by hand.
class FeedWorld {
 public:
  FeedWorld() {
    device.close = [this] { store.reset(); };
    auto opened = ServerStore::open(device.machine, {});
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
  }

  /// A document, new or changed, at this place of the feed, with these cells in it.
  void put(const std::string& name, Sequence sequence, const std::vector<Cell>& cells = {},
           const std::string& scope = "team") {
    change(sequence, [&] {
      auto document = store->find_document(name);
      if (!document) {
        document.emplace();
        document->scope = store->obtain_scope(scope);
        document->sequence = document->created = sequence;
        document->id = store->add_document(name, *document);
      }
      document->sequence = sequence;
      store->update_document(*document, std::nullopt);
      for (const Cell& cell : cells) store->put_cell(document->id, {.cell = cell, .stamp = {}});
    });
  }
  void remove(const std::string& name, Sequence sequence) {
    change(sequence, [&] {
      ServerDocument document = *store->find_document(name);
      document.sequence = sequence;
      document.epoch = OperationId{sequence};
      document.deleted = true;
      store->remove_cells(document.id);
      store->update_document(document, WallTime{1s});
    });
  }
  /// Forgets all deletions.
  void collect() {
    change(store->head(), [&] { store->collect(WallTime{1h}); });
  }

  SyncRequest request(const FeedPosition& feed = {}, std::uint64_t limit = 100) const {
    SyncRequest request;
    request.store = store->identity();
    request.feed = feed;
    request.page_limit = limit;
    request.scopes = {"team"};
    return request;
  }
  /// Of a replica that has read everything up to there.
  SyncRequest request_from(Sequence position, std::uint64_t limit = 100) const {
    return request({.complete = position, .position = position, .horizon = 0}, limit);
  }
  SyncResponse page(const SyncRequest& request) const {
    SyncResponse response;
    fill_page(*store, request, response);
    EXPECT_FALSE(store->database().failed());
    return response;
  }

  LoneDevice device;
  std::unique_ptr<ServerStore> store;

 private:
  template <class Work>
  void change(Sequence head, Work work) {
    Transaction transaction(store->database());
    work();
    store->save_head(std::max(head, store->head()), HybridTime{});
    EXPECT_TRUE(transaction.commit().has_value());
    store->advance(std::max(head, store->head()), HybridTime{});
  }
};

class FillPageTest : public testing::Test, public FeedWorld {};

std::vector<std::string> names_of(const SyncResponse& response) {
  std::vector<std::string> names;
  for (const FeedItem& item : response.items) names.push_back(item.document);
  return names;
}

using Names = std::vector<std::string>;

TEST_F(FillPageTest, AnEmptyStoreHasAnEmptyLastPage) {
  const SyncResponse response = page(request());
  EXPECT_TRUE(response.items.empty());
  EXPECT_FALSE(response.more);
  EXPECT_FALSE(response.restarted);
  EXPECT_EQ(response.feed, FeedPosition{});
}

TEST_F(FillPageTest, WhoAsksForNoPageStaysWhereHeIs) {
  put("doc", 1);
  const FeedPosition somewhere{.complete = 3, .position = 9, .horizon = 20};
  SyncRequest asked = request(somewhere, 0);
  asked.store = 99;
  asked.verify = true;
  const SyncResponse response = page(asked);
  EXPECT_EQ(response.feed, somewhere);
  EXPECT_TRUE(response.more);
  EXPECT_TRUE(response.items.empty());
  EXPECT_FALSE(response.restarted) << "not even when his position is of no use";
  EXPECT_EQ(response.digest, std::nullopt);
}

TEST_F(FillPageTest, DocumentsComeInTheOrderOfTheirLastChange) {
  put("a", 1);
  put("b", 2);
  put("c", 3);
  put("a", 4);
  const SyncResponse response = page(request());
  EXPECT_EQ(names_of(response), (Names{"b", "c", "a"}));
  EXPECT_EQ(response.feed, (FeedPosition{.complete = 4, .position = 4, .horizon = 0}));
  EXPECT_FALSE(response.more);
  EXPECT_EQ(response.items[2].created, 1U);
}

TEST_F(FillPageTest, OnlyWhatChangedAfterwardsIsInIt) {
  put("a", 1, {register_cell("title", "x", 1, 1)});
  put("b", 2, {register_cell("title", "x", 2, 2)});
  put("a", 3, {register_cell("body", "y", 3, 3)});
  const SyncResponse response = page(request_from(2));
  ASSERT_EQ(names_of(response), Names{"a"});
  EXPECT_EQ(response.items[0].cells, std::vector<Cell>{register_cell("body", "y", 3, 3)});
}

TEST_F(FillPageTest, WhoIsUpToDateHearsNothing) {
  put("a", 1);
  const SyncResponse response = page(request_from(1));
  EXPECT_TRUE(response.items.empty());
  EXPECT_FALSE(response.more);
  EXPECT_EQ(response.feed, (FeedPosition{.complete = 1, .position = 1, .horizon = 0}));
}

TEST_F(FillPageTest, ScopesAreThoseOfTheRequestByTheirPlaceInIt) {
  put("ours", 1, {}, "team");
  put("theirs", 2, {}, "other");
  put("mine", 3, {}, "own");
  SyncRequest asked = request();
  asked.scopes = {"own", "nobody's", "team"};
  const SyncResponse response = page(asked);
  ASSERT_EQ(names_of(response), (Names{"ours", "mine"}));
  EXPECT_EQ(response.items[0].scope, 2U);
  EXPECT_EQ(response.items[1].scope, 0U);
  EXPECT_EQ(response.feed.position, 3U) << "the head, whoever's it is";
}

TEST_F(FillPageTest, ALimitIsKeptAndTheNextPageGoesOn) {
  for (Sequence n = 1; n <= 3; ++n) put("doc" + std::to_string(n), n);
  const SyncResponse first = page(request({}, 2));
  EXPECT_EQ(names_of(first), (Names{"doc1", "doc2"}));
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.feed, (FeedPosition{.complete = 0, .position = 2, .horizon = 0}));
  const SyncResponse second = page(request(first.feed, 2));
  EXPECT_EQ(names_of(second), Names{"doc3"});
  EXPECT_FALSE(second.more);
  EXPECT_EQ(second.feed, (FeedPosition{.complete = 3, .position = 3, .horizon = 0}));
}

TEST_F(FillPageTest, APageThatIsJustFullIsTheLast) {
  for (Sequence n = 1; n <= 3; ++n) put("doc" + std::to_string(n), n);
  EXPECT_FALSE(page(request({}, 3)).more);
  EXPECT_TRUE(page(request({}, 2)).more);
}

TEST_F(FillPageTest, CellsOfALaterPageAreCountedFromWhereThePassBegan) {
  put("a", 1, {register_cell("title", "x", 1, 1)});
  put("b", 2, {register_cell("title", "x", 2, 2)});
  const SyncResponse first = page(request({}, 1));
  EXPECT_EQ(names_of(first), Names{"a"});
  put("b", 3, {register_cell("body", "y", 3, 3)});
  const SyncResponse second = page(request(first.feed, 1));
  ASSERT_EQ(names_of(second), Names{"b"});
  EXPECT_EQ(second.items[0].cells.size(), 2U) << "its title has not been delivered either";
}

TEST_F(FillPageTest, AChangeDuringAPassComesAtItsEnd) {
  put("a", 1);
  put("b", 2);
  const SyncResponse first = page(request({}, 1));
  EXPECT_EQ(names_of(first), Names{"a"});
  put("a", 3);
  const SyncResponse second = page(request(first.feed, 1));
  EXPECT_EQ(names_of(second), Names{"b"});
  EXPECT_TRUE(second.more);
  const SyncResponse third = page(request(second.feed, 1));
  EXPECT_EQ(names_of(third), Names{"a"});
  EXPECT_FALSE(third.more);
}

constexpr std::size_t kPageBytes = 64 * 1024;

TEST_F(FillPageTest, APageOfLargeDocumentsEndsWithTheOneThatFillsIt) {
  // A cell counts 16 bytes beside its name and value; the document's name counts as well.
  const std::string almost(kPageBytes - 16 - 3, 'x');
  put("a", 1, {register_cell("t", almost, 1, 1)});
  put("b", 2, {register_cell("t", "x", 2, 2)});
  put("c", 3, {register_cell("t", "x", 3, 3)});
  EXPECT_EQ(names_of(page(request())), (Names{"a", "b"})) << "one byte was left";
  put("a", 4, {register_cell("t", almost + "x", 4, 4)});
  put("d", 5, {register_cell("t", "x", 5, 5)});
  const SyncResponse full = page(request_from(3));
  EXPECT_EQ(names_of(full), Names{"a"});
  EXPECT_TRUE(full.more);
  EXPECT_EQ(full.feed.position, 4U);
}

TEST_F(FillPageTest, ADeletionIsDeliveredWithItsNameAndNothingElse) {
  put("doc", 1, {register_cell("title", "x", 1, 1)});
  remove("doc", 2);
  const SyncResponse response = page(request_from(1));
  ASSERT_EQ(names_of(response), Names{"doc"});
  EXPECT_TRUE(response.items[0].deleted);
  EXPECT_EQ(response.items[0].epoch, OperationId{2});
  EXPECT_TRUE(response.items[0].cells.empty());
}

TEST_F(FillPageTest, ANewReplicaBeginsFromNothingAndHearsOfNoFormerDeletion) {
  put("alive", 1, {register_cell("title", "x", 1, 1)});
  put("dead", 2);
  remove("dead", 3);
  SyncRequest asked = request({}, 1);
  asked.store = 0;
  const SyncResponse first = page(asked);
  EXPECT_TRUE(first.restarted);
  EXPECT_EQ(names_of(first), Names{"alive"});
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.feed, (FeedPosition{.complete = 0, .position = 1, .horizon = 3}));

  // What dies while it reads, it may have a copy of.
  remove("alive", 4);
  const SyncResponse second = page(request(first.feed, 1));
  EXPECT_FALSE(second.restarted);
  EXPECT_TRUE(second.items.empty()) << "the former deletion takes the place of an item";
  EXPECT_TRUE(second.more);
  const SyncResponse third = page(request(second.feed, 1));
  ASSERT_EQ(names_of(third), Names{"alive"});
  EXPECT_TRUE(third.items[0].deleted);
  EXPECT_EQ(third.feed, (FeedPosition{.complete = 4, .position = 4, .horizon = 0}));
}

TEST_F(FillPageTest, APositionThatMeansNothingHereStartsAnew) {
  put("doc", 5, {register_cell("title", "x", 1, 2)});
  const auto restarts = [this](const SyncRequest& asked) {
    const SyncResponse response = page(asked);
    // Then every document comes whole, whatever the position was.
    EXPECT_EQ(response.restarted, !response.items.empty());
    return response.restarted;
  };
  EXPECT_FALSE(restarts(request_from(5)));
  EXPECT_TRUE(restarts(request_from(6))) << "beyond the head";
  EXPECT_TRUE(restarts(request({.complete = 6, .position = 5, .horizon = 0})))
      << "complete beyond where it stands";
  SyncRequest foreign = request_from(5);
  foreign.store = store->identity() + 1;
  EXPECT_TRUE(restarts(foreign));
}

TEST_F(FillPageTest, WhoStandsBeforeAForgottenDeletionStartsAnew) {
  put("doc", 1);
  put("other", 2);
  remove("doc", 3);
  put("other", 4);
  collect();
  EXPECT_FALSE(page(request_from(3)).restarted) << "he has heard of it";
  EXPECT_TRUE(page(request_from(2)).restarted);
  EXPECT_FALSE(page(request({.complete = 0, .position = 2, .horizon = 3})).restarted)
      << "his pass began after it";
  EXPECT_TRUE(page(request({.complete = 0, .position = 1, .horizon = 2})).restarted);
  SyncRequest elsewhere = request_from(0);
  elsewhere.scopes = {"other scope"};
  EXPECT_FALSE(page(elsewhere).restarted) << "it was none of his";
}

TEST_F(FillPageTest, ADigestComesWithALastPageIfItWasAskedFor) {
  put("a", 1, {register_cell("title", "x", 1, 1)});
  put("b", 2, {counter_cell("count", 3, 2, 2)});
  put("c", 3);
  remove("c", 4);
  StateDigest expected;
  expected.document("team", "b", std::nullopt);
  expected.cell(counter_cell("count", 3, 2, 2));
  expected.document("team", "a", std::nullopt);
  expected.cell(register_cell("title", "x", 1, 1));
  SyncRequest asked = request_from(4);
  EXPECT_EQ(page(asked).digest, std::nullopt);
  asked.verify = true;
  EXPECT_EQ(page(asked).digest, expected.value());
  asked.feed = {};
  asked.page_limit = 1;
  EXPECT_EQ(page(asked).digest, std::nullopt) << "more is to come";
}

/// What a replica has after reading pages of that size until the last: names, with their cells.
std::map<std::string, std::set<std::string>> read_all(const FeedWorld& world, SyncRequest asked) {
  std::map<std::string, std::set<std::string>> read;
  for (int pages = 0; pages < 100; ++pages) {
    const SyncResponse response = world.page(asked);
    for (const FeedItem& item : response.items) {
      if (item.deleted) {
        read.erase(item.document);
        continue;
      }
      for (const Cell& cell : item.cells) read[item.document].insert(cell.name);
    }
    if (!response.more) return read;
    RC_ASSERT(response.items.size() <= asked.page_limit);
    RC_ASSERT(response.feed.position > asked.feed.position);
    asked.store = world.store->identity();
    asked.feed = response.feed;
  }
  RC_FAIL("the pages do not end");
}

RC_GTEST_PROP(FillPageProperty, PagesOfAnySizeBringTheSame, ()) {
  FeedWorld world;
  const int changes = *rc::gen::inRange(0, 15);
  for (int i = 1; i <= changes; ++i) {
    const std::string name = "doc" + std::to_string(*rc::gen::inRange(0, 5));
    const auto sequence = static_cast<Sequence>(i);
    const auto known = world.store->find_document(name);
    if (known && !known->deleted && *rc::gen::inRange(0, 4) == 0) {
      world.remove(name, sequence);
    } else if (!known || !known->deleted) {
      world.put(name, sequence, {register_cell(std::to_string(i), "x", sequence, sequence)});
    }
  }
  std::map<std::string, std::set<std::string>> living;
  for (const auto& [name, document] : world.store->snapshot()) {
    for (const auto& [field, value] : document.fields) living[name].insert(field);
  }
  SyncRequest fresh = world.request({}, *rc::gen::inRange<std::uint64_t>(1, 8));
  RC_ASSERT(read_all(world, fresh) == living);
  fresh.store = 0;
  RC_ASSERT(read_all(world, fresh) == living);
}

}  // namespace
}  // namespace storm::engine::reference
