#include "faults/power_faults.h"

#include <array>
#include <optional>
#include <string_view>

#include "faults/parameters.h"
#include "sim/machine.h"

namespace storm::faults {

namespace {

constexpr std::array kCrashParameters{
    count_parameter("disk_calls", 0, 0, 1'000'000'000,
                    "0: at once; n: in the middle of the n-th disk call from now that changes "
                    "something, if it comes before the end"),
};

constexpr std::array kTornParameters{
    count_parameter("nth", 1, 1, 1'000'000'000,
                    "in the middle of the n-th disk call from now that changes something, if it "
                    "comes before the end"),
};

/// Any boundary, one of Boundary in its order, or a disk call that changes something.
constexpr std::array<std::string_view, kBoundaries + 2> kPointNames{
    "any", "local_commit", "before_send", "server_commit", "page_stored", "mid_batch", "disk_call"};
constexpr std::uint64_t kDiskCallPoint = kBoundaries + 1;

constexpr std::array kCrashAtParameters{
    choice_parameter("point", kPointNames, "where in the engine's work"),
    count_parameter("nth", 1, 1, 1'000'000'000,
                    "the n-th time that it gets there from now, if it comes before the end"),
    duration_parameter("boots_within", Duration::zero(), Duration::zero(), hours{24},
                       "how long after its death it boots again, at most; 0: at the fault's end"),
};

void begin_suspend(Port& port, const Parameters& /*parameters*/) { port.machine.suspend(); }
void end_suspend(Port& port, const Parameters& /*parameters*/) { port.machine.resume(); }

void begin_crash(Port& port, const Parameters& parameters) {
  const std::int64_t calls = parameters.at("disk_calls");
  if (calls == 0) {
    port.machine.power_off();
  } else {
    port.machine.power_off_after_disk_calls(static_cast<std::uint64_t>(calls));
  }
}

/// Whether a crash still keeps its machine off; kept in the fault's state.
enum class Hold : std::uint64_t { Kept, Released };

void begin_crash_at(Port& port, const Parameters& parameters) {
  const std::uint64_t point = number_in(parameters, "point");
  if (point == kDiskCallPoint) {
    port.machine.power_off_after_disk_calls(number_in(parameters, "nth"));
    return;
  }
  std::optional<Boundary> boundary;
  if (point != 0) boundary = static_cast<Boundary>(point - 1);
  port.machine.power_off_at_boundary(boundary, number_in(parameters, "nth"));
}

void end_crash_at(Port& port, const Parameters& /*parameters*/) {
  if (static_cast<Hold>(port.state) == Hold::Released) return;
  port.state = static_cast<std::uint64_t>(Hold::Released);
  port.machine.power_on();
}

/// Looks now and then whether the machine has died, and lets it boot.
Duration step_crash_at(Port& port, const Parameters& parameters) {
  const Duration look_every = duration_in(parameters, "boots_within");
  if (look_every == Duration::zero()) return Duration::zero();
  if (port.machine.strike_pending()) return look_every;
  end_crash_at(port, parameters);
  return Duration::zero();
}

void begin_torn(Port& port, const Parameters& parameters) {
  port.machine.disk().order_crash(sim::Unsynced::Torn);
  port.machine.power_off_after_disk_calls(number_in(parameters, "nth"));
}

void end_torn(Port& port, const Parameters& /*parameters*/) {
  port.machine.disk().order_crash(sim::Unsynced::Drawn);
  port.machine.power_on();
}

void begin_restart(Port& port, const Parameters& /*parameters*/) {
  port.machine.disk().flush();
  port.machine.power_off();
}

void power_on(Port& port, const Parameters& /*parameters*/) { port.machine.power_on(); }

}  // namespace

FaultKind suspend() {
  return {.name = "suspend",
          .says = "the machine sleeps: nothing runs, monotonic time stands still",
          .imitates = "a closed lid; a mobile system that freezes an application",
          .leaves_out = "short wake-ups for background work",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = begin_suspend,
          .end = end_suspend};
}

FaultKind crash() {
  return {.name = "crash",
          .says = "power is lost; what the disk had not synced survives in any subset of sectors",
          .imitates = "a battery pulled, a kernel panic",
          .leaves_out = "a process that dies while the system lives on and writes its cache out",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kCrashParameters,
          .begin = begin_crash,
          .end = power_on};
}

FaultKind crash_at() {
  return {.name = "crash_at",
          .says = "power is lost between two steps of the engine that have to go together",
          .imitates = "the crash of every post-mortem: after the commit, before the answer",
          .leaves_out = "boundaries that an engine does not name",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kCrashAtParameters,
          .begin = begin_crash_at,
          .end = end_crash_at,
          .step = step_crash_at};
}

FaultKind torn_write() {
  return {.name = "torn_write",
          .says = "power is lost in the middle of a write, and every sector on its way is torn",
          .imitates = "a laptop whose battery falls out while it saves; drives without capacitors",
          .leaves_out = "disks that never tear (disk.tearing): they keep or lose each sector whole",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kTornParameters,
          .begin = begin_torn,
          .end = end_torn};
}

FaultKind restart() {
  return {.name = "restart",
          .says = "the system writes everything out, stops, and starts again at the end",
          .imitates = "a deployment, a weekly maintenance window",
          .leaves_out = "a shutdown that waits for the application",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = {},
          .begin = begin_restart,
          .end = power_on};
}

}  // namespace storm::faults
