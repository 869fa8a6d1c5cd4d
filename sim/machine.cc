#include "sim/machine.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

/// What a Power record of the trace says.
enum class PowerDetail : std::uint64_t { Boot = 1, Kill = 2, Suspend = 3, Resume = 4 };

}  // namespace

Machine::Machine(Kernel& kernel, Network& network, NodeId node, Options options)
    : kernel_(kernel),
      network_(network),
      node_(node),
      name_(std::move(options.name)),
      engine_random_(kernel.seed().fork(name_).fork("engine")),
      disk_random_(kernel.seed().fork(name_).fork("disk")),
      sqlite_random_(kernel.seed().fork(name_).fork("sqlite")),
      clock_(kernel, options.start, options.clock),
      disk_(options.disk, disk_random_),
      vfs_("storm-" + name_, disk_, sqlite_random_, [this] { return clock_.wall(); }),
      transport_(*this),
      storage_(*this),
      kill_event_(*this),
      whole_capacity_bytes_(options.disk.capacity_bytes) {
  network_.add(node, std::make_unique<Link>(kernel.seed().fork(name_).fork("link"), options.link));
}

Machine::~Machine() {
  if (kill_event_.queued()) kernel_.cancel(kill_event_);
  if (on()) kill();
}

void Machine::spawn(std::string_view name, Task<void> task) {
  STORM_ASSERT(process_ != nullptr);
  process_->spawn(name, std::move(task));
}

void Machine::boot() {
  STORM_ASSERT(kept_off_ == 1);
  power_on();
}

void Machine::start_process() {
  STORM_ASSERT(process_ == nullptr);
  lives_.push_back(std::make_unique<Process>(kernel_, node_));
  process_ = lives_.back().get();
  clock_.attach(*process_);
  network_.attach(node_, process_);
  kernel_.trace(TraceKind::Power, node_, static_cast<std::uint64_t>(PowerDetail::Boot));
  if (suspended_ != 0) {
    process_->suspend();
    clock_.suspend();
  }
  update_responsiveness();
  if (tenant_ != nullptr) tenant_->on_boot();
}

void Machine::kill() {
  kernel_.trace(TraceKind::Disk, node_, disk_.digest());
  kernel_.trace(TraceKind::Power, node_, static_cast<std::uint64_t>(PowerDetail::Kill));
  disk_.freeze();
  Process& dying = *std::exchange(process_, nullptr);
  network_.attach(node_, nullptr);
  dying.kill();
  if (tenant_ != nullptr) tenant_->on_kill();
  vfs_.forget_process();
  disk_.crash();
  disk_.thaw();
  // A mid-call crash may have been followed by the end of its fault at the same instant.
  if (kept_off_ == 0) start_process();
}

void Machine::power_off() {
  ++kept_off_;
  if (on() && !process_->doomed()) kill();
}

void Machine::power_on() {
  STORM_ASSERT(kept_off_ != 0);
  if (std::exchange(struck_later_, false)) disk_.cancel_crash();
  --kept_off_;
  if (kept_off_ == 0 && !on()) start_process();
}

void Machine::power_off_after_disk_calls(std::uint64_t calls) {
  ++kept_off_;
  if (!on() || process_->doomed()) return;
  struck_later_ = true;
  disk_.crash_after_calls(calls, [this] {
    struck_later_ = false;
    process_->doom();
    if (!kill_event_.queued()) kernel_.schedule(kill_event_, kernel_.now());
  });
}

void Machine::suspend() {
  if (suspended_++ != 0 || !on()) return;
  kernel_.trace(TraceKind::Power, node_, static_cast<std::uint64_t>(PowerDetail::Suspend));
  process_->suspend();
  clock_.suspend();
  update_responsiveness();
}

void Machine::resume() {
  STORM_ASSERT(suspended_ != 0);
  if (--suspended_ != 0 || !on()) return;
  kernel_.trace(TraceKind::Power, node_, static_cast<std::uint64_t>(PowerDetail::Resume));
  clock_.resume();
  process_->resume();
  update_responsiveness();
}

std::uint64_t Machine::limit_capacity(std::uint64_t bytes) {
  limits_.push_back({.token = ++tokens_, .bytes = bytes});
  update_capacity();
  return tokens_;
}

void Machine::lift_limit(std::uint64_t token) {
  const auto place = std::ranges::find(limits_, token, &CapacityLimit::token);
  STORM_ASSERT(place != limits_.end());
  limits_.erase(place);
  update_capacity();
}

void Machine::update_capacity() {
  std::uint64_t capacity = whole_capacity_bytes_;
  for (const CapacityLimit& limit : limits_) capacity = std::min(capacity, limit.bytes);
  disk_.set_capacity(capacity);
}

void Machine::update_responsiveness() { network_.set_responsive(node_, suspended_ == 0); }

void Machine::MachineTransport::start_request(NodeId peer, Bytes body, Duration timeout,
                                              RequestCompletion completion) {
  machine_.network_.start_request(machine_.node_, peer, std::move(body), timeout,
                                  std::move(completion));
}

void Machine::MachineTransport::push(NodeId peer, Bytes body) {
  machine_.network_.push(machine_.node_, peer, std::move(body));
}

void Machine::MachineTransport::listen(RequestHandler handler) {
  machine_.network_.listen(machine_.node_, std::move(handler));
}

void Machine::MachineTransport::on_push(PushHandler handler) {
  machine_.network_.on_push(machine_.node_, std::move(handler));
}

bool Machine::MachineTransport::link_is_up() const {
  return std::as_const(machine_.network_).link(machine_.node_).plugged_in();
}

Task<void> Machine::MachineStorage::settle() {
  const Duration elapsed = machine_.disk_.take_elapsed();
  if (elapsed > Duration::zero()) co_await sleep_for(machine_.clock_, elapsed);
}

}  // namespace storm::sim
