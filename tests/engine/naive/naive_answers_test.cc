#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/naive/naive_system.h"
#include "sim/sqlite_setup.h"
#include "tests/read_now.h"
#include "tests/sim/sim_fixtures.h"

namespace storm::engine::naive {
namespace {

class SilentUser final : public User {
 public:
  void told(const Told& /*notice*/) override {}
  void told_damage(const std::string& /*what*/) override {}
};

class SilentAuditor final : public Auditor {
 public:
  void landed(OperationId /*operation*/) override {}
  void conflict(OperationId /*loser*/, std::optional<OperationId> /*winner*/) override {}
};

Task<void> begin(Replica& replica, Server& server) {
  EXPECT_TRUE(co_await replica.boot());
  EXPECT_TRUE(co_await server.boot());
  Operation operation;
  operation.id = OperationId{1};
  operation.scope = "s";
  operation.document = "n";
  operation.fields = {{"title", "one"}};
  EXPECT_TRUE(co_await replica.submit(operation));
  replica.sync_now();
}

/// A replica on one machine and its server on the other, with one document.
struct NaivePair {
  NaivePair() {
    sim::seed_sqlite(1);
    const Identity identity{.name = "alpha", .scopes = {"s"}, .server = NodeId{1}};
    replica = naive_system().make_replica(machines.alpha, identity, {}, user);
    server = naive_system().make_server(machines.beta, {}, auditor);
    machines.alpha.spawn("begin", begin(*replica, *server));
    machines.kernel.run_until(machines.kernel.now() + 1min);
  }
  ~NaivePair() {
    machines.alpha.power_off();
    machines.beta.power_off();
  }

  SilentUser user;
  SilentAuditor auditor;
  sim::TwoMachines machines;
  std::unique_ptr<Replica> replica;
  std::unique_ptr<Server> server;
};

TEST(NaiveAnswersTest, AStoreThatCannotBeReadIsNotAnEmptyWorld) {
  NaivePair pair;
  const auto read = [&pair] {
    return scenarios::outcome_now(pair.machines.alpha, pair.replica->read("n")).value();
  };
  ASSERT_TRUE(*read());
  EXPECT_TRUE(scenarios::snapshot_now(pair.machines.alpha, *pair.replica));
  EXPECT_TRUE(scenarios::snapshot_now(pair.machines.beta, *pair.server));
  const auto broken =
      sim::fail_call({sim::DiskCall::Open, sim::DiskCall::Read}, 1, sim::Repeat::Onwards);
  pair.machines.alpha.disk().set_rule(broken);
  pair.machines.beta.disk().set_rule(broken);
  ASSERT_FALSE(read());
  EXPECT_EQ(read().error(), ReadError::StoreUnavailable);
  EXPECT_FALSE(scenarios::snapshot_now(pair.machines.alpha, *pair.replica));
  EXPECT_FALSE(scenarios::snapshot_now(pair.machines.beta, *pair.server));
}

TEST(NaiveAnswersTest, TheStatusHasOnlyTheFiguresThatItHas) {
  NaivePair pair;
  const Status status = pair.replica->status();
  EXPECT_EQ(status.pending, 0U);
  EXPECT_EQ(status.retries, 0U);
  ASSERT_TRUE(status.last_success);
  EXPECT_TRUE(status.last_success->at);
  EXPECT_EQ(status.failed, std::nullopt);
  EXPECT_EQ(status.conflicts, std::nullopt);
}

}  // namespace
}  // namespace storm::engine::naive
