#include "engine/reference/client/outbox.h"

#include <gtest/gtest.h>
#include <memory>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

#include "engine/reference/client/client_store.h"
#include "tests/engine/reference/arbitrary_change.h"
#include "tests/engine/reference/change_builder.h"
#include "tests/engine/reference/lone_device.h"

namespace storm::engine::reference {
namespace {

using Ids = std::vector<std::uint64_t>;

/// An outbox on a disk, and the documents `doc` (row 1, made by change 5) and `new` (row 2, not
/// read from the server yet).
class OutboxWorld {
 public:
  explicit OutboxWorld(std::uint64_t kept_max = 100) : kept_max_(kept_max) {
    device.close = [this] { close(); };
    open();
    database->execute(
        "INSERT INTO documents(id,name,scope,presence,mark,created) "
        "VALUES(1,'doc','team',1,1,5),(2,'new','team',0,1,NULL)");
  }

  void open() {
    auto made = ClientStore::make(device.storage(), "/data/replica.db");
    EXPECT_TRUE(made.has_value());
    database = std::move(*made);
    outbox = std::make_unique<Outbox>(*database, kept_max_);
    outbox->load();
  }
  void close() {
    outbox.reset();
    database.reset();
  }
  void reopen() {
    close();
    open();
  }
  void power_cut() {
    device.power_cut();
    open();
  }

  /// Appends in a transaction of its own.
  void append(const Change& change) {
    Transaction transaction(*database);
    outbox->append(change.operation.document == "new" ? 2 : 1, change);
    EXPECT_TRUE(transaction.commit().has_value());
    outbox->accepted();
  }
  /// Increments that are called by their ids.
  void append_increments(const Ids& ids) {
    for (const std::uint64_t id : ids) append(increment_of(id, "doc", 1));
  }
  void decide(std::int64_t row, ChangeVerdict verdict, Sequence sequence, std::uint64_t time = 0) {
    outbox->decide(
        row, {.operation = {}, .verdict = verdict, .sequence = sequence, .time = HybridTime{time}});
    outbox->load();
  }
  void remove_decided() {
    outbox->remove_decided();
    outbox->load();
  }
  void send_again(Sequence place) {
    outbox->send_again(place);
    outbox->load();
  }

  Ids waiting(std::uint64_t limit = 100) {
    Ids ids;
    for (const OutboxRow& row : outbox->waiting(limit)) {
      ids.push_back(static_cast<std::uint64_t>(row.change.operation.id));
    }
    return ids;
  }
  /// What the user of the document in row 1 sees on top of the server's state.
  Ids shown() {
    Ids ids;
    outbox->visit(1, [&ids](const Operation& operation) {
      ids.push_back(static_cast<std::uint64_t>(operation.id));
    });
    return ids;
  }
  Ids kept() {
    Ids ids;
    Statement statement(*database, "SELECT operation FROM kept ORDER BY id");
    Rows rows = statement.query();
    while (rows.next()) ids.push_back(rows.natural(0));
    return ids;
  }

  LoneDevice device;
  std::unique_ptr<Database> database;
  std::unique_ptr<Outbox> outbox;

 private:
  std::uint64_t kept_max_;
};

class OutboxTest : public testing::Test, public OutboxWorld {};

TEST_F(OutboxTest, IsEmptyAtFirst) {
  EXPECT_EQ(outbox->waiting_count(), 0U);
  EXPECT_EQ(outbox->decided_count(), 0U);
  EXPECT_EQ(outbox->newest_time(), HybridTime{});
  EXPECT_EQ(waiting(), Ids{});
  EXPECT_TRUE(outbox->notices().empty());
}

TEST_F(OutboxTest, OperationsWaitInTheOrderInWhichTheyWereAccepted) {
  append_increments({30, 10, 20});
  EXPECT_EQ(waiting(), (Ids{30, 10, 20}));
  EXPECT_EQ(shown(), (Ids{30, 10, 20}));
  EXPECT_EQ(outbox->waiting_count(), 3U);
}

TEST_F(OutboxTest, TheOldestAreGivenOutFirst) {
  append_increments({1, 2, 3});
  EXPECT_EQ(waiting(0), Ids{});
  EXPECT_EQ(waiting(1), (Ids{1}));
  EXPECT_EQ(waiting(2), (Ids{1, 2}));
  EXPECT_EQ(waiting(3), (Ids{1, 2, 3}));
  EXPECT_EQ(waiting(4), (Ids{1, 2, 3}));
  EXPECT_FALSE(database->failed());
}

RC_GTEST_PROP(OutboxProperty, AnOperationComesBackAsItWasAppended, ()) {
  OutboxWorld world;
  std::vector<Change> appended;
  const int count = *rc::gen::inRange(1, 5);
  for (int i = 0; i < count; ++i) {
    Change change = some_change();
    change.operation.document = *rc::gen::arbitrary<bool>() ? "doc" : "new";
    change.operation.scope = "team";
    change.orphan = false;
    appended.push_back(change);
    world.append(change);
  }
  world.reopen();
  const std::vector<OutboxRow> rows = world.outbox->waiting(100);
  RC_ASSERT(rows.size() == appended.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(rows[i].change == appended[i]);
    RC_ASSERT(rows[i].sending == Sending::First);
  }
}

TEST(OutboxCrashTest, APowerCutKeepsAnAppendWholeOrNotAtAllAndAlwaysWhatWasAcknowledged) {
  bool struck = true;
  for (std::uint64_t calls = 1; struck; ++calls) {
    ASSERT_LT(calls, 100U) << "an append takes a few disk calls only";
    OutboxWorld world;
    world.append(set_of(1, "doc", "title", "one"));
    world.device.machine.power_off_after_disk_calls(calls);
    bool acknowledged = false;
    {
      Transaction transaction(*world.database);
      world.outbox->append(1, set_of(2, "doc", "title", "two"));
      acknowledged = transaction.commit().has_value();
    }
    struck = world.device.finish_strike();
    world.open();
    const Ids left = world.waiting();
    EXPECT_FALSE(world.database->failed()) << "after " << calls << " calls";
    if (acknowledged) {
      EXPECT_EQ(left, (Ids{1, 2})) << "after " << calls << " calls";
    } else {
      EXPECT_TRUE(left == Ids{1} || left == (Ids{1, 2})) << "after " << calls << " calls";
    }
  }
}

TEST_F(OutboxTest, AnAppendThatIsNotCommittedLeavesNothing) {
  append_increments({1});
  {
    const Transaction transaction(*database);
    outbox->append(1, increment_of(2, "doc", 1));
  }
  EXPECT_EQ(waiting(), (Ids{1}));
  append_increments({3});
  EXPECT_EQ(waiting(), (Ids{1, 3}));
}

TEST_F(OutboxTest, OneThatWasCommittedAndNotCountedIsCountedAfterARestart) {
  {
    Transaction transaction(*database);
    outbox->append(1, increment_of(1, "doc", 1));
    ASSERT_TRUE(transaction.commit().has_value());
  }
  EXPECT_EQ(outbox->waiting_count(), 0U);
  power_cut();
  EXPECT_EQ(outbox->waiting_count(), 1U);
  append_increments({2});
  EXPECT_EQ(waiting(), (Ids{1, 2}));
}

TEST_F(OutboxTest, WhatIsDecidedIsNotSentAgainAndStaysInSight) {
  append_increments({1, 2, 3});
  decide(2, ChangeVerdict::Applied, 7);
  EXPECT_EQ(waiting(), (Ids{1, 3}));
  EXPECT_EQ(shown(), (Ids{1, 2, 3}));
  EXPECT_EQ(outbox->waiting_count(), 2U);
  EXPECT_EQ(outbox->decided_count(), 1U);
}

TEST_F(OutboxTest, TheFirstVerdictStands) {
  append_increments({1});
  decide(1, ChangeVerdict::Applied, 7);
  decide(1, ChangeVerdict::RefusedScope, 8);
  EXPECT_EQ(database->read_number("SELECT verdict FROM outbox"), 0);
  EXPECT_EQ(database->read_number("SELECT sequence FROM outbox"), 7);
  decide(99, ChangeVerdict::Applied, 9);
  EXPECT_EQ(outbox->decided_count(), 1U);
}

TEST_F(OutboxTest, AnOperationGetsTheServersStampIfItWasGivenOne) {
  append_increments({10, 20});
  decide(1, ChangeVerdict::Applied, 1, 500);
  EXPECT_EQ(outbox->newest_time(), HybridTime{500});
  decide(2, ChangeVerdict::Applied, 2, 0);
  EXPECT_EQ(database->read_number("SELECT time FROM outbox WHERE id=2"), 20);
}

TEST_F(OutboxTest, OfWhatTheServerHasTheAppliedIsKeptOutOfSight) {
  append_increments({1, 2, 3, 4});
  decide(1, ChangeVerdict::Applied, 1);
  decide(2, ChangeVerdict::LostToDelete, 2);
  decide(3, ChangeVerdict::RefusedTooLong, 3);
  remove_decided();
  EXPECT_EQ(waiting(), (Ids{4}));
  EXPECT_EQ(shown(), (Ids{4}));
  EXPECT_EQ(kept(), (Ids{1}));
  EXPECT_EQ(outbox->decided_count(), 0U);
}

TEST_F(OutboxTest, OneDocumentsOperationsAreTakenOutAlone) {
  append_increments({1});
  append(increment_of(2, "new", 1));
  append_increments({3});
  decide(1, ChangeVerdict::Applied, 1);
  decide(2, ChangeVerdict::Applied, 2);
  outbox->remove_decided_of(1);
  outbox->load();
  EXPECT_EQ(kept(), (Ids{1}));
  EXPECT_EQ(outbox->decided_count(), 1U);
  EXPECT_EQ(waiting(), (Ids{3}));
}

TEST(OutboxKeptTest, TheNewestThatAreDoneAreKept) {
  OutboxWorld world(2);
  world.append_increments({1, 2, 3});
  for (std::int64_t row = 1; row <= 3; ++row) world.decide(row, ChangeVerdict::Applied, 10);
  world.remove_decided();
  EXPECT_EQ(world.kept(), (Ids{2, 3}));
}

TEST(OutboxKeptTest, HoweverMuchStillWaits) {
  OutboxWorld world(2);
  world.append_increments({1, 2, 3, 4, 5, 6, 7});
  for (std::int64_t row = 1; row <= 3; ++row) world.decide(row, ChangeVerdict::Applied, 10);
  world.remove_decided();
  EXPECT_EQ(world.kept(), (Ids{2, 3}));
  EXPECT_EQ(world.waiting(), (Ids{4, 5, 6, 7}));
}

TEST_F(OutboxTest, AnOperationIsKnownAsLongAsItIsAnywhere) {
  append_increments({1, 2, 3});
  decide(1, ChangeVerdict::Applied, 1);
  remove_decided();
  decide(2, ChangeVerdict::Applied, 2);
  EXPECT_TRUE(outbox->contains(OperationId{1})) << "kept";
  EXPECT_TRUE(outbox->contains(OperationId{2})) << "decided";
  EXPECT_TRUE(outbox->contains(OperationId{3})) << "waiting";
  EXPECT_FALSE(outbox->contains(OperationId{4}));
}

TEST_F(OutboxTest, PlacesInTheQueueAreNotGivenTwiceWhateverIsLeftOfIt) {
  append_increments({1, 2});
  decide(1, ChangeVerdict::Applied, 1);
  decide(2, ChangeVerdict::Applied, 2);
  remove_decided();
  EXPECT_EQ(waiting(), Ids{});
  reopen();
  append_increments({3});
  EXPECT_EQ(outbox->waiting(1).front().id, 3);
}

TEST_F(OutboxTest, OnlyWhatWaitsCanBeTakenBack) {
  append_increments({1, 2});
  decide(1, ChangeVerdict::Applied, 1);
  outbox->disown(OperationId{1});
  outbox->disown(OperationId{2});
  outbox->disown(OperationId{99});
  outbox->load();
  EXPECT_EQ(waiting(), Ids{});
  EXPECT_EQ(outbox->waiting_count(), 0U);
  EXPECT_EQ(shown(), (Ids{1}));
}

TEST_F(OutboxTest, WhatAServerLostWaitsAgainBeforeAllThatIsNew) {
  append_increments({1, 2, 3, 4, 5});
  decide(1, ChangeVerdict::Applied, 10);
  decide(2, ChangeVerdict::Applied, 11);
  remove_decided();
  decide(3, ChangeVerdict::Applied, 12);
  decide(4, ChangeVerdict::LostToConcurrentWrite, 13);
  send_again(10);
  EXPECT_EQ(waiting(), (Ids{2, 3, 5}));
  EXPECT_EQ(kept(), (Ids{1})) << "at the place itself nothing was lost";
  EXPECT_EQ(shown(), (Ids{3, 4, 5})) << "what was kept stands in the state that was read";
  const std::vector<OutboxRow> rows = outbox->waiting(3);
  EXPECT_EQ(rows[0].sending, Sending::Again);
  EXPECT_EQ(rows[1].sending, Sending::Again);
  EXPECT_EQ(rows[2].sending, Sending::First);
}

TEST_F(OutboxTest, AtThePlaceItselfNothingWasLost) {
  append_increments({1, 2});
  decide(1, ChangeVerdict::Applied, 10);
  decide(2, ChangeVerdict::Applied, 11);
  send_again(10);
  EXPECT_EQ(waiting(), (Ids{2}));
  EXPECT_EQ(outbox->decided_count(), 1U);
}

TEST_F(OutboxTest, ADocumentThatTheServerMayHaveForgottenMakesOrphans) {
  append_increments({1});
  append(increment_of(2, "new", 1));
  send_again(5);
  std::vector<OutboxRow> rows = outbox->waiting(2);
  EXPECT_FALSE(rows[0].change.orphan) << "made by change 5, which is there";
  EXPECT_TRUE(rows[1].change.orphan) << "never read from the server";
  send_again(4);
  rows = outbox->waiting(2);
  EXPECT_TRUE(rows[0].change.orphan) << "made by change 5, which is gone";
}

TEST_F(OutboxTest, AllOperationsAreVisitedWithTheirDocumentsOldestFirst) {
  append_increments({1});
  append(increment_of(2, "new", 1));
  append_increments({3});
  std::vector<std::string> seen;
  outbox->visit_all([&seen](const Operation& operation, const std::string& scope) {
    seen.push_back(std::to_string(static_cast<std::uint64_t>(operation.id)) + " " +
                   operation.document + " " + scope);
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"1 doc team", "2 new team", "3 doc team"}));
}

TEST(OutboxDamageTest, ARowThatIsNotWhatWasAppendedIsNeverSent) {
  const std::vector<std::string> damages{"operation=9", "kind=1",  "field='x'",      "value=2",
                                         "seen=1",      "epoch=1", "seen_through=1", "sum=0"};
  for (const std::string& damage : damages) {
    OutboxWorld world;
    world.append_increments({1, 2, 3});
    world.database->execute(("UPDATE outbox SET " + damage + " WHERE id=2").c_str());
    EXPECT_EQ(world.waiting(), (Ids{1})) << damage << ": what stands before it is sound";
    EXPECT_EQ(world.database->take_error(), SqlError::Corrupt) << damage;
  }
}

TEST_F(OutboxTest, ADocumentThatIsNotItsOwnIsDamageTooAndAStampIsNot) {
  append_increments({1});
  database->execute("UPDATE outbox SET time=77");
  EXPECT_EQ(waiting(), (Ids{1})) << "the server may give another";
  database->execute("UPDATE documents SET scope='other' WHERE id=1");
  EXPECT_EQ(waiting(), Ids{});
  EXPECT_EQ(database->take_error(), SqlError::Corrupt);
}

TEST_F(OutboxTest, AnOperationWhoseDocumentIsGoneIsDamage) {
  append_increments({1});
  append(increment_of(2, "new", 1));
  database->execute("DELETE FROM documents WHERE id=2");
  EXPECT_EQ(waiting(1), (Ids{1}));
  EXPECT_FALSE(database->failed()) << "not asked for";
  EXPECT_EQ(waiting(), (Ids{1}));
  EXPECT_EQ(database->take_error(), SqlError::Corrupt);
}

TEST_F(OutboxTest, AnOperationThatWaitsAlthoughItWasDecidedIsDamage) {
  append_increments({1, 2});
  decide(1, ChangeVerdict::Applied, 1);
  database->execute("UPDATE outbox SET verdict=NULL WHERE id=1");
  waiting();
  EXPECT_EQ(database->take_error(), SqlError::Corrupt);
}

TEST_F(OutboxTest, WhatIsDamagedIsDroppedAndTheRestIsLeft) {
  append_increments({1, 2, 3, 4});
  append(increment_of(5, "new", 1));
  decide(1, ChangeVerdict::Applied, 1);
  decide(2, ChangeVerdict::Applied, 2);
  remove_decided();
  database->execute("UPDATE kept SET value=9 WHERE id=2");
  database->execute("UPDATE outbox SET value=9 WHERE id IN (4, 5)");
  outbox->drop_damaged();
  outbox->load();
  EXPECT_EQ(kept(), (Ids{1}));
  EXPECT_EQ(waiting(), (Ids{3}));
  EXPECT_FALSE(database->failed());
  EXPECT_EQ(database->read_number("SELECT count(*) FROM documents"), 1)
      << "nothing is about the other one any more";
}

TEST_F(OutboxTest, ANoticeStandsOnceUntilItIsRemovedPowerCutOrNot) {
  outbox->add_notice({.operation = OperationId{1}, .verdict = ChangeVerdict::LostToDelete});
  outbox->add_notice({.operation = OperationId{2}, .verdict = ChangeVerdict::RefusedScope});
  outbox->add_notice({.operation = OperationId{1}, .verdict = ChangeVerdict::RefusedTooLong});
  power_cut();
  const std::vector<ChangeResult> notices = outbox->notices();
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0].operation, OperationId{1});
  EXPECT_EQ(notices[0].verdict, ChangeVerdict::RefusedTooLong);
  EXPECT_EQ(notices[1].operation, OperationId{2});
  EXPECT_EQ(notices[1].verdict, ChangeVerdict::RefusedScope);
  outbox->remove_notices();
  EXPECT_TRUE(outbox->notices().empty());
}

}  // namespace
}  // namespace storm::engine::reference
