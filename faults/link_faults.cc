#include "faults/link_faults.h"

#include <array>

#include "engine/env/assertion.h"
#include "faults/parameters.h"
#include "sim/link_trace.h"
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

constexpr std::array kTraceParameters{
    trace_parameter("trace", "which recording the link replays, from its start when it is over"),
    duration_parameter("offset", Duration::zero(), Duration::zero(), days{400},
                       "how far into the recording it begins"),
    choice_parameter("noticed", kYesNo,
                     "whether the operating system says so when the link is down"),
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

using TraceState = sim::LinkTraceStep::State;

const sim::LinkTrace& trace_of(const Port& port, const Parameters& parameters) {
  const auto index = static_cast<std::size_t>(number_in(parameters, "trace"));
  STORM_ASSERT(index < port.traces.size());
  return port.traces[index];
}

/// What the recording did to the link last: nothing before the first step.
TraceState trace_state(const Port& port, const Parameters& parameters) {
  if (port.steps_taken == 0) return TraceState::Up;
  const sim::LinkTrace& trace = trace_of(port, parameters);
  const std::size_t first = place_in(trace, duration_in(parameters, "offset")).step;
  return trace.steps[(first + port.steps_taken - 1) % trace.steps.size()].state;
}

void go_down(sim::Link& link, const Parameters& parameters) {
  if (parameters.at("noticed") == 0) {
    link.unplug();
  } else {
    link.block(sim::Direction::Out);
    link.block(sim::Direction::In);
  }
}

void come_up(sim::Link& link, const Parameters& parameters) {
  if (parameters.at("noticed") == 0) {
    link.plug_in();
  } else {
    link.unblock(sim::Direction::Out);
    link.unblock(sim::Direction::In);
  }
}

void begin_trace(Port& port, const Parameters& /*parameters*/) {
  sim::Link& link = port.machine.link();
  // One degradation for the whole fault, which the steps adjust: a fault that begins later has the
  // last word until its own end, however many steps come meanwhile.
  port.state = link.degrade(link.healthy());
}

void end_trace(Port& port, const Parameters& parameters) {
  sim::Link& link = port.machine.link();
  if (trace_state(port, parameters) == TraceState::Down) come_up(link, parameters);
  link.restore(port.state);
}

/// Goes to the next step of the recording, the first time to the one that `offset` lies in.
Duration step_trace(Port& port, const Parameters& parameters) {
  const sim::LinkTrace& trace = trace_of(port, parameters);
  sim::Link& link = port.machine.link();
  const sim::LinkTracePlace begin = place_in(trace, duration_in(parameters, "offset"));
  const TraceState before = trace_state(port, parameters);
  const bool is_first = port.steps_taken == 0;
  const std::size_t index = (begin.step + port.steps_taken) % trace.steps.size();
  ++port.steps_taken;
  const sim::LinkTraceStep& step = trace.steps[index];
  // Two steps without a link are one time without it: nobody is told in between.
  if (step.state == TraceState::Down && before == TraceState::Up) go_down(link, parameters);
  if (step.state == TraceState::Up && before == TraceState::Down) come_up(link, parameters);
  link.adjust(port.state, quality_in(step, link.healthy()));
  // A steady rate is recorded as a step of a millisecond: nothing changes when it begins anew.
  if (trace.steps.size() == 1) return Duration::zero();
  return is_first ? begin.left : length_of(trace, index);
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
                   [&port](NodeId other) { port.network.block_way(port.machine.id(), other); });
}

void end_partial(Port& port, const Parameters& parameters) {
  for_each_cut_off(port, parameters,
                   [&port](NodeId other) { port.network.unblock_way(port.machine.id(), other); });
}

}  // namespace

FaultKind partition() {
  return {.name = "partition",
          .says = "no message passes between the machine and anybody, both ways or one way",
          .imitates = "no signal; a firewall rule that lets only one direction through",
          .leaves_out = "what is under way when it begins: that arrives",
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

FaultKind link_trace() {
  return {.name = "link_trace",
          .says = "the link behaves as a recorded one did, begun anew as often as need be",
          .imitates =
              "a drive through a city, a train ride, a day of a home link: whatever somebody "
              "recorded",
          .leaves_out =
              "different figures up and down; a new address; the rest of the recorded "
              "network",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kTraceParameters,
          .begin = begin_trace,
          .end = end_trace,
          .step = step_trace};
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
