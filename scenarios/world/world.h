#pragma once

#include <memory>
#include <vector>

#include "engine/system.h"
#include "scenarios/ledger/knowledge.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/plan/plan.h"
#include "scenarios/world/ledger_keeper.h"
#include "scenarios/world/replica_tenant.h"
#include "scenarios/world/server_tenant.h"
#include "sim/kernel.h"
#include "sim/machine.h"
#include "sim/network.h"

namespace storm::scenarios {

/// The machines of a plan and what lives on them, assembled. It only builds and hands out: what
/// happens in it is driven by the runner and its drivers.
///
/// One world exists at a time in a process: SQLite's generator is global to it.
class World final {
 public:
  World(const Plan& plan, const engine::System& system, sim::TraceSink* sink);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  /// Switches everything on, the server first.
  void boot();

  sim::Kernel& kernel() { return kernel_; }
  sim::Network& network() { return network_; }
  /// What the harness sees, for whoever wants to be told.
  Stream& stream() { return stream_; }
  Knowledge& knowledge() { return knowledge_; }
  LedgerKeeper& keeper() { return keeper_; }
  ServerTenant& server() { return *server_; }
  ReplicaTenant& replica(std::uint32_t device) { return *replicas_[device]; }
  std::uint32_t devices() const { return static_cast<std::uint32_t>(replicas_.size()); }
  /// A device's machine, or with kServerTarget the server's.
  sim::Machine& machine(std::uint32_t target);

  PartyId authority() const { return PartyId{devices()}; }

  static constexpr NodeId kServerNode = kAuthorityNode;
  static constexpr NodeId node_of(std::uint32_t device) { return node_of_device(device); }

 private:
  /// Hands what machines do to the stream.
  class MachineWatch final : public sim::Observer {
   public:
    explicit MachineWatch(World& world) : world_(world) {}
    void saw(const sim::MessageSighting& message) override;
    void saw(const sim::PowerSighting& power) override;

   private:
    World& world_;
  };

  sim::Machine& add_machine(NodeId node, sim::Machine::Options options);

  engine::Policies policies_;
  sim::Kernel kernel_;
  sim::Network network_;
  Stream stream_;
  Knowledge knowledge_;
  MachineWatch watch_{*this};
  LedgerKeeper keeper_;
  std::vector<std::unique_ptr<sim::Machine>> machines_;
  std::unique_ptr<ServerTenant> server_;
  std::vector<std::unique_ptr<ReplicaTenant>> replicas_;
};

}  // namespace storm::scenarios
