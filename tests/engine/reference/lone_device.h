#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/kernel.h"
#include "sim/machine.h"
#include "sim/network.h"
#include "sim/sqlite_setup.h"

namespace storm::engine::reference {

/// A device on which no engine runs: for tests of what an engine keeps on its disk.
class LoneDevice final : public sim::Machine::Tenant {
 public:
  explicit LoneDevice(std::uint64_t seed = 1)
      : kernel(sim::Seed(seed), sim::Ties::Scheduled),
        network(kernel),
        machine(kernel, network, NodeId{0}, options()) {
    sim::seed_sqlite(seed);
    machine.set_tenant(this);
    machine.boot();
  }
  LoneDevice(const LoneDevice&) = delete;
  LoneDevice& operator=(const LoneDevice&) = delete;
  ~LoneDevice() override { machine.set_tenant(nullptr); }

  void on_boot() override {}
  void on_kill() override {
    if (close) close();
  }

  void power_cut() {
    machine.power_off();
    machine.power_on();
  }
  /// After a power cut that was ordered for later: lets it finish. One that has not struck comes
  /// now. Returns whether it had; either way the machine is on again.
  bool finish_strike() {
    kernel.run_until(kernel.now() + 1ms);
    const bool struck = !machine.on();
    machine.power_on();
    if (!struck) power_cut();
    return struck;
  }
  sim::Disk& disk() { return machine.disk(); }
  Storage& storage() { return machine.storage(); }

 private:
  static sim::Machine::Options options() {
    sim::Machine::Options options;
    options.name = "device";
    options.start = WallTime{hours(24 * 365 * 50)};
    return options;
  }

  /// Comes first: a machine registers its VFS.
  struct Configured {
    Configured() { sim::configure_sqlite(); }
  } configured_;

 public:
  sim::Kernel kernel;
  sim::Network network;
  sim::Machine machine;
  /// Closes what a test has open. Called when power is lost, on a disk that is frozen already.
  std::function<void()> close;
};

}  // namespace storm::engine::reference
