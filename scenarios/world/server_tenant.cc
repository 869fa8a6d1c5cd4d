#include "scenarios/world/server_tenant.h"

#include <utility>

#include "scenarios/world/boot.h"

namespace storm::scenarios {

ServerTenant::ServerTenant(sim::Machine& machine, const engine::System& system,
                           const engine::Policies& policies, LedgerKeeper& keeper, PartyId party,
                           const Stream& stream)
    : machine_(machine),
      system_(system),
      policies_(policies),
      keeper_(keeper),
      party_(party),
      stream_(stream) {
  machine_.set_tenant(this);
}

ServerTenant::~ServerTenant() { machine_.set_tenant(nullptr); }

void ServerTenant::on_boot() {
  booted_ = false;
  server_ = system_.make_server(machine_, policies_, keeper_);
  machine_.spawn("boot", boot());
}

void ServerTenant::on_kill() {
  booted_ = false;
  server_.reset();
}

Task<void> ServerTenant::boot() {
  co_await boot_until_up(machine_, *server_);
  booted_ = true;
}

engine::Server* ServerTenant::usable() {
  return booted_ && machine_.awake() ? server_.get() : nullptr;
}

void ServerTenant::look_around(Occasion occasion, std::shared_ptr<Look> outcome) {
  if (usable() == nullptr) {
    if (outcome != nullptr) outcome->ended = true;
    return;
  }
  machine_.spawn("look",
                 look_at_all(machine_, *server_, party_, occasion, stream_, std::move(outcome)));
}

void ServerTenant::collect_tombstones(Duration age) {
  if (usable() != nullptr) machine_.spawn("collect tombstones", collect(age));
}

Task<void> ServerTenant::collect(Duration age) { co_await server_->collect_tombstones(age); }

}  // namespace storm::scenarios
