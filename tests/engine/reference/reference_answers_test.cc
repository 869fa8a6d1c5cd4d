// What the reference engine answers when it cannot, and how exactly it says why something failed.

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/engine/reference/reference_world.h"
#include "tests/read_now.h"

namespace storm::engine::reference {
namespace {

using sim::DiskCall;

/// More than SQLite's cache of a replica holds, so that whoever reads all of it reads the disk.
constexpr int kDocuments = 60;

ReferenceWorld::Setup one_replica() {
  return {.clock_offsets = {Duration::zero()}, .policies = {}, .seed = 1};
}

/// One replica and the server, both of the same documents.
class FullWorld final : public ReferenceWorld {
 public:
  FullWorld() : ReferenceWorld(one_replica()) {
    for (int i = 0; i < kDocuments; ++i) {
      create(0, "doc" + std::to_string(i), {{"text", std::string(500, 'x')}});
    }
    run(10s);
  }
};

/// Counts the calls of one kind, and fails the n-th.
sim::DiskRule fail_read(std::uint64_t nth, std::uint64_t& seen) {
  return [nth, &seen](DiskCall call, std::string_view /*file*/) {
    if (call != DiskCall::Read) return sim::DiskFault::None;
    return ++seen == nth ? sim::DiskFault::Io : sim::DiskFault::None;
  };
}

/// Fails each read of the disk in turn while `read` asks, and counts how often the answer was the
/// error. Every other answer must be the whole truth, and the disk once it works must give it
/// again. `empty_cache` is called before each, so that there is a disk to be read.
template <class EmptyCache, class Read>
std::uint64_t errors_when_reads_fail(sim::Machine& machine, const EmptyCache& empty_cache,
                                     const Read& read) {
  const auto truth = read();
  EXPECT_TRUE(truth);
  std::uint64_t errors = 0;
  for (std::uint64_t nth = 1;; ++nth) {
    empty_cache();
    std::uint64_t seen = 0;
    machine.disk().set_rule(fail_read(nth, seen));
    const auto answer = read();
    machine.disk().set_rule(nullptr);
    if (seen < nth) return errors;
    errors += answer ? 0 : 1;
    if (answer) {
      EXPECT_EQ(*answer, *truth) << "read " << nth;
    }
    EXPECT_EQ(*read(), *truth) << "read " << nth;
  }
}

TEST(ReferenceAnswersTest, ASnapshotIsTheWholeTruthOrAnErrorWhicheverReadFails) {
  FullWorld world;
  const auto read = [&world] {
    return *scenarios::outcome_now(world.machine_of(0), world.replicas[0]->replica->snapshot());
  };
  ASSERT_EQ(read()->size(), std::size_t{kDocuments});
  EXPECT_GT(errors_when_reads_fail(
                world.machine_of(0), [] {}, read),
            10U);
}

TEST(ReferenceAnswersTest, AReadIsTheWholeTruthOrAnErrorWhicheverReadFails) {
  FullWorld world;
  ASSERT_TRUE(*world.read(0, "doc7"));
  EXPECT_GT(errors_when_reads_fail(
                world.machine_of(0), [&world] { world.snapshot(0); },
                [&world] { return world.read(0, "doc7"); }),
            0U);
}

TEST(ReferenceAnswersTest, ASnapshotOfTheServerIsTheWholeTruthOrAnErrorWhicheverReadFails) {
  FullWorld world;
  const auto read = [&world] {
    return *scenarios::outcome_now(*world.machines[0], world.server->server->snapshot());
  };
  ASSERT_EQ(read()->size(), std::size_t{kDocuments});
  EXPECT_GT(errors_when_reads_fail(
                *world.machines[0], [&world] { world.restart(0); }, read),
            10U);
}

TEST(ReferenceAnswersTest, AStoreThatCannotBeOpenedShowsNothingAndSaysSo) {
  FullWorld world;
  sim::Disk& disk = world.machine_of(0).disk();
  disk.set_rule(
      sim::fail_call({DiskCall::Open, DiskCall::Read, DiskCall::Write}, 1, sim::Repeat::Onwards));
  // Finds out that the disk fails.
  world.set(0, "doc1", "text", "refused");
  const auto read = world.read(0, "doc1");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), ReadError::StoreUnavailable);
  const auto all =
      scenarios::outcome_now(world.machine_of(0), world.replicas[0]->replica->snapshot());
  ASSERT_TRUE(all && !*all);
  EXPECT_EQ(all->error(), ReadError::StoreUnavailable);
  disk.set_rule(nullptr);
  EXPECT_TRUE(*world.read(0, "doc1"));
  EXPECT_EQ(*world.read(0, "no such"), std::nullopt);
}

TEST(ReferenceAnswersTest, AStatusSaysNothingOfAStoreThatWasNeverOpen) {
  ReferenceWorld world(one_replica());
  world.machine_of(0).disk().set_rule(sim::fail_call({DiskCall::Open}, 1, sim::Repeat::Onwards));
  world.restart(1);
  const Status status = world.replicas[0]->replica->status();
  EXPECT_EQ(status.pending, std::nullopt);
  EXPECT_EQ(status.failed, std::nullopt);
  EXPECT_EQ(status.conflicts, std::nullopt);
  EXPECT_EQ(status.last_success, std::nullopt);
  EXPECT_EQ(status.last_attempt, LastTime{});
  EXPECT_EQ(status.retries, 0U);
}

TEST(ReferenceAnswersTest, AValueThatIsTooLongFailsWithTheLimit) {
  ReferenceWorld world({.clock_offsets = {Duration::zero()}, .policies = {{"value_bytes_max", 8}}});
  world.create(0, "doc");
  const OperationId fits = world.set(0, "doc", "title", "12345678");
  const OperationId too_long = world.set(0, "doc", "title", "123456789");
  world.run(10s);
  EXPECT_EQ(world.notice(0, fits).fate, Fate::Synced);
  EXPECT_EQ(world.notice(0, fits).limit, std::nullopt);
  EXPECT_EQ(world.notice(0, too_long).fate, Fate::Failed);
  EXPECT_EQ(world.notice(0, too_long).limit, (Limit{.kind = LimitKind::TooLong, .figure = 8}));
}

/// A replica of another scope, in which it does something to a document of the scope "team".
class OtherScope {
 public:
  OtherScope() {
    world.create(0, "doc");
    world.run(5s);
    world.replicas[1]->set_scopes({"elsewhere"});
    world.restart(2);
    world.run(5s);
  }
  OperationId submit(OperationKind kind) {
    Operation operation;
    operation.id = OperationId{next_++};
    operation.kind = kind;
    operation.scope = "elsewhere";
    operation.document = "doc";
    operation.field = kind == OperationKind::Set ? "title" : "";
    const OperationId id = operation.id;
    world.replicas[1]->submit(std::move(operation));
    world.run(1ms);
    return id;
  }

  ReferenceWorld world;

 private:
  std::uint64_t next_ = 1000;
};

TEST(ReferenceAnswersTest, WhatIsMeantForAnotherScopeIsNotPermittedAndItsNameIsTaken) {
  OtherScope other;
  const OperationId made = other.submit(OperationKind::Create);
  const OperationId edit = other.submit(OperationKind::Set);
  other.world.run(10s);
  EXPECT_EQ(other.world.notice(1, made).fate, Fate::Failed);
  EXPECT_EQ(other.world.notice(1, made).limit, Limit{.kind = LimitKind::NameTaken});
  EXPECT_EQ(other.world.notice(1, edit).fate, Fate::Failed);
  EXPECT_EQ(other.world.notice(1, edit).limit, Limit{.kind = LimitKind::NotPermitted});
}

TEST(ReferenceAnswersTest, WhatMakesNoSenseIsMalformed) {
  ReferenceWorld world(one_replica());
  world.create(0, "doc");
  const OperationId nameless = world.set(0, "doc", "", "a value without a field");
  world.run(10s);
  EXPECT_EQ(world.notice(0, nameless).fate, Fate::Failed);
  EXPECT_EQ(world.notice(0, nameless).limit, Limit{.kind = LimitKind::Malformed});
}

}  // namespace
}  // namespace storm::engine::reference
