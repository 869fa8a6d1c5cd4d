#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/reference/reference_system.h"
#include "sim/kernel.h"
#include "sim/machine.h"
#include "sim/network.h"
#include "sim/sqlite_setup.h"
#include "tests/read_now.h"

namespace storm::engine::reference {

/// The reference server on its machine; writes down what it tells its auditor.
class ServerHost final : public sim::Machine::Tenant, public Auditor {
 public:
  ServerHost(sim::Machine& machine, const Policies& policies)
      : machine_(machine), policies_(policies) {
    machine_.set_tenant(this);
  }
  ~ServerHost() override { machine_.set_tenant(nullptr); }

  void on_boot() override {
    server = reference_system().make_server(machine_, policies_, *this);
    machine_.spawn("boot", boot());
  }
  void on_kill() override { server.reset(); }
  void landed(OperationId operation) override { ++times_applied[operation]; }
  void conflict(OperationId loser, std::optional<OperationId> winner) override {
    losers.push_back(loser);
    winners.push_back(winner);
  }

  std::unique_ptr<Server> server;
  std::map<OperationId, int> times_applied;
  std::vector<OperationId> losers;
  /// Of the same conflicts.
  std::vector<std::optional<OperationId>> winners;

 private:
  Task<void> boot() { static_cast<void>(co_await server->boot()); }

  sim::Machine& machine_;
  Policies policies_;
};

/// A reference replica on its machine; writes down what its user is told.
class ReplicaHost final : public sim::Machine::Tenant, public User {
 public:
  ReplicaHost(sim::Machine& machine, Identity identity, const Policies& policies)
      : machine_(machine), identity_(std::move(identity)), policies_(policies) {
    machine_.set_tenant(this);
  }
  ~ReplicaHost() override { machine_.set_tenant(nullptr); }

  void on_boot() override {
    replica = reference_system().make_replica(machine_, identity_, policies_, *this);
    machine_.spawn("boot", boot());
  }
  void on_kill() override { replica.reset(); }
  void told(const Told& notice) override {
    fates[notice.operation].push_back(notice.fate);
    notices.push_back(notice);
  }
  void told_damage(const std::string& what) override { damage.push_back(what); }

  /// Begins to submit; the answer is in `answers` once it has come.
  void submit(Operation operation) { machine_.spawn("submit", run(std::move(operation))); }
  void set_scopes(std::vector<std::string> scopes) { identity_.scopes = std::move(scopes); }

  std::unique_ptr<Replica> replica;
  std::map<OperationId, std::vector<Fate>> fates;
  std::vector<Told> notices;
  std::vector<std::string> damage;
  std::map<OperationId, Result<void, Refusal>> answers;

 private:
  Task<void> boot() { static_cast<void>(co_await replica->boot()); }
  Task<void> run(Operation operation) {
    const OperationId id = operation.id;
    Result<void, Refusal> answer = co_await replica->submit(std::move(operation));
    answers.insert_or_assign(id, answer);
  }

  sim::Machine& machine_;
  Identity identity_;
  Policies policies_;
};

/// A server and some replicas of the scope "team" on quiet links: 10 ms each way.
class ReferenceWorld {
 public:
  struct Setup {
    std::vector<Duration> clock_offsets{Duration::zero(), Duration::zero()};
    Policies policies;
    std::uint64_t seed = 1;
  };

  ReferenceWorld() : ReferenceWorld(Setup{}) {}
  explicit ReferenceWorld(const Setup& setup)
      : kernel(sim::Seed(setup.seed), sim::Ties::Scheduled), network(kernel) {
    sim::configure_sqlite();
    add_machine("server", Duration::zero());
    sim::seed_sqlite(setup.seed);
    server = std::make_unique<ServerHost>(*machines[0], setup.policies);
    for (const Duration offset : setup.clock_offsets) {
      const std::string name = "device" + std::to_string(machines.size());
      sim::Machine& machine = add_machine(name, offset);
      const Identity identity{.name = name, .scopes = {"team"}, .server = NodeId{0}};
      replicas.push_back(std::make_unique<ReplicaHost>(machine, identity, setup.policies));
    }
    for (const auto& machine : machines) machine->boot();
    run(5s);
  }

  void run(Duration duration) { kernel.run_until(kernel.now() + duration); }
  sim::Machine& machine_of(std::size_t replica) { return *machines[replica + 1]; }
  void unplug(std::size_t replica) { machine_of(replica).link().unplug(); }
  void plug_in(std::size_t replica) { machine_of(replica).link().plug_in(); }
  void restart(std::size_t machine) {
    machines[machine]->power_off();
    machines[machine]->power_on();
    run(1s);
  }
  void collect_tombstones(Duration age) {
    machines[0]->spawn("collect", collect(age));
    run(1s);
  }

  OperationId create(std::size_t replica, const std::string& document,
                     std::map<std::string, std::string> fields = {}) {
    Operation operation = begin(OperationKind::Create, document);
    operation.fields = std::move(fields);
    return submit(replica, std::move(operation));
  }
  OperationId set(std::size_t replica, const std::string& document, const std::string& field,
                  const std::string& value) {
    Operation operation = begin(OperationKind::Set, document);
    operation.field = field;
    operation.value = value;
    return submit(replica, std::move(operation));
  }
  OperationId increment(std::size_t replica, const std::string& document, std::int64_t delta) {
    Operation operation = begin(OperationKind::Increment, document);
    operation.field = "count";
    operation.delta = delta;
    return submit(replica, std::move(operation));
  }
  OperationId remove(std::size_t replica, const std::string& document) {
    return submit(replica, begin(OperationKind::Delete, document));
  }

  /// What replica shows in a field, or "-".
  std::string field(std::size_t replica, const std::string& document, const std::string& name) {
    const auto found = read(replica, document);
    if (!found || !*found || !(*found)->fields.contains(name)) return "-";
    return (*found)->fields.at(name);
  }
  std::int64_t count(std::size_t replica, const std::string& document) {
    const auto found = read(replica, document);
    if (!found || !*found || !(*found)->counters.contains("count")) return 0;
    return (*found)->counters.at("count");
  }
  /// What replica answers to a read. The reference engine never waits for it.
  Result<std::optional<Document>, ReadError> read(std::size_t replica,
                                                  const std::string& document) {
    return scenarios::outcome_now(machine_of(replica), replicas[replica]->replica->read(document))
        .value();
  }
  /// What a replica or the server shows. Requires: its store can be read.
  Snapshot snapshot(std::size_t replica) {
    return scenarios::snapshot_now(machine_of(replica), *replicas[replica]->replica).value();
  }
  Snapshot server_snapshot() {
    return scenarios::snapshot_now(*machines[0], *server->server).value();
  }
  bool converged() {
    const auto all = scenarios::snapshot_now(*machines[0], *server->server);
    if (!all) return false;
    for (std::size_t i = 0; i < replicas.size(); ++i) {
      Replica& replica = *replicas[i]->replica;
      if (scenarios::snapshot_now(machine_of(i), replica) != all) return false;
      if (replica.status().pending != 0U) return false;
    }
    return true;
  }
  Fate fate(std::size_t replica, OperationId operation) {
    return replicas[replica]->fates.at(operation).back();
  }
  /// The last that the user of a replica was told of an operation.
  Told notice(std::size_t replica, OperationId operation) {
    Told last;
    for (const Told& notice : replicas[replica]->notices) {
      if (notice.operation == operation) last = notice;
    }
    return last;
  }

  sim::Kernel kernel;
  sim::Network network;
  std::vector<std::unique_ptr<sim::Machine>> machines;
  std::unique_ptr<ServerHost> server;
  std::vector<std::unique_ptr<ReplicaHost>> replicas;

 private:
  sim::Machine& add_machine(const std::string& name, Duration clock_offset) {
    sim::Machine::Options options;
    options.name = name;
    options.start = WallTime{hours(24 * 365 * 50)};
    options.clock.offset = clock_offset;
    options.link = {.latency = 10ms,
                    .jitter = Duration::zero(),
                    .loss = {},
                    .duplication = {},
                    .reordering = {},
                    .bytes_per_second = 0};
    const NodeId node{static_cast<std::uint32_t>(machines.size())};
    machines.push_back(std::make_unique<sim::Machine>(kernel, network, node, std::move(options)));
    return *machines.back();
  }
  Operation begin(OperationKind kind, const std::string& document) {
    Operation operation;
    operation.id = OperationId{++operations_};
    operation.kind = kind;
    operation.scope = "team";
    operation.document = document;
    return operation;
  }
  /// Submits, and lets the local part of it pass.
  OperationId submit(std::size_t replica, Operation operation) {
    const OperationId id = operation.id;
    replicas[replica]->submit(std::move(operation));
    run(1ms);
    return id;
  }
  Task<void> collect(Duration age) {
    static_cast<void>(co_await server->server->collect_tombstones(age));
  }

  std::uint64_t operations_ = 0;
};

}  // namespace storm::engine::reference
