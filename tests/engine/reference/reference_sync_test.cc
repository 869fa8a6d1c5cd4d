#include <gtest/gtest.h>

#include "engine/reference/wire/messages.h"
#include "tests/engine/reference/reference_world.h"

namespace storm::engine::reference {
namespace {

TEST(ReferenceSyncTest, AWriteReachesTheOtherReplicaByHint) {
  ReferenceWorld world;
  const OperationId made = world.create(0, "doc", {{"title", "one"}});
  const OperationId added = world.increment(0, "doc", 5);
  EXPECT_EQ(world.field(0, "doc", "title"), "one");
  EXPECT_EQ(world.count(0, "doc"), 5);
  EXPECT_EQ(world.field(1, "doc", "title"), "-");
  world.run(2s);  // far less than the heartbeat
  EXPECT_EQ(world.field(1, "doc", "title"), "one");
  EXPECT_EQ(world.count(1, "doc"), 5);
  EXPECT_EQ(world.fate(0, made), Fate::Synced);
  EXPECT_EQ(world.fate(0, added), Fate::Synced);
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, WorkDoneOfflineIsPushedInBatchesWhenTheLinkReturns) {
  ReferenceWorld world({.clock_offsets = {Duration::zero(), Duration::zero()},
                        .policies = {{"push_batch", 7}, {"pull_page", 3}},
                        .seed = 1});
  world.unplug(0);
  for (int i = 0; i < 40; ++i) world.create(0, "doc" + std::to_string(i), {{"n", "v"}});
  for (int i = 0; i < 40; ++i) world.increment(0, "doc0", 1);
  EXPECT_EQ(world.replicas[0]->replica->status().pending, 80U);
  EXPECT_EQ(world.replicas[0]->replica->status().connectivity, Connectivity::Offline);
  world.run(hours(48));
  world.plug_in(0);
  world.run(1min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.count(1, "doc0"), 40);
  for (const auto& [operation, times] : world.server->times_applied) EXPECT_EQ(times, 1);
  EXPECT_EQ(world.server->times_applied.size(), 80U);
}

TEST(ReferenceSyncTest, ALostResponseDoublesNothingAnywhereAtAnyTime) {
  ReferenceWorld world;
  world.create(0, "doc");
  world.run(5s);
  // The request gets through and the response does not.
  world.machine_of(0).link().block(sim::Direction::In);
  const OperationId added = world.increment(0, "doc", 3);
  world.run(1min);
  EXPECT_EQ(world.server->times_applied.at(added), 1);
  EXPECT_EQ(world.count(0, "doc"), 3);
  EXPECT_EQ(world.replicas[0]->replica->status().pending, 1U);
  world.restart(1);
  world.increment(0, "doc", 4);
  world.machine_of(0).link().unblock(sim::Direction::In);
  for (int i = 0; i < 600; ++i) {
    world.run(500ms);
    ASSERT_EQ(world.count(0, "doc"), 7);
  }
  EXPECT_EQ(world.server->times_applied.at(added), 1);
  EXPECT_EQ(world.count(1, "doc"), 7);
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, ALaterWriteThatKnewTheEarlierWinsWhateverTheClocksSay) {
  ReferenceWorld world({.clock_offsets = {hours(72), -hours(72)}, .policies = {}, .seed = 1});
  world.create(0, "doc", {{"title", "fast"}});
  world.run(5s);
  world.set(1, "doc", "title", "slow, but later");
  world.run(5s);
  EXPECT_EQ(world.field(0, "doc", "title"), "slow, but later");
  world.set(0, "doc", "title", "fast again");
  world.run(5s);
  world.set(1, "doc", "title", "slow again");
  world.run(5s);
  EXPECT_EQ(world.field(0, "doc", "title"), "slow again");
  EXPECT_TRUE(world.server->losers.empty());
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, OfConcurrentWritesOneStaysAndTheOtherIsReported) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "first"}, {"body", "first"}});
  world.run(5s);
  world.unplug(0);
  world.unplug(1);
  const OperationId early = world.set(0, "doc", "title", "early");
  world.run(1min);
  const OperationId late = world.set(1, "doc", "title", "late");
  world.set(0, "doc", "body", "another field does not clash");
  world.plug_in(1);
  world.run(2min);
  world.plug_in(0);
  world.run(2min);
  EXPECT_TRUE(world.converged());
  EXPECT_EQ(world.field(0, "doc", "title"), "late");
  EXPECT_EQ(world.field(1, "doc", "body"), "another field does not clash");
  EXPECT_EQ(world.notice(0, early).fate, Fate::ConflictLost);
  EXPECT_EQ(world.notice(0, early).lost_to, late);
  EXPECT_EQ(world.notice(1, late).fate, Fate::Synced);
  EXPECT_EQ(world.notice(1, late).lost_to, std::nullopt);
  EXPECT_EQ(world.server->losers, std::vector<OperationId>{early});
  EXPECT_EQ(world.server->winners, std::vector<std::optional<OperationId>>{late});
  EXPECT_EQ(world.replicas[0]->replica->status().conflicts, 1U);
}

TEST(ReferenceSyncTest, WhatAUserWasToldIsNotToldAgainAtEachBoot) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "first"}});
  world.run(5s);
  world.unplug(0);
  const OperationId early = world.set(0, "doc", "title", "early");
  world.run(1min);
  world.set(1, "doc", "title", "late");
  world.run(1min);
  world.plug_in(0);
  world.run(1min);
  ASSERT_EQ(world.replicas[0]->fates.at(early), std::vector<Fate>{Fate::ConflictLost});
  world.increment(0, "doc", 1);
  world.run(1min);
  world.restart(1);
  world.run(1min);
  EXPECT_EQ(world.replicas[0]->fates.at(early).size(), 1U);
}

TEST(ReferenceSyncTest, AClockDaysAheadDoesNotWinAgainstThoseWhoWriteAfterwards) {
  ReferenceWorld world({.clock_offsets = {hours(72), Duration::zero()}, .policies = {}, .seed = 1});
  world.create(1, "doc", {{"title", "first"}});
  world.run(5s);
  world.unplug(1);
  world.set(0, "doc", "title", "stamped three days ahead");
  world.run(1min);
  // Concurrent: device 2 has not seen it, and wrote a minute later in truth.
  world.set(1, "doc", "title", "later in truth");
  world.plug_in(1);
  world.run(2min);
  EXPECT_EQ(world.field(0, "doc", "title"), "later in truth");
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, ADeleteWinsAndIsReportedToWhoEditedBesideIt) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "first"}});
  world.run(5s);
  world.unplug(1);
  const OperationId edit = world.set(1, "doc", "title", "unheard");
  const OperationId added = world.increment(1, "doc", 1);
  const OperationId removed = world.remove(0, "doc");
  world.run(1min);
  world.plug_in(1);
  world.run(1min);
  EXPECT_EQ(world.fate(1, edit), Fate::ConflictLost);
  EXPECT_EQ(world.fate(1, added), Fate::ConflictLost);
  EXPECT_EQ(world.notice(1, edit).lost_to, removed);
  EXPECT_EQ(world.notice(1, added).lost_to, removed);
  EXPECT_EQ(world.server->losers, (std::vector{edit, added}));
  EXPECT_EQ(world.server->winners, (std::vector<std::optional<OperationId>>{removed, removed}));
  EXPECT_TRUE(world.server_snapshot().empty());
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, ACreateThatKnowsOfTheDeletionMakesTheDocumentAnew) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "old"}});
  world.run(5s);
  world.unplug(1);
  const OperationId stale = world.set(1, "doc", "title", "meant for the old one");
  world.remove(0, "doc");
  world.create(0, "doc", {{"body", "new"}});
  EXPECT_EQ(world.field(0, "doc", "title"), "-");
  world.run(5s);
  world.plug_in(1);
  world.run(1min);
  EXPECT_EQ(world.fate(1, stale), Fate::ConflictLost);
  EXPECT_EQ(world.field(1, "doc", "title"), "-");
  EXPECT_EQ(world.field(1, "doc", "body"), "new");
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, AnEditOfAForgottenDocumentNeitherRevivesItNorIsLostSilently) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "first"}});
  world.create(0, "other", {{"title", "stays"}});
  world.run(5s);
  world.unplug(1);
  const OperationId edit = world.set(1, "doc", "title", "from long ago");
  const OperationId kept = world.set(1, "other", "title", "also from long ago");
  world.remove(0, "doc");
  world.run(hours(24 * 25));
  world.collect_tombstones(hours(24 * 20));
  EXPECT_EQ(world.field(1, "doc", "title"), "from long ago");
  world.plug_in(1);
  world.run(1min);
  EXPECT_EQ(world.fate(1, edit), Fate::ConflictLost);
  // Nobody remembers which deletion that was.
  EXPECT_EQ(world.notice(1, edit).lost_to, std::nullopt);
  EXPECT_EQ(world.fate(1, kept), Fate::Synced);
  EXPECT_EQ(world.field(1, "doc", "title"), "-");
  EXPECT_EQ(world.field(0, "other", "title"), "also from long ago");
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, ABrandNewReplicaReadsEverythingInPages) {
  ReferenceWorld world({.clock_offsets = {Duration::zero(), Duration::zero()},
                        .policies = {{"pull_page", 4}},
                        .seed = 1});
  world.unplug(1);
  for (int i = 0; i < 30; ++i) world.create(0, "doc" + std::to_string(i), {{"n", "v"}});
  world.remove(0, "doc7");
  world.run(1min);
  world.plug_in(1);
  world.run(1min);
  EXPECT_EQ(world.snapshot(1).size(), 29U);
  EXPECT_TRUE(world.converged());
}

TEST(ReferenceSyncTest, OtherScopesAreReadFromTheBeginningAndOldOnesGo) {
  ReferenceWorld world;
  world.create(0, "doc");
  world.run(5s);
  EXPECT_EQ(world.snapshot(1).size(), 1U);
  world.replicas[1]->set_scopes({"elsewhere"});
  world.restart(2);
  world.run(10s);
  EXPECT_TRUE(world.snapshot(1).empty());
  world.replicas[1]->set_scopes({"elsewhere", "team"});
  world.restart(2);
  world.run(10s);
  EXPECT_EQ(world.snapshot(1).size(), 1U);
}

TEST(ReferenceSyncTest, TheServerSurvivesItsRestartAndHintsAgainAfterTheNextHeartbeat) {
  ReferenceWorld world;
  world.create(0, "doc", {{"title", "one"}});
  world.run(5s);
  const Snapshot before = world.server_snapshot();
  world.restart(0);
  EXPECT_EQ(world.server_snapshot(), before);
  world.run(10min);  // heartbeats renew the subscriptions
  world.set(0, "doc", "title", "two");
  world.run(2s);
  EXPECT_EQ(world.field(1, "doc", "title"), "two");
}

TEST(ReferenceSyncTest, ALostHintDelaysOnlyUntilTheHeartbeat) {
  ReferenceWorld world;
  world.create(0, "doc");
  world.run(5s);
  world.machine_of(1).link().block(sim::Direction::In);
  world.increment(0, "doc", 1);
  world.run(5s);
  world.machine_of(1).link().unblock(sim::Direction::In);
  EXPECT_EQ(world.count(1, "doc"), 0);
  world.run(10min);
  EXPECT_EQ(world.count(1, "doc"), 1);
}

TEST(ReferenceSyncTest, AnIdleReplicaSendsOneHeartbeatAtATimeAndAnUnpluggedOneNothing) {
  ReferenceWorld world;
  world.run(1min);
  world.unplug(1);
  const auto before = world.network.traffic(NodeId{1}).messages_sent;
  const auto unplugged = world.network.traffic(NodeId{2}).messages_sent;
  world.run(hours(10));
  EXPECT_GE(world.network.traffic(NodeId{1}).messages_sent - before, 59U);
  EXPECT_LE(world.network.traffic(NodeId{1}).messages_sent - before, 60U);
  EXPECT_EQ(world.network.traffic(NodeId{2}).messages_sent, unplugged);
}

TEST(ReferenceSyncTest, StatusTellsSuccessFromAttempt) {
  ReferenceWorld world;
  world.create(0, "doc");
  world.run(1min);
  const auto success = world.replicas[0]->replica->status().last_success;
  ASSERT_TRUE(success && success->at);
  world.machine_of(0).link().block(sim::Direction::Out);
  world.set(0, "doc", "title", "waits");
  world.run(1min);
  const Status status = world.replicas[0]->replica->status();
  EXPECT_EQ(status.last_success, success);
  ASSERT_TRUE(status.last_attempt);
  EXPECT_GT(status.last_attempt->at, success->at);
  EXPECT_EQ(status.pending, 1U);
  EXPECT_GT(status.retries, 1U);
  EXPECT_EQ(status.connectivity, Connectivity::Offline);
}

TEST(ReferenceSyncTest, RefreshingByHandCutsThePauseShort) {
  ReferenceWorld world;
  world.create(0, "doc");
  world.run(5s);
  world.machine_of(0).link().block(sim::Direction::Out);
  world.increment(0, "doc", 1);
  world.run(30min);  // the pause has grown to minutes
  world.machine_of(0).link().unblock(sim::Direction::Out);
  world.replicas[0]->replica->sync_now();
  world.run(100ms);
  world.run(10s);
  EXPECT_EQ(world.replicas[0]->replica->status().pending, 0U);
}

TEST(ReferenceSyncTest, WhatIsRefusedChangesNothing) {
  ReferenceWorld world;
  world.create(0, "doc");
  const OperationId again = world.create(0, "doc");
  const OperationId nowhere = world.set(0, "no such", "title", "x");
  world.run(5s);
  EXPECT_EQ(world.replicas[0]->answers.at(again).error(), Refusal::AlreadyExists);
  EXPECT_EQ(world.replicas[0]->answers.at(nowhere).error(), Refusal::NoSuchDocument);
  EXPECT_EQ(world.server->times_applied.size(), 1U);
}

TEST(ReferenceSyncTest, AServerThatCannotReadARequestSaysSo) {
  ReferenceWorld world;
  std::optional<Response> response;
  const auto ask = [](sim::Machine& machine, std::optional<Response>& answer) -> Task<void> {
    Bytes garbage(32, std::byte{0x5A});
    const RequestOutcome outcome =
        co_await request(machine.transport(), NodeId{0}, std::move(garbage), 5s);
    if (outcome) answer = *outcome;
  };
  world.machine_of(0).spawn("garbage", ask(world.machine_of(0), response));
  world.run(1s);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, StatusCode::BadRequest);
  const auto message = decode_error(response->body);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->error, FrameError::Corrupt);
  EXPECT_EQ(message->version, kWireVersion);
}

}  // namespace
}  // namespace storm::engine::reference
