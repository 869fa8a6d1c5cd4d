// What the reference engine claims, and that it does what it claims.

#include "engine/reference/reference_promises.h"

#include <gtest/gtest.h>
#include <vector>

#include "tests/engine/reference/reference_world.h"

namespace storm::engine::reference {
namespace {

/// Policies far from the defaults, in both directions.
std::vector<Policies> some_policies() {
  return {
      {},
      {{"heartbeat_every", Duration{30s}.count()}, {"backoff_max", Duration{2s}.count()}},
      {{"heartbeat_every", Duration{2h}.count()}, {"request_timeout", Duration{45s}.count()}},
      {{"heartbeat_every", Duration{1min}.count()},
       {"backoff_first", Duration{20s}.count()},
       {"backoff_max", Duration{1s}.count()}},
  };
}

Promises promises_under(const Policies& policies) { return reference_system().promises(policies); }

/// Notes when one machine begins an exchange.
class ExchangeWatch final : public sim::Observer {
 public:
  explicit ExchangeWatch(NodeId node) : node_(node) {}

  void saw(const sim::MessageSighting& message) override {
    const bool begins = message.kind == sim::MessageKind::Request &&
                        message.stage == sim::MessageStage::Sent && message.from == node_;
    if (begins) begun.push_back(message.at);
  }
  void saw(const sim::PowerSighting& /*power*/) override {}

  std::vector<Instant> begun;

 private:
  NodeId node_;
};

/// Two replicas; the exchanges of the second are watched.
class WatchedWorld final : public ReferenceWorld {
 public:
  explicit WatchedWorld(const Policies& policies)
      : ReferenceWorld({.clock_offsets = {Duration::zero(), Duration::zero()},
                        .policies = policies,
                        .seed = 3}) {
    create(0, "doc");
    run(30s);
    kernel.add_observer(watch);
  }
  ~WatchedWorld() { kernel.remove_observer(watch); }

  ExchangeWatch watch{NodeId{2}};
};

TEST(ReferencePromisesTest, NoMoreIsClaimedThanOneIdleExchangeForEachHeartbeat) {
  for (const Policies& policies : some_policies()) {
    const auto claimed = promises_under(policies).idle_interval;
    ASSERT_TRUE(claimed);
    EXPECT_GE(*claimed, read_policies(policies).heartbeat_every);
  }
}

TEST(ReferencePromisesTest, NoSlowerFreshnessIsClaimedThanAHeartbeatAndOneFailureTake) {
  for (const Policies& policies : some_policies()) {
    const ReferencePolicies read = read_policies(policies);
    const auto claimed = promises_under(policies).shows_within;
    ASSERT_TRUE(claimed);
    EXPECT_LE(*claimed, read.heartbeat_every + read.backoff_max + 2 * read.request_timeout);
  }
}

TEST(ReferencePromisesTest, IdleExchangesAreAsFarApartAsPromised) {
  for (const Policies& policies : some_policies()) {
    WatchedWorld world(policies);
    const Duration interval = *promises_under(policies).idle_interval;
    world.run(20 * interval);
    // Idleness begins within the time before the first.
    const std::vector<Instant>& begun = world.watch.begun;
    ASSERT_GE(begun.size(), 19U);
    for (std::size_t i = 1; i < begun.size(); ++i) EXPECT_GE(begun[i] - begun[i - 1], interval);
  }
}

TEST(ReferencePromisesTest, AChangeIsShownInTimeAlthoughItsHintAndTheNextRequestAreLost) {
  for (const Policies& policies : some_policies()) {
    WatchedWorld world(policies);
    const Duration promised = *promises_under(policies).shows_within;
    std::int64_t expected = 0;
    for (int phase = 0; phase < 8; ++phase) {
      world.run(promised / 3 + phase * promised / 7);
      world.machine_of(1).link().block(sim::Direction::In);
      world.increment(0, "doc", 1);
      ++expected;
      const Instant made = world.kernel.now();
      const std::size_t before = world.watch.begun.size();
      while (world.watch.begun.size() == before && world.kernel.now() - made < promised) {
        world.run(100ms);
      }
      // The response to that request is lost too.
      world.run(100ms);
      world.machine_of(1).link().unblock(sim::Direction::In);
      world.kernel.run_until(made + promised);
      ASSERT_EQ(world.count(1, "doc"), expected) << "phase " << phase;
    }
  }
}

TEST(ReferencePromisesTest, PausesAfterFailuresAreAsLongAsPromised) {
  for (const Policies& policies : some_policies()) {
    WatchedWorld world(policies);
    const Promises promises = promises_under(policies);
    const Duration timeout = read_policies(policies).request_timeout;
    world.machine_of(1).link().block(sim::Direction::Out);
    world.increment(1, "doc", 1);
    world.run(20 * (*promises.retry_after_max + timeout));
    const std::vector<Instant>& begun = world.watch.begun;
    ASSERT_GE(begun.size(), 19U);
    for (std::size_t i = 1; i < begun.size(); ++i) {
      const Duration pause = begun[i] - begun[i - 1] - timeout;
      EXPECT_GE(pause, *promises.retry_after_min);
      EXPECT_LE(pause, *promises.retry_after_max);
    }
  }
}

TEST(ReferencePromisesTest, AnOperationLandsInTimeWhereverTheLoopStands) {
  for (const Policies& policies : some_policies()) {
    WatchedWorld world(policies);
    const Duration promised = *promises_under(policies).lands_within;
    for (int phase = 1; phase <= 8; ++phase) {
      // The loop is in the middle of the longest pause, or of a request that will get no answer.
      world.machine_of(1).link().block(sim::Direction::Out);
      world.increment(1, "doc", 1);
      world.run(10 * promised + phase * promised / 9);
      world.machine_of(1).link().unblock(sim::Direction::Out);
      const OperationId added = world.increment(1, "doc", 1);
      world.run(promised);
      ASSERT_TRUE(world.server->times_applied.contains(added)) << "phase " << phase;
    }
  }
}

TEST(ReferencePromisesTest, TheLimitsAreThoseOfThePolicies) {
  const Promises promises = promises_under({{"value_bytes_max", 77}, {"push_batch", 5}});
  EXPECT_EQ(promises.value_bytes_max, 77U);
  EXPECT_EQ(promises.batch_operations_max, 5U);
  EXPECT_EQ(promises.attempts_max, std::nullopt);
}

}  // namespace
}  // namespace storm::engine::reference
