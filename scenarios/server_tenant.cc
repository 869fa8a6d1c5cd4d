#include "scenarios/server_tenant.h"

namespace storm::scenarios {

namespace {

constexpr Duration kBootRetry = 1min;

}  // namespace

ServerTenant::ServerTenant(sim::Machine& machine, const engine::System& system,
                           const engine::Policies& policies, LedgerKeeper& keeper)
    : machine_(machine), system_(system), policies_(policies), keeper_(keeper) {
  machine_.set_tenant(this);
}

ServerTenant::~ServerTenant() { machine_.set_tenant(nullptr); }

void ServerTenant::on_boot() {
  booted_ = false;
  server_ = system_.make_server(machine_, policies_, keeper_);
  machine_.spawn("boot", boot_until_up());
}

void ServerTenant::on_kill() {
  booted_ = false;
  server_.reset();
}

Task<void> ServerTenant::boot_until_up() {
  for (;;) {
    const Result<void, engine::Refusal> outcome = co_await server_->boot();
    if (outcome) break;
    co_await sleep_for(machine_.clock(), kBootRetry);
  }
  booted_ = true;
}

engine::Server* ServerTenant::usable() {
  return booted_ && machine_.awake() ? server_.get() : nullptr;
}

void ServerTenant::collect_tombstones(Duration age) {
  if (usable() != nullptr) machine_.spawn("collect tombstones", collect(age));
}

Task<void> ServerTenant::collect(Duration age) { co_await server_->collect_tombstones(age); }

}  // namespace storm::scenarios
