#pragma once

#include <memory>

#include "engine/server.h"
#include "engine/system.h"
#include "faults/fault.h"
#include "scenarios/ledger/stream.h"
#include "scenarios/world/ledger_keeper.h"
#include "scenarios/world/look.h"
#include "sim/machine.h"

namespace storm::scenarios {

/// The server on its machine, over all its lives, with its administrators.
class ServerTenant final : public sim::Machine::Tenant, public faults::Administration {
 public:
  ServerTenant(sim::Machine& machine, const engine::System& system,
               const engine::Policies& policies, LedgerKeeper& keeper, PartyId party,
               const Stream& stream);
  ~ServerTenant() override;

  void on_boot() override;
  void on_kill() override;
  /// Orders the job if the server is up; a job that finds it down does not happen.
  void collect_tombstones(Duration age) override;

  /// Somebody looks at everything, if there is anything to look at. `outcome` may be null.
  void look_around(Occasion occasion, std::shared_ptr<Look> outcome);
  engine::Server* usable();

 private:
  Task<void> boot();
  Task<void> collect(Duration age);

  sim::Machine& machine_;
  const engine::System& system_;
  const engine::Policies& policies_;
  LedgerKeeper& keeper_;
  PartyId party_;
  const Stream& stream_;
  std::unique_ptr<engine::Server> server_;
  bool booted_ = false;
};

}  // namespace storm::scenarios
