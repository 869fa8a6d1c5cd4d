#include "engine/reference/server/arbiter.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <optional>
#include <rapidcheck/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/engine/reference/change_builder.h"
#include "tests/engine/reference/lone_device.h"

namespace storm::engine::reference {
namespace {

constexpr NodeId kAnna{1};
constexpr NodeId kBert{2};
/// When everything arrives, as a stamp: one minute after 1970.
constexpr WallTime kNow{60s};
constexpr HybridTime kNowStamp = to_hybrid(kNow);
constexpr Duration kAheadMax = 10s;

/// An arbiter over an empty store, and changes that reach it one after the other.
class ArbiterWorld {
 public:
  ArbiterWorld() {
    device.close = [this] { store.reset(); };
    auto opened = ServerStore::open(device.machine, {});
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
  }

  /// Each change takes the next place in the order, and its result is noted as the server does.
  Decision decide(const Change& change, NodeId from = kAnna) {
    ++sequence;
    Arbiter arbiter(*store, clock);
    Transaction transaction(store->database());
    const Decision decision = arbiter.decide(change, {.from = from,
                                                      .wall = kNow,
                                                      .clock_ahead_max = kAheadMax,
                                                      .value_bytes_max = 10,
                                                      .sequence = sequence});
    store->add_result({.operation = change.operation.id,
                       .verdict = decision.verdict,
                       .sequence = sequence,
                       .time = decision.time});
    EXPECT_TRUE(transaction.commit().has_value());
    return decision;
  }
  ServerDocument document(const std::string& name = "doc") { return *store->find_document(name); }
  std::optional<ServerCell> cell(const std::string& field, CellKind kind = CellKind::Register) {
    return store->find_cell(document().id, kind, field);
  }
  std::string value(const std::string& field) {
    const auto held = cell(field);
    return held ? held->cell.value : "-";
  }
  bool is_known(const std::string& name) { return store->find_document(name).has_value(); }

  LoneDevice device;
  std::unique_ptr<ServerStore> store;
  HybridClock clock;
  Sequence sequence = 0;
};

class ArbiterTest : public testing::Test, public ArbiterWorld {};

using Losers = std::vector<OperationId>;

Losers losers_of(const Decision& decision) {
  Losers losers;
  for (const Defeat& loss : decision.losses) losers.push_back(loss.loser);
  return losers;
}

Change at(std::uint64_t time, Change change) {
  change.time = HybridTime{time};
  return change;
}
Change seeing(std::uint64_t seen, Change change) {
  change.seen = OperationId{seen};
  return change;
}
Change in_life_after(std::uint64_t deletion, Change change) {
  change.epoch = OperationId{deletion};
  return change;
}
Change orphaned(Change change) {
  change.orphan = true;
  return change;
}

TEST_F(ArbiterTest, ACreateMakesADocumentWithItsFields) {
  const Decision decision = decide(create_of(1, "doc", {{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(decision.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(decision.feed, Decision::Feed::Touched);
  EXPECT_EQ(decision.time, HybridTime{1});
  EXPECT_EQ(losers_of(decision), Losers{});
  EXPECT_EQ(value("a"), "1");
  EXPECT_EQ(value("b"), "2");
  EXPECT_EQ(cell("a")->stamp, (Stamp{.time = HybridTime{1}, .writer = 1}));
  EXPECT_EQ(cell("a")->cell.operation, OperationId{1});
  EXPECT_EQ(cell("a")->cell.sequence, 1U);
  EXPECT_EQ(document().created, 1U);
  EXPECT_EQ(document().sequence, 1U);
}

TEST_F(ArbiterTest, WhatMakesNoSenseIsRefusedAndChangesNothing) {
  decide(create_of(1, "doc"));
  Change nowhere = create_of(2, "new");
  nowhere.operation.scope = "";
  for (const Change& change : {nowhere, create_of(3, ""), set_of(4, "doc", "", "x")}) {
    const Decision decision = decide(change);
    EXPECT_EQ(decision.verdict, ChangeVerdict::RefusedMalformed);
    EXPECT_EQ(decision.feed, Decision::Feed::Untouched);
  }
  Change countless = increment_of(5, "doc", 1);
  countless.operation.field = "";
  EXPECT_EQ(decide(countless).verdict, ChangeVerdict::RefusedMalformed);
  EXPECT_FALSE(is_known("new"));
  EXPECT_EQ(document().sequence, 1U);
  EXPECT_EQ(decide(delete_of(6, "doc")).verdict, ChangeVerdict::Applied)
      << "a deletion names no field";
}

TEST_F(ArbiterTest, AValueMayBeAsLongAsTheLimitAndNoLonger) {
  decide(create_of(1, "doc"));
  EXPECT_EQ(decide(set_of(2, "doc", "t", "0123456789")).verdict, ChangeVerdict::Applied);
  EXPECT_EQ(decide(set_of(3, "doc", "t", "0123456789x")).verdict, ChangeVerdict::RefusedTooLong);
  EXPECT_EQ(value("t"), "0123456789");
  EXPECT_EQ(decide(create_of(4, "new", {{"a", "short"}, {"b", "0123456789x"}})).verdict,
            ChangeVerdict::RefusedTooLong);
  EXPECT_FALSE(is_known("new"));
}

TEST_F(ArbiterTest, ADocumentStaysInItsScope) {
  decide(create_of(1, "doc"));
  const auto elsewhere = [this](Change change) {
    change.operation.scope = "other";
    return decide(change).verdict;
  };
  EXPECT_EQ(elsewhere(create_of(2, "doc")), ChangeVerdict::RefusedName);
  EXPECT_EQ(elsewhere(set_of(3, "doc", "t", "x")), ChangeVerdict::RefusedScope);
  EXPECT_EQ(elsewhere(increment_of(4, "doc", 1)), ChangeVerdict::RefusedScope);
  EXPECT_EQ(elsewhere(delete_of(5, "doc")), ChangeVerdict::RefusedScope);
  EXPECT_EQ(document().sequence, 1U);
}

TEST_F(ArbiterTest, NothingButACreateMakesADocument) {
  const Decision set = decide(set_of(1, "doc", "t", "x"));
  EXPECT_EQ(set.verdict, ChangeVerdict::LostToDelete);
  EXPECT_EQ(losers_of(set), Losers{OperationId{1}});
  EXPECT_EQ(set.feed, Decision::Feed::Untouched);
  EXPECT_EQ(decide(increment_of(2, "doc", 1)).verdict, ChangeVerdict::LostToDelete);
  const Decision removal = decide(delete_of(3, "doc"));
  EXPECT_EQ(removal.verdict, ChangeVerdict::Applied) << "what is gone is as its user wants it";
  EXPECT_EQ(removal.feed, Decision::Feed::Untouched);
  EXPECT_FALSE(is_known("doc"));
}

TEST_F(ArbiterTest, WhoSawTheValueReplacesItWhateverTheClocksSay) {
  decide(create_of(1, "doc"));
  decide(at(5000, set_of(2, "doc", "t", "old")), kAnna);
  const Decision decision = decide(seeing(2, at(10, set_of(3, "doc", "t", "new"))), kBert);
  EXPECT_EQ(decision.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(losers_of(decision), Losers{});
  EXPECT_EQ(value("t"), "new");
  EXPECT_GT(cell("t")->stamp.time, HybridTime{5000}) << "the next to come must see that too";
  EXPECT_EQ(decision.time, cell("t")->stamp.time);
  EXPECT_EQ(document().sequence, 3U);
}

TEST_F(ArbiterTest, WhoSawTheValueAndHasTheGreaterStampKeepsIt) {
  decide(create_of(1, "doc"));
  decide(at(10, set_of(2, "doc", "t", "old")));
  const Decision decision = decide(seeing(2, at(20, set_of(3, "doc", "t", "new"))));
  EXPECT_EQ(decision.time, HybridTime{20});
  EXPECT_EQ(cell("t")->stamp.time, HybridTime{20});
}

TEST_F(ArbiterTest, OfConcurrentWritesTheGreaterStampStays) {
  decide(create_of(1, "doc"));
  decide(at(100, set_of(2, "doc", "t", "middle")), kAnna);
  const Decision earlier = decide(at(50, set_of(3, "doc", "t", "early")), kBert);
  EXPECT_EQ(earlier.verdict, ChangeVerdict::LostToConcurrentWrite);
  EXPECT_EQ(losers_of(earlier), Losers{OperationId{3}});
  EXPECT_EQ(earlier.feed, Decision::Feed::Untouched);
  EXPECT_EQ(document().sequence, 2U);
  EXPECT_EQ(value("t"), "middle");

  const Decision later = decide(at(150, set_of(4, "doc", "t", "late")), kBert);
  EXPECT_EQ(later.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(losers_of(later), Losers{OperationId{2}});
  EXPECT_EQ(later.feed, Decision::Feed::Touched);
  EXPECT_EQ(value("t"), "late");
}

TEST(ArbiterTieTest, OfEqualTimesTheGreaterWriterStaysInWhateverOrderTheyCome) {
  for (const bool anna_first : {true, false}) {
    ArbiterWorld world;
    world.decide(create_of(1, "doc"));
    const Change anna = at(100, set_of(2, "doc", "t", "anna"));
    const Change bert = at(100, set_of(3, "doc", "t", "bert"));
    if (anna_first) world.decide(anna, kAnna);
    world.decide(bert, kBert);
    if (!anna_first) world.decide(anna, kAnna);
    EXPECT_EQ(world.value("t"), "bert");
  }
}

TEST_F(ArbiterTest, AStampFromBeyondTheBoundCountsAsWrittenOnArrival) {
  decide(create_of(1, "doc"));
  const HybridTime bound = to_hybrid(kNow + kAheadMax);
  EXPECT_EQ(decide(at(to_bits(bound) + 1, set_of(2, "doc", "t", "x"))).time, kNowStamp);
  EXPECT_EQ(cell("t")->stamp.time, kNowStamp);
  EXPECT_EQ(decide(at(to_bits(bound), set_of(3, "doc", "t", "y"))).time, bound)
      << "the bound itself is believed";
  EXPECT_EQ(cell("t")->stamp.time, bound);
}

TEST_F(ArbiterTest, CountersAddWhoeverCountsAndInWhateverOrder) {
  decide(create_of(1, "doc"));
  EXPECT_EQ(losers_of(decide(at(900, increment_of(2, "doc", 5)), kAnna)), Losers{});
  EXPECT_EQ(losers_of(decide(at(10, increment_of(3, "doc", -7)), kBert)), Losers{});
  const auto held = cell("count", CellKind::Counter);
  EXPECT_EQ(held->cell.count, -2);
  EXPECT_EQ(held->cell.operation, OperationId{3});
  EXPECT_EQ(held->cell.sequence, 3U);
  EXPECT_EQ(document().sequence, 3U);
  decide(set_of(4, "doc", "count", "a register"));
  EXPECT_EQ(cell("count", CellKind::Counter)->cell.count, -2) << "another cell of that name";
  EXPECT_EQ(value("count"), "a register");
}

TEST_F(ArbiterTest, ACounterWrapsAtItsEnds) {
  decide(create_of(1, "doc"));
  decide(increment_of(2, "doc", std::numeric_limits<std::int64_t>::max()));
  decide(increment_of(3, "doc", 1));
  EXPECT_EQ(cell("count", CellKind::Counter)->cell.count, std::numeric_limits<std::int64_t>::min());
}

TEST_F(ArbiterTest, ADeletionTakesEverythingAndNamesWhatNobodyHadSeen) {
  decide(create_of(1, "doc", {{"own", "x"}}), kAnna);
  decide(set_of(2, "doc", "seen", "x"), kBert);
  decide(set_of(3, "doc", "unseen", "x"), kBert);
  decide(increment_of(4, "doc", 1), kBert);
  decide(set_of(5, "doc", "own later", "x"), kAnna);
  Change removal = delete_of(6, "doc");
  removal.seen_through = 2;
  const Decision decision = decide(removal, kAnna);
  EXPECT_EQ(decision.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(losers_of(decision), (Losers{OperationId{3}, OperationId{4}}));
  EXPECT_EQ(decision.feed, Decision::Feed::Touched);
  EXPECT_TRUE(document().deleted);
  EXPECT_EQ(document().epoch, OperationId{6});
  EXPECT_EQ(document().sequence, 6U);
  EXPECT_TRUE(store->cells_after(document().id, 0).empty());
}

TEST_F(ArbiterTest, AnOperationThatLosesInSeveralCellsIsNamedOnce) {
  decide(create_of(9, "doc", {{"a", "x"}, {"b", "y"}, {"c", "z"}}), kBert);
  decide(set_of(2, "doc", "d", "x"), kBert);
  const Decision decision = decide(delete_of(3, "doc"), kAnna);
  EXPECT_EQ(losers_of(decision), (Losers{OperationId{2}, OperationId{9}}));
}

TEST_F(ArbiterTest, AWriteIntoADeletedDocumentLosesToTheDeletion) {
  decide(create_of(1, "doc"));
  decide(delete_of(2, "doc"));
  const Decision set = decide(set_of(3, "doc", "t", "x"), kBert);
  EXPECT_EQ(set.verdict, ChangeVerdict::LostToDelete);
  EXPECT_EQ(losers_of(set), Losers{OperationId{3}});
  EXPECT_EQ(decide(create_of(4, "doc"), kBert).verdict, ChangeVerdict::LostToDelete)
      << "it was made beside the deletion and not after it";
  EXPECT_TRUE(document().deleted);
}

TEST_F(ArbiterTest, WhoKnowsOfTheDeletionMakesTheDocumentAnew) {
  decide(create_of(1, "doc", {{"t", "old"}}));
  decide(delete_of(2, "doc"));
  EXPECT_EQ(decide(in_life_after(2, create_of(3, "doc", {{"u", "new"}}))).verdict,
            ChangeVerdict::Applied);
  EXPECT_FALSE(document().deleted);
  EXPECT_EQ(document().created, 3U);
  EXPECT_EQ(document().epoch, OperationId{2});
  EXPECT_EQ(value("t"), "-");
  EXPECT_EQ(value("u"), "new");
  // What belongs to the former life does nothing to this one.
  EXPECT_EQ(decide(set_of(4, "doc", "t", "late")).verdict, ChangeVerdict::LostToDelete);
  const Decision removal = decide(delete_of(5, "doc"));
  EXPECT_EQ(removal.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(removal.feed, Decision::Feed::Untouched);
  EXPECT_FALSE(document().deleted);
  EXPECT_EQ(decide(in_life_after(2, set_of(6, "doc", "t", "now"))).verdict, ChangeVerdict::Applied);
}

TEST_F(ArbiterTest, OfSeveralDeletionsTheLastToArriveCounts) {
  decide(create_of(1, "doc"));
  decide(delete_of(2, "doc"), kAnna);
  const Decision second = decide(delete_of(3, "doc"), kBert);
  EXPECT_EQ(second.feed, Decision::Feed::Touched);
  EXPECT_EQ(document().epoch, OperationId{3});
  EXPECT_EQ(decide(in_life_after(2, create_of(4, "doc"))).verdict, ChangeVerdict::LostToDelete)
      << "it knew of the first only";
  EXPECT_EQ(decide(in_life_after(3, create_of(5, "doc"))).verdict, ChangeVerdict::Applied);
}

TEST_F(ArbiterTest, TwoWhoMakeOneDocumentShareIt) {
  decide(at(100, create_of(1, "doc", {{"a", "anna"}, {"both", "anna"}})), kAnna);
  const Decision second =
      decide(at(200, create_of(2, "doc", {{"b", "bert"}, {"both", "bert"}})), kBert);
  EXPECT_EQ(second.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(losers_of(second), Losers{OperationId{1}});
  EXPECT_EQ(value("a"), "anna");
  EXPECT_EQ(value("b"), "bert");
  EXPECT_EQ(value("both"), "bert");
  EXPECT_EQ(document().created, 1U) << "it is the same life";
}

TEST_F(ArbiterTest, AForgottenDocumentComesBackWithItsFirstChangeAndWaitsForItsCreate) {
  const Decision first = decide(orphaned(set_of(5, "doc", "t", "later")));
  EXPECT_EQ(first.verdict, ChangeVerdict::Applied);
  EXPECT_TRUE(document().awaits_create);
  EXPECT_EQ(value("t"), "later");

  const Decision create =
      decide(orphaned(at(9000, create_of(1, "doc", {{"t", "first"}, {"u", "first"}}))));
  EXPECT_EQ(create.verdict, ChangeVerdict::Applied);
  EXPECT_EQ(losers_of(create), Losers{});
  EXPECT_FALSE(document().awaits_create);
  EXPECT_EQ(value("t"), "later") << "whoever wrote it had seen what the Create put there";
  EXPECT_EQ(value("u"), "first");
}

TEST_F(ArbiterTest, AForgottenDocumentMayComeBackDeleted) {
  EXPECT_EQ(decide(orphaned(delete_of(5, "doc"))).verdict, ChangeVerdict::Applied);
  EXPECT_TRUE(document().deleted);
  EXPECT_EQ(document().epoch, OperationId{5});
  EXPECT_EQ(decide(orphaned(create_of(1, "doc"))).verdict, ChangeVerdict::LostToDelete);
}

TEST_F(ArbiterTest, AForgottenLaterLifeComesBackOverTheDeletionThatItsWriterKnew) {
  decide(create_of(1, "doc"));
  decide(delete_of(2, "doc"));
  EXPECT_EQ(decide(orphaned(set_of(4, "doc", "t", "x"))).verdict, ChangeVerdict::LostToDelete)
      << "of the former life";
  const Decision decision = decide(orphaned(in_life_after(2, set_of(5, "doc", "t", "y"))));
  EXPECT_EQ(decision.verdict, ChangeVerdict::Applied);
  EXPECT_FALSE(document().deleted);
  EXPECT_TRUE(document().awaits_create);
  EXPECT_EQ(document().created, 4U);
  EXPECT_EQ(value("t"), "y");
}

TEST_F(ArbiterTest, AWriteThatComesAfterTheOneThatReplacedItHasNoEffectAnyMore) {
  // A history was lost in which 2 wrote, and 3 saw that and replaced it. 3 comes first.
  const auto lose_history = [](ArbiterWorld& world) {
    Transaction transaction(world.store->database());
    world.store->history().note_loss(1);
    EXPECT_TRUE(transaction.commit().has_value());
    world.store->history().adopt_loss();
  };
  decide(create_of(1, "doc"));
  lose_history(*this);
  decide(seeing(2, at(10, set_of(3, "doc", "t", "third"))), kBert);
  const Decision second = decide(at(500, set_of(2, "doc", "t", "second")), kAnna);
  EXPECT_EQ(second.verdict, ChangeVerdict::Applied) << "it had its effect, and was replaced";
  EXPECT_EQ(losers_of(second), Losers{});
  EXPECT_EQ(second.feed, Decision::Feed::Untouched);
  EXPECT_EQ(value("t"), "third");
}

/// Writes of several devices that saw nothing of each other, each with a stamp of its own.
RC_GTEST_PROP(ArbiterProperty, ConcurrentWritesEndTheSameInWhateverOrderTheyCome, ()) {
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 7);
  std::vector<std::pair<Stamp, std::uint64_t>> writes;
  for (std::uint64_t id = 10; id < 10 + count; ++id) {
    const auto time = *rc::gen::inRange<std::uint64_t>(1, 4);
    writes.push_back({{.time = HybridTime{time}, .writer = static_cast<std::uint32_t>(id)}, id});
  }
  const std::uint64_t winner = std::ranges::max(writes).second;
  for (int order = 0; order < 2; ++order) {
    ArbiterWorld world;
    world.decide(create_of(1, "doc"));
    std::size_t losers = 0;
    for (const auto& write : writes) {
      Change change = set_of(write.second, "doc", "t", std::to_string(write.second));
      change.time = write.first.time;
      losers += world.decide(change, NodeId{write.first.writer}).losses.size();
    }
    RC_ASSERT(world.value("t") == std::to_string(winner));
    RC_ASSERT(losers == writes.size() - 1);
    std::ranges::reverse(writes);
  }
}

/// The server's side of session order: each write saw the one before.
RC_GTEST_PROP(ArbiterProperty, AChainOfWritesEndsWithItsLastWhateverTheStamps,
              (const std::vector<std::uint16_t>& times)) {
  ArbiterWorld world;
  world.decide(create_of(1, "doc"));
  Stamp last;
  std::uint64_t id = 1;
  for (const std::uint16_t time : times) {
    ++id;
    Change change = at(time, set_of(id, "doc", "t", std::to_string(id)));
    if (id > 2) change.seen = OperationId{id - 1};
    const Decision decision = world.decide(change, NodeId{time % 3U});
    RC_ASSERT(decision.verdict == ChangeVerdict::Applied);
    RC_ASSERT(decision.losses.empty());
    const Stamp held = world.cell("t")->stamp;
    RC_ASSERT(id == 2 || held > last);
    last = held;
  }
  if (!times.empty()) RC_ASSERT(world.value("t") == std::to_string(id));
}

}  // namespace
}  // namespace storm::engine::reference
