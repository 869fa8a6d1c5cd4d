#include "faults/clock_faults.h"

#include <array>

#include "faults/parameters.h"
#include "sim/machine.h"

namespace storm::faults {

namespace {

constexpr Duration kYear = days{366};

constexpr std::array kStepParameters{
    duration_parameter("by", std::nullopt, -kYear, kYear,
                       "how far the wall clock jumps; negative for backwards"),
};

constexpr std::array kDriftParameters{
    count_parameter(
        "ppb", 100'000, -500'000'000, 500'000'000,
        "how much faster both clocks run, in parts per billion, on top of what they did"),
};

constexpr std::array kResetParameters{
    duration_parameter("to", Duration::zero(), Duration::zero(), days{365},
                       "what it shows then, counted from 1970"),
};

constexpr std::array kFutureParameters{
    duration_parameter("by", days{3650}, days{1}, Duration{kHundredYears}, "how far it jumps"),
};

constexpr std::array<std::string_view, 2> kAfterwards{"right", "behind"};
constexpr std::array kFrozenParameters{
    choice_parameter("afterwards", kAfterwards,
                     "whether the lost time is made up for when it goes on"),
};

constexpr std::array kCoarseParameters{
    duration_parameter("grain", 100ms, 1us, hours{1}, "both clocks show multiples of it only"),
};

void begin_step(Port& port, const Parameters& parameters) {
  port.machine.clock().step(Duration{parameters.at("by")});
}

void change_drift(Port& port, std::int64_t by) {
  port.machine.clock().set_drift(port.machine.clock().drift_ppb() + by);
}

void begin_drift(Port& port, const Parameters& parameters) {
  change_drift(port, parameters.at("ppb"));
}

void end_drift(Port& port, const Parameters& parameters) {
  change_drift(port, -parameters.at("ppb"));
}

/// Jumps, and remembers how far, so that the correction takes back this jump and no other.
void jump(Port& port, Duration by) {
  port.machine.clock().step(by);
  port.state = static_cast<std::uint64_t>(by.count());
}

void jump_back(Port& port, const Parameters& /*parameters*/) {
  port.machine.clock().step(-Duration{static_cast<std::int64_t>(port.state)});
}

void begin_reset(Port& port, const Parameters& parameters) {
  const WallTime to{duration_in(parameters, "to")};
  jump(port, to - port.machine.clock().wall());
}

void begin_future(Port& port, const Parameters& parameters) {
  jump(port, duration_in(parameters, "by"));
}

void begin_frozen(Port& port, const Parameters& /*parameters*/) {
  port.machine.clock().freeze_wall();
  const Duration now = port.machine.kernel().now().time_since_epoch();
  port.state = static_cast<std::uint64_t>(now.count());
}

void end_frozen(Port& port, const Parameters& parameters) {
  const Instant since{Duration{static_cast<std::int64_t>(port.state)}};
  port.machine.clock().thaw_wall();
  const bool made_up_for = number_in(parameters, "afterwards") == 0;
  if (made_up_for) port.machine.clock().step(port.machine.kernel().now() - since);
}

void begin_coarse(Port& port, const Parameters& parameters) {
  port.machine.clock().coarsen(duration_in(parameters, "grain"));
}

void end_coarse(Port& port, const Parameters& parameters) {
  port.machine.clock().refine(duration_in(parameters, "grain"));
}

}  // namespace

FaultKind clock_step() {
  return {.name = "clock_step",
          .says = "the wall clock jumps, forwards or back",
          .imitates = "a user sets the date by hand; the first NTP answer after months",
          .leaves_out = "slewing; a later correction is a fault of its own",
          .target = Target::Any,
          .extent = Extent::Instant,
          .parameters = kStepParameters,
          .begin = begin_step,
          .end = nullptr};
}

FaultKind clock_drift() {
  return {.name = "clock_drift",
          .says = "both clocks run fast or slow for a while",
          .imitates = "a crystal in the heat; a virtual machine that is starved",
          .leaves_out = "a rate that varies within the fault",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kDriftParameters,
          .begin = begin_drift,
          .end = end_drift};
}

FaultKind clock_reset() {
  return {.name = "clock_reset",
          .says = "the wall clock starts again at 1970, and is corrected at the end",
          .imitates = "a board without a battery until its first NTP answer",
          .leaves_out = "certificates that are not valid yet",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kResetParameters,
          .begin = begin_reset,
          .end = jump_back};
}

FaultKind clock_far_future() {
  return {.name = "clock_far_future",
          .says = "the wall clock jumps years ahead, and is corrected at the end",
          .imitates = "a user who sets the date ahead in a game; GPS week roll-over",
          .leaves_out = "dates beyond 2200",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kFutureParameters,
          .begin = begin_future,
          .end = jump_back};
}

FaultKind clock_frozen() {
  return {.name = "clock_frozen",
          .says = "the wall clock stands still while everything else goes on",
          .imitates =
              "a virtual machine that is paused and moved; with suspend, a real-time clock "
              "that stops in sleep",
          .leaves_out = "monotonic time that stands still too: that is suspend",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kFrozenParameters,
          .begin = begin_frozen,
          .end = end_frozen};
}

FaultKind clock_coarse() {
  return {.name = "clock_coarse",
          .says = "both clocks show coarse steps: many things happen at one moment",
          .imitates = "browsers that blunt their timers against side channels; FAT time stamps",
          .leaves_out = "jitter that browsers add",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kCoarseParameters,
          .begin = begin_coarse,
          .end = end_coarse};
}

}  // namespace storm::faults
