#include "faults/link_faults.h"

#include <array>

#include "faults/parameters.h"
#include "sim/machine.h"
#include "sim/xoshiro.h"

namespace storm::faults {

namespace {

constexpr std::array<std::string_view, 3> kDirections{"both", "out", "in"};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};

constexpr std::array kPartitionParameters{
    choice_parameter("direction", kDirections, "which messages are lost, seen from the machine"),
    choice_parameter("noticed", kYesNo,
                     "whether the operating system says that the network is gone; only with both"),
};

constexpr std::array kQualityParameters{
    duration_parameter("latency", 300ms, Duration::zero(), days{1}, "one way"),
    duration_parameter("jitter", 100ms, Duration::zero(), days{1},
                       "up to this much more for each message"),
    probability_parameter("loss", 0, "messages lost"),
    probability_parameter("duplication", 0, "messages doubled"),
    probability_parameter("reordering", 0, "messages held back by up to ten latencies"),
    bytes_parameter("bytes_per_second", 0, "rate of each direction; 0 for no limit"),
};

constexpr std::array kFlappingParameters{
    duration_parameter("up", 30s, 1ms, days{1}, "how long the link is there, on average"),
    duration_parameter("down", 10s, 1ms, days{1}, "how long it is not"),
};

constexpr std::array kPartialParameters{
    probability_parameter("share", kMillion / 2, "of the other machines, which chance picks"),
};

enum class Way : std::uint8_t { Unplugged, Both, Out, In };

Way way_of(const Parameters& parameters) {
  const std::int64_t direction = parameters.at("direction");
  if (direction == 1) return Way::Out;
  if (direction == 2) return Way::In;
  return parameters.at("noticed") == 0 ? Way::Unplugged : Way::Both;
}

void begin_partition(Port& port, const Parameters& parameters) {
  sim::Link& link = port.machine.link();
  const Way way = way_of(parameters);
  if (way == Way::Unplugged) link.unplug();
  if (way == Way::Both || way == Way::Out) link.block(sim::Direction::Out);
  if (way == Way::Both || way == Way::In) link.block(sim::Direction::In);
}

void end_partition(Port& port, const Parameters& parameters) {
  sim::Link& link = port.machine.link();
  const Way way = way_of(parameters);
  if (way == Way::Unplugged) link.plug_in();
  if (way == Way::Both || way == Way::Out) link.unblock(sim::Direction::Out);
  if (way == Way::Both || way == Way::In) link.unblock(sim::Direction::In);
}

void begin_quality(Port& port, const Parameters& parameters) {
  port.state = port.machine.link().degrade(
      {.latency = Duration{parameters.at("latency")},
       .jitter = Duration{parameters.at("jitter")},
       .loss = ratio_in(parameters, "loss"),
       .duplication = ratio_in(parameters, "duplication"),
       .reordering = ratio_in(parameters, "reordering"),
       .bytes_per_second = static_cast<std::uint64_t>(parameters.at("bytes_per_second"))});
}

void end_quality(Port& port, const Parameters& /*parameters*/) {
  port.machine.link().restore(port.state);
}

/// Whether the flapping link is down; kept in the fault's state.
enum class Flap : std::uint64_t { Up, Down };

void begin_flapping(Port& port, const Parameters& /*parameters*/) {
  port.state = static_cast<std::uint64_t>(Flap::Up);
}

void end_flapping(Port& port, const Parameters& /*parameters*/) {
  if (static_cast<Flap>(port.state) == Flap::Down) port.machine.link().plug_in();
}

/// Turns the link over, and draws from half to three halves of the time that it stays so.
Duration step_flapping(Port& port, const Parameters& parameters) {
  const bool goes_down = static_cast<Flap>(port.state) == Flap::Up;
  if (goes_down) {
    port.machine.link().unplug();
  } else {
    port.machine.link().plug_in();
  }
  port.state = static_cast<std::uint64_t>(goes_down ? Flap::Down : Flap::Up);
  const Duration usual = duration_in(parameters, goes_down ? "down" : "up");
  return port.random.between(usual / 2, usual + usual / 2);
}

/// Whom a partial partition cuts off: the same at its end as at its begin.
template <class Act>
void for_each_cut_off(const Port& port, const Parameters& parameters, const Act& act) {
  sim::Xoshiro random{sim::Seed(port.state)};
  for (std::uint32_t index = 0; index < port.network.machines(); ++index) {
    const bool picked = random.chance(ratio_in(parameters, "share"));
    if (picked && NodeId{index} != port.machine.id()) act(NodeId{index});
  }
}

void begin_partial(Port& port, const Parameters& parameters) {
  port.state = port.random.next();
  for_each_cut_off(port, parameters,
                   [&port](NodeId other) { port.network.cut(port.machine.id(), other); });
}

void end_partial(Port& port, const Parameters& parameters) {
  for_each_cut_off(port, parameters,
                   [&port](NodeId other) { port.network.mend(port.machine.id(), other); });
}

}  // namespace

FaultKind partition() {
  return {.name = "partition",
          .says = "no message passes between the machine and anybody, both ways or one way",
          .imitates = "no signal; a firewall rule that lets only one direction through",
          .leaves_out = "local networks without a way out: devices only speak to the server",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kPartitionParameters,
          .begin = begin_partition,
          .end = end_partition};
}

FaultKind link_quality() {
  return {.name = "link_quality",
          .says = "the link becomes slow, lossy, doubling or reordering",
          .imitates = "a train, a crowded stadium, a proxy that retries, 2G",
          .leaves_out = "losses that come in bursts",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kQualityParameters,
          .begin = begin_quality,
          .end = end_quality};
}

FaultKind flapping() {
  return {.name = "flapping",
          .says = "the link goes and comes back again and again, and the system says so each time",
          .imitates = "the edge of a cell; a loose cable",
          .leaves_out = "a new address each time",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kFlappingParameters,
          .begin = begin_flapping,
          .end = end_flapping,
          .step = step_flapping};
}

FaultKind partial_partition() {
  return {.name = "partial_partition",
          .says = "some of the machines cannot reach this one, which serves all others",
          .imitates = "a broken route between two providers; a switch that lost one port",
          .leaves_out = "routes around: whoever is cut off stays so",
          .target = Target::Server,
          .extent = Extent::Lasting,
          .parameters = kPartialParameters,
          .begin = begin_partial,
          .end = end_partial};
}

}  // namespace storm::faults
