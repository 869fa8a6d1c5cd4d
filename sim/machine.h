#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/device.h"
#include "sim/device_clock.h"
#include "sim/disk.h"
#include "sim/kernel.h"
#include "sim/network.h"
#include "sim/observer.h"
#include "sim/process.h"
#include "sim/sqlite_vfs.h"
#include "sim/xoshiro.h"

namespace storm::sim {

/// A simulated machine: clocks, a disk with SQLite on it, a link, power, and the process that runs
/// on it. It is the `Device` that an engine sees.
///
/// Power faults nest: the machine runs when nobody keeps it off, and is awake when nobody suspends
/// it. What is left out: several processes (tabs) on one machine, memory limits, batteries.
class Machine final : public Device {
 public:
  struct Options {
    std::string name;
    /// Machines of one site reach each other without leaving it.
    std::string site;
    /// The true wall time at the beginning of the world.
    WallTime start{};
    DeviceClock::Error clock;
    LinkQuality link;
    Disk::Options disk;
  };

  /// What runs on the machine. Told of the machine's life, so that it can come into being on it.
  class Tenant {
   public:
    Tenant() = default;
    Tenant(const Tenant&) = delete;
    Tenant& operator=(const Tenant&) = delete;
    virtual ~Tenant() = default;

    /// The machine is on, with a new process and what its disk kept.
    virtual void on_boot() = 0;
    /// The process is gone, its coroutines destroyed, its disk frozen: destroy the rest of it.
    virtual void on_kill() = 0;
  };

  /// Adds the machine to `network`. It is off until boot().
  Machine(Kernel& kernel, Network& network, NodeId node, Options options);
  ~Machine() override;

  NodeId id() const override { return node_; }
  DeviceClock& clock() override { return clock_; }
  Random& random() override { return engine_random_; }
  Transport& transport() override { return transport_; }
  Storage& storage() override { return storage_; }
  void spawn(std::string_view name, Task<void> task) override;
  void reached(Boundary boundary) override;
  /// See Process::run_now. Requires: the machine is on.
  bool run_now(Task<void> task);

  void set_tenant(Tenant* tenant) { tenant_ = tenant; }

  /// Switches the machine on for the first time.
  void boot();
  /// Power is lost: the disk freezes as it is, the process is destroyed where it stands, the disk
  /// loses what its cache had not written. The machine stays off until power_on().
  void power_off();
  /// Takes back one power_off(); the last one boots the machine.
  void power_on();
  /// Power is lost in the middle of a later disk call: after `calls` more that change something.
  /// The machine then stays off until power_on(). If they never come, power_on() forgets it.
  void power_off_after_disk_calls(std::uint64_t calls);
  /// The same at the n-th boundary of that kind, or of any kind, that the engine passes from now.
  void power_off_at_boundary(std::optional<Boundary> boundary, std::uint64_t n);
  void suspend();
  void resume();
  /// Remembers the disk as it is now, for restore_image(), which forgets it again.
  std::uint64_t take_image();
  /// Power is lost, the disk is as it was when the image was taken, and power comes back.
  void restore_image(std::uint64_t token);
  /// Power is lost, the disk is as in `image`, which may come from another machine, and power comes
  /// back.
  void boot_from(const DiskImage& image);
  /// Power is lost, every file is gone, and power comes back.
  void lose_all_files();
  /// Lets the disk hold no more than `bytes` until the returned token is given back. The tightest
  /// of several limits counts. What is stored already stays.
  std::uint64_t limit_capacity(std::uint64_t bytes);
  void lift_limit(std::uint64_t token);

  bool on() const { return process_ != nullptr; }
  bool awake() const { return on() && suspended_ == 0; }
  /// Its process runs on for a moment after a crash in one of its own calls: nobody can see it.
  bool dying() const { return process_ == nullptr || process_->doomed(); }
  const std::string& name() const { return name_; }
  Disk& disk() { return disk_; }
  Link& link() { return network_.link(node_); }
  Kernel& kernel() { return kernel_; }
  /// Whether a power cut that was ordered for later has not struck yet.
  bool strike_pending() const { return struck_later_ || armed_boundary_.has_value(); }
  /// Boundaries that engines have passed here, in all lives.
  std::uint64_t boundaries_passed() const { return boundaries_passed_; }

 private:
  class MachineTransport final : public Transport {
   public:
    explicit MachineTransport(Machine& machine) : machine_(machine) {}
    void start_request(NodeId peer, Bytes body, Duration timeout,
                       RequestCompletion completion) override;
    void push(NodeId peer, Bytes body) override;
    void listen(RequestHandler handler) override;
    void on_push(PushHandler handler) override;
    bool link_is_up() const override;
    void on_link_change(LinkHandler handler) override;

   private:
    Machine& machine_;
  };

  class MachineStorage final : public Storage {
   public:
    explicit MachineStorage(Machine& machine) : machine_(machine) {}
    const char* vfs_name() const override { return machine_.vfs_.name().c_str(); }
    const std::string& directory() const override { return directory_; }
    std::uint64_t used_bytes() const override { return machine_.disk_.used_bytes(); }
    std::uint64_t capacity_bytes() const override { return machine_.disk_.capacity_bytes(); }
    Task<void> settle() override;

   private:
    Machine& machine_;
    std::string directory_ = "/data";
  };

  /// Kills the process once the stack that stands on it has unwound.
  class KillEvent final : public Event {
   public:
    explicit KillEvent(Machine& machine) : machine_(machine) {}
    void run() override { machine_.kill(); }

   private:
    Machine& machine_;
  };

  void start_process();
  void kill();
  /// Dies as soon as the stack has unwound.
  void doom();
  void update_responsiveness();
  void tell_of_link();
  void note_power(PowerChange change);
  /// Tells the observers.
  void tell_of_power(PowerChange change) const;
  void update_capacity();

  /// Where an armed power_off_at_boundary() strikes.
  struct ArmedBoundary {
    std::optional<Boundary> boundary;
    std::uint64_t left = 0;
  };

  struct CapacityLimit {
    std::uint64_t token;
    std::uint64_t bytes;
  };

  Kernel& kernel_;
  Network& network_;
  NodeId node_;
  std::string name_;
  Xoshiro engine_random_;
  Xoshiro disk_random_;
  Xoshiro sqlite_random_;
  DeviceClock clock_;
  Disk disk_;
  SqliteVfs vfs_;
  MachineTransport transport_;
  MachineStorage storage_;
  KillEvent kill_event_;
  Tenant* tenant_ = nullptr;
  /// The present life, or null; it and all former ones are kept (see Process).
  Process* process_ = nullptr;
  std::vector<std::unique_ptr<Process>> lives_;
  std::uint32_t kept_off_ = 1;
  std::uint32_t suspended_ = 0;
  std::uint64_t whole_capacity_bytes_;
  std::uint64_t tokens_ = 0;
  /// The present process's.
  Transport::LinkHandler link_handler_;
  std::vector<CapacityLimit> limits_;
  /// A power_off_after_disk_calls() that has not struck yet.
  bool struck_later_ = false;
  std::optional<ArmedBoundary> armed_boundary_;
  std::uint64_t boundaries_passed_ = 0;
  std::map<std::uint64_t, DiskImage> images_;
};

}  // namespace storm::sim
