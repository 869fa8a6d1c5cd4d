#include "engine/reference/client/client_store.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <rapidcheck/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "engine/reference/merge/state_digest.h"
#include "tests/engine/reference/change_builder.h"
#include "tests/engine/reference/lone_device.h"
#include "tests/sim/test_random.h"

namespace storm::engine::reference {
namespace {

constexpr const char* kPath = "/data/replica.db";

/// A replica's store on a disk.
class ClientStoreWorld {
 public:
  ClientStoreWorld() {
    device.close = [this] { store.reset(); };
    open();
  }

  void open() {
    auto opened = ClientStore::open(device.storage(), kPath, owner);
    EXPECT_TRUE(opened.has_value());
    store = std::move(*opened);
  }
  void reopen() {
    store.reset();
    open();
  }
  void power_cut() {
    device.power_cut();
    open();
  }

  template <class Work>
  void commit(Work work) {
    Transaction transaction(store->database());
    work();
    EXPECT_TRUE(transaction.commit().has_value());
  }
  std::int64_t add(const std::string& name, ServerLife presence = ServerLife::Alive,
                   std::uint64_t mark = 1, std::optional<OperationId> epoch = std::nullopt) {
    return store->add_document(
        name, "team", {.id = 0, .presence = presence, .epoch = epoch, .mark = mark, .created = 1});
  }
  /// Takes an operation of the user's over, on a document that has a row.
  void accept(const Change& change) {
    commit([&] {
      const auto document = store->find_document(change.operation.document);
      ASSERT_TRUE(document.has_value());
      store->outbox().append(document->id, change);
    });
    store->outbox().accepted();
  }
  void save(const ClientState& state) {
    commit([&] { store->save_state(state); });
    store->advance(state);
  }

  LoneDevice device;
  ClientStore::Owner owner{.name = "device1", .scopes = {"team", "own"}, .kept_max = 100};
  std::unique_ptr<ClientStore> store;
};

class ClientStoreTest : public testing::Test, public ClientStoreWorld {};

/// A state in which no member is what it is at first.
ClientState some_state() {
  ClientState state;
  state.known = {.store = 7, .sequence = 20, .clock = HybridTime{90}, .terms = {{2, 5}, {1, 4}}};
  state.store = 7;
  state.feed = {.complete = 10, .position = 12, .horizon = 15};
  state.mark = 3;
  state.conflicts = 4;
  state.failed = 5;
  state.last_success = WallTime{6s};
  return state;
}

void expect_equal(const ClientState& left, const ClientState& right) {
  EXPECT_EQ(left.known, right.known);
  EXPECT_EQ(left.store, right.store);
  EXPECT_EQ(left.feed, right.feed);
  EXPECT_EQ(left.mark, right.mark);
  EXPECT_EQ(left.conflicts, right.conflicts);
  EXPECT_EQ(left.failed, right.failed);
  EXPECT_EQ(left.last_success, right.last_success);
}

TEST_F(ClientStoreTest, ANewOneKnowsNothing) {
  ClientState nothing;
  nothing.mark = 1;
  expect_equal(store->state(), nothing);
  EXPECT_EQ(store->clock().last(), HybridTime{});
  EXPECT_TRUE(store->snapshot().empty());
  EXPECT_FALSE(store->view("doc").has_value());
  EXPECT_FALSE(store->find_document("doc").has_value());
}

TEST_F(ClientStoreTest, ItsStateIsThereAgainAfterAPowerCut) {
  store->clock().observe(HybridTime{1000});
  save(some_state());
  power_cut();
  expect_equal(store->state(), some_state());
  EXPECT_EQ(store->clock().last(), HybridTime{1000});
}

TEST_F(ClientStoreTest, AStateThatIsNotCommittedIsForgotten) {
  {
    const Transaction transaction(store->database());
    store->save_state(some_state());
  }
  reopen();
  EXPECT_EQ(store->state().store, 0U);
}

TEST_F(ClientStoreTest, TheClockIsNeverBehindAnOperationThatWaits) {
  commit([&] { add("doc"); });
  Change stamped = set_of(1, "doc", "title", "one");
  stamped.time = HybridTime{5000};
  accept(stamped);
  power_cut();
  EXPECT_EQ(store->clock().last(), HybridTime{5000}) << "the clock itself was not saved since";
}

TEST_F(ClientStoreTest, TheOrderOfItsScopesDoesNotMatter) {
  save(some_state());
  owner.scopes = {"own", "team"};
  reopen();
  expect_equal(store->state(), some_state());
}

TEST_F(ClientStoreTest, WithOtherScopesAllIsReadAnew) {
  save(some_state());
  owner.scopes = {"team"};
  reopen();
  ClientState expected = some_state();
  expected.store = 0;
  expected.feed = {};
  expect_equal(store->state(), expected);
  power_cut();
  expect_equal(store->state(), expected);
}

TEST_F(ClientStoreTest, TheCopyOfAnothersStoreIsReadAnewAndItsSuccessesAreNotItsOwn) {
  commit([&] { add("doc"); });
  accept(set_of(1, "doc", "title", "one"));
  save(some_state());
  owner.name = "device2";
  reopen();
  ClientState expected = some_state();
  expected.store = 0;
  expected.feed = {};
  expected.last_success.reset();
  expect_equal(store->state(), expected);
  EXPECT_EQ(store->outbox().waiting_count(), 1U) << "whoever comes first with it";
}

TEST_F(ClientStoreTest, ADocumentsRowComesBackAsItWent) {
  const ClientDocument whole{
      .id = 0, .presence = ServerLife::Deleted, .epoch = OperationId{9}, .mark = 3, .created = 8};
  const ClientDocument bare{
      .id = 0, .presence = ServerLife::Unknown, .epoch = {}, .mark = 1, .created = {}};
  std::int64_t id = 0;
  commit([&] {
    id = store->add_document("whole", "team", whole);
    store->add_document("bare", "team", bare);
  });
  const auto found = store->find_document("whole");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->id, id);
  EXPECT_EQ(found->presence, ServerLife::Deleted);
  EXPECT_EQ(found->epoch, OperationId{9});
  EXPECT_EQ(found->mark, 3U);
  EXPECT_EQ(found->created, 8U);

  ClientDocument changed = bare;
  changed.id = id;
  commit([&] { store->update_document(changed); });
  for (const std::string name : {"whole", "bare"}) {
    const auto now = store->find_document(name);
    EXPECT_EQ(now->presence, ServerLife::Unknown) << name;
    EXPECT_EQ(now->epoch, std::nullopt) << name;
    EXPECT_EQ(now->created, std::nullopt) << name;
  }
}

TEST_F(ClientStoreTest, ACellReplacesTheOneOfItsKindAndName) {
  commit([&] {
    const std::int64_t doc = add("doc");
    store->put_cell(doc, register_cell("n", "old", 1, 1));
    store->put_cell(doc, counter_cell("n", 5, 2, 2));
    store->put_cell(doc, register_cell("n", "new", 3, 3));
  });
  const auto view = store->view("doc");
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->document.fields.at("n"), "new");
  EXPECT_EQ(view->document.counters.at("n"), 5);
  EXPECT_EQ(view->writer_of("n"), OperationId{3});
  EXPECT_EQ(view->seen_through, 3U);
  commit([&] { store->remove_cells(store->find_document("doc")->id); });
  EXPECT_TRUE(store->view("doc")->document.fields.empty());
}

TEST_F(ClientStoreTest, AUserSeesHisOwnOperationsOnTopOfWhatTheServerHas) {
  commit([&] {
    const std::int64_t doc = add("doc");
    store->put_cell(doc, register_cell("title", "theirs", 50, 1));
    store->put_cell(doc, register_cell("body", "theirs", 50, 1));
    store->put_cell(doc, counter_cell("count", 5, 50, 2));
  });
  accept(set_of(1, "doc", "title", "mine"));
  accept(increment_of(2, "doc", 3));
  const auto view = store->view("doc");
  EXPECT_EQ(view->document.fields,
            (std::map<std::string, std::string>{{"title", "mine"}, {"body", "theirs"}}));
  EXPECT_EQ(view->document.counters.at("count"), 8);
  EXPECT_EQ(view->writer_of("title"), OperationId{1});
  EXPECT_EQ(view->writer_of("body"), OperationId{50});
  EXPECT_EQ(view->seen_through, 2U);
}

TEST_F(ClientStoreTest, WhatWasDeletedIsKnownAndNotShown) {
  commit([&] { add("theirs", ServerLife::Deleted, 1, OperationId{40}); });
  commit([&] { add("mine"); });
  accept(delete_of(1, "mine"));
  EXPECT_FALSE(store->view("theirs")->exists);
  EXPECT_EQ(store->view("theirs")->epoch, OperationId{40});
  EXPECT_FALSE(store->view("mine")->exists);
  EXPECT_EQ(store->view("mine")->epoch, OperationId{1});
  EXPECT_TRUE(store->snapshot().empty());

  accept(create_of(2, "mine", {{"title", "anew"}}));
  EXPECT_TRUE(store->view("mine")->exists);
  EXPECT_EQ(store->snapshot().at("mine").fields.at("title"), "anew");
}

/// Documents and operations by chance, out of few names so that they meet.
RC_GTEST_PROP(ClientStoreProperty, ASnapshotIsAllViewsThatExist, ()) {
  ClientStoreWorld world;
  const std::vector<std::string> names{"a", "b", "c"};
  world.commit([&] {
    for (const std::string& name : names) {
      const auto presence = static_cast<ServerLife>(*rc::gen::inRange(0, 3));
      const std::int64_t id = world.add(name, presence);
      if (presence != ServerLife::Alive) continue;
      if (*rc::gen::arbitrary<bool>()) world.store->put_cell(id, register_cell("f", "s", 90, 1));
      if (*rc::gen::arbitrary<bool>()) world.store->put_cell(id, counter_cell("count", 4, 91, 2));
    }
  });
  const int operations = *rc::gen::inRange(0, 6);
  for (int i = 1; i <= operations; ++i) {
    const std::string name = *rc::gen::elementOf(names);
    const auto id = static_cast<std::uint64_t>(i);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        world.accept(create_of(id, name, {{"f", "made"}}));
        break;
      case 1:
        world.accept(set_of(id, name, "f", std::to_string(i)));
        break;
      case 2:
        world.accept(increment_of(id, name, i));
        break;
      default:
        world.accept(delete_of(id, name));
    }
  }
  Snapshot views;
  for (const std::string& name : names) {
    const auto view = world.store->view(name);
    if (view && view->exists) views.emplace(name, view->document);
  }
  RC_ASSERT(world.store->snapshot() == views);
  world.reopen();
  RC_ASSERT(world.store->snapshot() == views);
}

TEST_F(ClientStoreTest, ASweepDropsWhatThePassDidNotMention) {
  commit([&] {
    store->put_cell(add("mentioned", ServerLife::Alive, 2), register_cell("t", "x", 50, 1));
    store->put_cell(add("gone", ServerLife::Alive, 1), register_cell("t", "x", 51, 2));
    store->put_cell(add("edited", ServerLife::Alive, 1), register_cell("t", "x", 52, 3));
    add("made here", ServerLife::Unknown, 1);
  });
  accept(set_of(1, "edited", "t", "mine"));
  accept(create_of(2, "made here", {{"t", "mine"}}));
  commit([&] { store->sweep(2); });
  EXPECT_EQ(store->view("mentioned")->document.fields.at("t"), "x");
  EXPECT_FALSE(store->find_document("gone").has_value());
  EXPECT_FALSE(store->view("edited")->exists) << "the server will say so to the edit too";
  EXPECT_EQ(store->find_document("edited")->presence, ServerLife::Unknown);
  EXPECT_EQ(store->outbox().waiting(9).size(), 2U) << "its row stays as long as an operation waits";
  EXPECT_EQ(store->view("made here")->document.fields.at("t"), "mine");
}

TEST_F(ClientStoreTest, ADigestIsOfTheLivingDocumentsOfTheServers) {
  commit([&] {
    const std::int64_t second = add("second", ServerLife::Alive, 1, OperationId{40});
    store->put_cell(second, counter_cell("n", 7, 51, 2));
    store->put_cell(second, register_cell("n", "x", 50, 1));
    add("first");
    add("deleted", ServerLife::Deleted, 1, OperationId{41});
    add("made here", ServerLife::Unknown);
  });
  accept(set_of(1, "first", "title", "mine"));
  StateDigest expected;
  expected.document("team", "first", std::nullopt);
  expected.document("team", "second", OperationId{40});
  expected.cell(register_cell("n", "x", 50, 1));
  expected.cell(counter_cell("n", 7, 51, 2));
  EXPECT_EQ(store->digest(), expected.value());
}

TEST_F(ClientStoreTest, ADigestNoticesEveryMemberOfACell) {
  std::int64_t doc = 0;
  commit([&] {
    doc = add("doc");
    store->put_cell(doc, register_cell("t", "x", 50, 1));
  });
  const auto before = store->digest();
  for (const Cell& other : {register_cell("t", "y", 50, 1), register_cell("t", "x", 51, 1),
                            register_cell("t", "x", 50, 2), register_cell("u", "x", 50, 1)}) {
    commit([&] {
      store->remove_cells(doc);
      store->put_cell(doc, other);
    });
    EXPECT_NE(store->digest(), before);
  }
  commit([&] {
    store->remove_cells(doc);
    store->put_cell(doc, register_cell("t", "x", 50, 1));
  });
  EXPECT_EQ(store->digest(), before);
}

TEST_F(ClientStoreTest, ADigestIsOfTheDiskAndNotOfTheCache) {
  commit([&] { store->put_cell(add("doc"), register_cell("body", std::string(800, 'x'), 50, 1)); });
  const auto before = store->digest();
  ASSERT_TRUE(before.has_value());
  ASSERT_TRUE(store->view("doc").has_value());
  sim::TestRandom random(1);
  device.disk().rot(sim::FileKind::Database, 2000, random);
  EXPECT_NE(store->digest(), before);
}

TEST_F(ClientStoreTest, ADigestThatTheDiskDoesNotGiveBackIsNone) {
  commit([&] {
    for (int i = 0; i < 40; ++i) {
      store->put_cell(add("doc" + std::to_string(i)),
                      register_cell("body", std::string(200, 'x'), 50, 1));
    }
  });
  ASSERT_TRUE(store->digest().has_value());
  constexpr std::size_t kPageBytes = 1024;
  sim::DiskImage image = device.disk().image();
  Bytes file = image.files.at(kPath).bytes();
  const auto page = file.end() - 2 * kPageBytes;
  std::fill(page, page + kPageBytes, std::byte{});
  image.files.insert_or_assign(kPath, std::move(file));
  device.machine.boot_from(image);
  open();
  EXPECT_EQ(store->digest(), std::nullopt);
  EXPECT_FALSE(store->database().failed()) << "said once";
}

TEST_F(ClientStoreTest, WhatIsNoStoreIsCorruptAndADiskThatIsFullIsFull) {
  store.reset();
  device.machine.boot_from({.files = {{kPath, Bytes(4096, std::byte{'x'})}}});
  const auto no_store = ClientStore::open(device.storage(), kPath, owner);
  ASSERT_FALSE(no_store.has_value());
  EXPECT_EQ(no_store.error(), SqlError::Corrupt);

  device.machine.boot_from({});
  device.disk().set_capacity(1000);
  const auto no_room = ClientStore::open(device.storage(), kPath, owner);
  ASSERT_FALSE(no_room.has_value());
  EXPECT_EQ(no_room.error(), SqlError::Full);
  device.disk().set_capacity(1'000'000);
  open();
  EXPECT_EQ(store->state().mark, 1U) << "nothing half made was left";
}

TEST(ClientStoreCrashTest, AStoreThatAPowerCutInterruptsIsMadeAnew) {
  bool struck = true;
  for (std::uint64_t calls = 1; struck; ++calls) {
    ASSERT_LT(calls, 200U) << "to make a store takes some disk calls only";
    LoneDevice device;
    const ClientStore::Owner owner{.name = "device1", .scopes = {"team"}, .kept_max = 100};
    device.machine.power_off_after_disk_calls(calls);
    auto interrupted = ClientStore::open(device.storage(), kPath, owner);
    device.close = [&interrupted] {
      if (interrupted) interrupted->reset();
    };
    struck = device.finish_strike();
    const auto opened = ClientStore::open(device.storage(), kPath, owner);
    ASSERT_TRUE(opened.has_value()) << "after " << calls << " calls";
    EXPECT_EQ((*opened)->state().mark, 1U) << "after " << calls << " calls";
  }
}

}  // namespace
}  // namespace storm::engine::reference
