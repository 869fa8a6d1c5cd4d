#include "faults/clock_faults.h"

#include <array>

#include "sim/machine.h"

namespace storm::faults {

namespace {

constexpr std::int64_t kYear = std::chrono::duration_cast<Duration>(days{366}).count();

constexpr std::array kStepParameters{
    Parameter{.name = "by",
              .type = ParameterType::Duration,
              .default_value = std::nullopt,
              .minimum = -kYear,
              .maximum = kYear,
              .says = "how far the wall clock jumps; negative for backwards",
              .choices = {}},
};

constexpr std::array kDriftParameters{
    Parameter{
        .name = "ppb",
        .type = ParameterType::Count,
        .default_value = 100'000,
        .minimum = -500'000'000,
        .maximum = 500'000'000,
        .says = "how much faster both clocks run, in parts per billion, on top of what they did",
        .choices = {}},
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

}  // namespace storm::faults
