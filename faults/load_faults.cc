#include "faults/load_faults.h"

#include <array>

#include "faults/parameters.h"
#include "sim/admission_queue.h"
#include "sim/machine.h"
#include "sim/network.h"

namespace storm::faults {

namespace {

/// No client waits that long; with more, answers would come when the world has been judged.
constexpr Duration kServiceTimeMax = 10min;

constexpr std::array kSlowParameters{
    duration_parameter("by", 5s, 1ms, kServiceTimeMax, "how much longer each request takes"),
};

constexpr std::array<std::string_view, 2> kRefusals{"unavailable", "too_many_requests"};
constexpr std::array kRefusalStatuses{StatusCode::Unavailable, StatusCode::TooManyRequests};

constexpr std::array kOverloadParameters{
    duration_parameter("service_time", 2s, 1ms, kServiceTimeMax, "for how long one is served"),
    count_parameter("workers", 1, 1, 10'000, "how many are served at once"),
    count_parameter("waiting", 8, 0, 1'000'000, "how many may wait; all others are refused"),
    choice_parameter("refusal", kRefusals, "what those are told, at once"),
};

void add(Port& port, const sim::Load& load) {
  port.state = port.network.admission(port.machine.id()).add(load);
}

void remove(Port& port, const Parameters& /*parameters*/) {
  port.network.admission(port.machine.id()).remove(port.state);
}

void begin_slow(Port& port, const Parameters& parameters) {
  add(port, {.service_time = duration_in(parameters, "by"),
             .workers = 0,
             .waiting_max = 0,
             .refusal = StatusCode::Unavailable});
}

void begin_overload(Port& port, const Parameters& parameters) {
  add(port, {.service_time = duration_in(parameters, "service_time"),
             .workers = static_cast<std::uint32_t>(number_in(parameters, "workers")),
             .waiting_max = static_cast<std::uint32_t>(number_in(parameters, "waiting")),
             .refusal = kRefusalStatuses[number_in(parameters, "refusal")]});
}

}  // namespace

FaultKind server_slow() {
  return {.name = "server_slow",
          .says = "each request takes the server longer, however many there are",
          .imitates = "a query whose index is gone; a cold cache; a database that fails over",
          .leaves_out = "times that vary from request to request",
          .target = Target::Server,
          .extent = Extent::Lasting,
          .parameters = kSlowParameters,
          .begin = begin_slow,
          .end = remove};
}

FaultKind server_overloaded() {
  return {.name = "server_overloaded",
          .says =
              "requests queue for a few workers, those given up by their askers too; the rest is "
              "refused",
          .imitates =
              "everybody who comes back at once after an outage; retries that keep a server busy "
              "for hours (Bronson et al., HotOS 2021)",
          .leaves_out =
              "the load of others: all requests come from the devices of the world; Retry-After; "
              "queues that favour anybody",
          .target = Target::Server,
          .extent = Extent::Lasting,
          .parameters = kOverloadParameters,
          .begin = begin_overload,
          .end = remove};
}

}  // namespace storm::faults
