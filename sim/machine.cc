#include "sim/machine.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

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
  const Seed own = kernel.seed().fork(name_);
  network_.add(node, options.site, std::make_unique<Link>(own.fork("link"), options.link),
               own.fork("gateway"));
  link().observe([this] { tell_of_link(); });
}

Machine::~Machine() {
  if (kill_event_.queued()) kernel_.cancel(kill_event_);
  if (on()) kill();
}

void Machine::spawn(std::string_view name, Task<void> task) {
  STORM_ASSERT(process_ != nullptr);
  process_->spawn(name, std::move(task));
}

bool Machine::run_now(Task<void> task) {
  STORM_ASSERT(process_ != nullptr);
  return process_->run_now(std::move(task));
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
  note_power(PowerChange::Boot);
  if (suspended_ != 0) {
    tell_of_power(PowerChange::Suspend);
    process_->suspend();
    clock_.suspend();
  }
  update_responsiveness();
  if (tenant_ != nullptr) tenant_->on_boot();
}

void Machine::kill() {
  kernel_.trace(TraceKind::Disk, node_, disk_.digest());
  note_power(PowerChange::Kill);
  disk_.freeze();
  Process& dying = *std::exchange(process_, nullptr);
  link_handler_ = nullptr;
  network_.attach(node_, nullptr);
  dying.kill();
  if (tenant_ != nullptr) tenant_->on_kill();
  armed_boundary_.reset();
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
  armed_boundary_.reset();
  --kept_off_;
  if (kept_off_ == 0 && !on()) start_process();
}

void Machine::power_off_after_disk_calls(std::uint64_t calls) {
  ++kept_off_;
  if (!on() || process_->doomed()) return;
  struck_later_ = true;
  disk_.crash_after_calls(calls, [this] {
    struck_later_ = false;
    doom();
  });
}

void Machine::power_off_at_boundary(std::optional<Boundary> boundary, std::uint64_t n) {
  STORM_ASSERT(n != 0);
  ++kept_off_;
  if (!on() || process_->doomed()) return;
  armed_boundary_ = ArmedBoundary{.boundary = boundary, .left = n};
}

void Machine::reached(Boundary boundary) {
  if (!on() || process_->doomed()) return;
  ++boundaries_passed_;
  if (!armed_boundary_ || armed_boundary_->boundary.value_or(boundary) != boundary) return;
  if (--armed_boundary_->left != 0) return;
  armed_boundary_.reset();
  disk_.freeze();
  doom();
}

void Machine::doom() {
  process_->doom();
  if (!kill_event_.queued()) kernel_.schedule(kill_event_, kernel_.now());
}

std::uint64_t Machine::take_image() {
  images_.emplace(++tokens_, disk_.image());
  return tokens_;
}

void Machine::restore_image(std::uint64_t token) {
  const auto place = images_.find(token);
  STORM_ASSERT(place != images_.end());
  const DiskImage image = std::move(place->second);
  images_.erase(place);
  boot_from(image);
}

void Machine::lose_all_files() { boot_from({}); }

void Machine::boot_from(const DiskImage& image) {
  power_off();
  if (on()) {
    // Doomed, and its stack has unwound since.
    kernel_.cancel(kill_event_);
    kill();
  }
  disk_.restore(image);
  power_on();
}

void Machine::suspend() {
  if (suspended_++ != 0 || !on()) return;
  note_power(PowerChange::Suspend);
  process_->suspend();
  clock_.suspend();
  update_responsiveness();
}

void Machine::resume() {
  STORM_ASSERT(suspended_ != 0);
  if (--suspended_ != 0 || !on()) return;
  note_power(PowerChange::Resume);
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

void Machine::tell_of_link() {
  if (!on()) return;
  // As an event of the process: it waits out a suspend, and dies with the process.
  process_->post(Process::Timer([this](const boost::system::error_code& /*error*/) {
    if (link_handler_) link_handler_();
  }));
}

void Machine::note_power(PowerChange change) {
  kernel_.trace(TraceKind::Power, node_, static_cast<std::uint64_t>(change));
  tell_of_power(change);
}

void Machine::tell_of_power(PowerChange change) const {
  kernel_.tell(PowerSighting{.at = kernel_.now(), .node = node_, .change = change});
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

void Machine::MachineTransport::on_link_change(LinkHandler handler) {
  machine_.link_handler_ = std::move(handler);
}

bool Machine::MachineTransport::link_is_up() const {
  return std::as_const(machine_.network_).link(machine_.node_).plugged_in();
}

Task<void> Machine::MachineStorage::settle() {
  const Duration elapsed = machine_.disk_.take_elapsed();
  if (elapsed > Duration::zero()) co_await sleep_for(machine_.clock_, elapsed);
}

}  // namespace storm::sim
