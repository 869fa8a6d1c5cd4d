#include "tests/faults/fault_fixtures.h"

namespace storm::faults {
namespace {

/// Alpha and beta stand together, and each of the others on a site of its own.
struct FourMachines : sim::TwoMachines {
  static sim::Machine::Options at(const std::string& name) {
    sim::Machine::Options options = sim::TwoMachines::options(name, sim::TwoMachines::quiet_link());
    options.site = name;
    return options;
  }
  FourMachines() {
    field.boot();
    server.boot();
  }

  bool reaches(const sim::Machine& one, const sim::Machine& other) const {
    EXPECT_EQ(network.reachable(one.id(), other.id()), network.reachable(other.id(), one.id()));
    return network.reachable(one.id(), other.id());
  }

  sim::Machine field{kernel, network, NodeId{2}, at("field")};
  sim::Machine server{kernel, network, NodeId{3}, at("server")};
};

TEST(SiteFaultsTest, WithoutInternetTheNeighbourIsStillThere) {
  FourMachines world;
  Talk neighbours(world.alpha, world.beta);
  Talk with_server(world.alpha, world.server);
  Talk from_outside(world.field, world.alpha);
  Struck fault(world, world.alpha, "internet_lost");
  EXPECT_TRUE(world.alpha.transport().link_is_up());
  EXPECT_EQ(neighbours.ask().body, "echo");
  const Instant before = world.kernel.now();
  const Answer answer = with_server.ask();
  EXPECT_EQ(answer.error, TransportError::Unreachable);
  EXPECT_EQ(answer.at - before, 20ms) << "a router's answer";
  EXPECT_EQ(from_outside.ask().error, TransportError::TimedOut);
  EXPECT_TRUE(with_server.heard.empty());
  EXPECT_TRUE(from_outside.heard.empty());
  EXPECT_TRUE(world.reaches(world.beta, world.server)) << "it is alpha's fault alone";
  fault.end();
  EXPECT_EQ(with_server.ask().body, "echo");
  EXPECT_EQ(from_outside.ask().body, "echo");
}

TEST(SiteFaultsTest, WithoutInternetRequestsCanAlsoRunIntoTheirTimeOuts) {
  FourMachines world;
  Talk with_server(world.alpha, world.server);
  Struck silent(world, world.alpha, "internet_lost", {{"requests", 1}});
  EXPECT_EQ(with_server.ask().error, TransportError::TimedOut);
  Struck told(world, world.alpha, "internet_lost");
  EXPECT_EQ(with_server.ask().error, TransportError::Unreachable);
  told.end();
  EXPECT_EQ(with_server.ask().error, TransportError::TimedOut);
  silent.end();
  EXPECT_EQ(with_server.ask().body, "echo");
}

TEST(SiteFaultsTest, WithoutALinkNobodySaysThatThereIsNoInternet) {
  FourMachines world;
  Talk with_server(world.alpha, world.server);
  Struck partition(world, world.alpha, "partition", {{"noticed", 1}});
  Struck fault(world, world.alpha, "internet_lost");
  EXPECT_EQ(with_server.ask().error, TransportError::TimedOut);
  fault.end();
  partition.end();
  EXPECT_EQ(with_server.ask().body, "echo");
}

TEST(SiteFaultsTest, PushesDoNotLeaveASiteWithoutInternet) {
  FourMachines world;
  int heard = 0;
  const auto count = [&heard](NodeId /*from*/, const Bytes& /*body*/) { ++heard; };
  world.alpha.transport().on_push(count);
  world.server.transport().on_push(count);
  Struck fault(world, world.alpha, "internet_lost");
  world.server.transport().push(world.alpha.id(), sim::bytes_of("news"));
  world.alpha.transport().push(world.server.id(), sim::bytes_of("news"));
  world.kernel.run_until(Instant{1min});
  EXPECT_EQ(heard, 0);
  world.beta.transport().push(world.alpha.id(), sim::bytes_of("news"));
  world.kernel.run_until(Instant{2min});
  EXPECT_EQ(heard, 1);
  fault.end();
}

TEST(SiteFaultsTest, APartitionBetweenGroupsCutsDevicesFromEachOtherToo) {
  FourMachines world;
  Talk neighbours(world.alpha, world.beta);
  Talk between_groups(world.alpha, world.field);
  Struck fault(world, world.server, "group_partition", {{"share", 0}});
  const bool field_is_apart = !world.reaches(world.field, world.server);
  EXPECT_EQ(world.reaches(world.alpha, world.server), field_is_apart) << "one group, not more";
  EXPECT_EQ(world.reaches(world.beta, world.server), field_is_apart);
  EXPECT_FALSE(world.reaches(world.alpha, world.field));
  EXPECT_EQ(between_groups.ask().error, TransportError::TimedOut);
  EXPECT_EQ(neighbours.ask().body, "echo");
  fault.end();
  EXPECT_TRUE(world.reaches(world.field, world.server));
  EXPECT_EQ(between_groups.ask().body, "echo");
}

TEST(SiteFaultsTest, AllGroupsTogetherCanBeCutFromTheServer) {
  FourMachines world;
  Struck fault(world, world.server, "group_partition", {{"share", 500'001}});
  EXPECT_FALSE(world.reaches(world.alpha, world.server));
  EXPECT_FALSE(world.reaches(world.field, world.server));
  EXPECT_TRUE(world.reaches(world.alpha, world.field));
  fault.end();
  EXPECT_TRUE(world.reaches(world.alpha, world.server));
}

TEST(SiteFaultsTest, PartitionsOfAllKindsNest) {
  FourMachines world;
  Struck one(world, world.server, "group_partition", {{"share", 1'000'000}});
  Struck another(world, world.server, "group_partition", {{"share", 1'000'000}});
  Struck pairs(world, world.server, "partial_partition", {{"share", 1'000'000}});
  Struck internet(world, world.alpha, "internet_lost");
  Struck others_internet(world, world.field, "internet_lost");
  one.end();
  EXPECT_FALSE(world.reaches(world.alpha, world.server));
  another.end();
  EXPECT_FALSE(world.reaches(world.beta, world.server));
  EXPECT_FALSE(world.reaches(world.alpha, world.field));
  pairs.end();
  EXPECT_TRUE(world.reaches(world.beta, world.server));
  internet.end();
  EXPECT_FALSE(world.reaches(world.alpha, world.field));
  others_internet.end();
  EXPECT_TRUE(world.reaches(world.alpha, world.field));
}

}  // namespace
}  // namespace storm::faults
