#include "faults/link_faults.h"

#include <array>

#include "sim/machine.h"

namespace storm::faults {

namespace {

constexpr std::array<std::string_view, 3> kDirections{"both", "out", "in"};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::int64_t kDay = std::chrono::duration_cast<Duration>(days{1}).count();
constexpr std::uint32_t kMillion = 1'000'000;

constexpr std::array kPartitionParameters{
    Parameter{.name = "direction",
              .type = ParameterType::Choice,
              .default_value = 0,
              .minimum = 0,
              .maximum = 2,
              .says = "which messages are lost, seen from the machine",
              .choices = kDirections},
    Parameter{.name = "noticed",
              .type = ParameterType::Choice,
              .default_value = 0,
              .minimum = 0,
              .maximum = 1,
              .says = "whether the operating system says that the network is gone; only with both",
              .choices = kYesNo},
};

constexpr Parameter probability(std::string_view name, std::int64_t value, std::string_view says) {
  return {.name = name,
          .type = ParameterType::Probability,
          .default_value = value,
          .minimum = 0,
          .maximum = kMillion,
          .says = says,
          .choices = {}};
}

constexpr Parameter delay(std::string_view name, Duration value, std::string_view says) {
  return {.name = name,
          .type = ParameterType::Duration,
          .default_value = value.count(),
          .minimum = 0,
          .maximum = kDay,
          .says = says,
          .choices = {}};
}

constexpr std::array kQualityParameters{
    delay("latency", 300ms, "one way"),
    delay("jitter", 100ms, "up to this much more for each message"),
    probability("loss", 0, "messages lost"),
    probability("duplication", 0, "messages doubled"),
    probability("reordering", 0, "messages held back by up to ten latencies"),
    Parameter{.name = "bytes_per_second",
              .type = ParameterType::Bytes,
              .default_value = 0,
              .minimum = 0,
              .maximum = std::int64_t{1} << 40U,
              .says = "rate of each direction; 0 for no limit",
              .choices = {}},
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

Ratio ratio(const Parameters& parameters, std::string_view name) {
  return {.num = static_cast<std::uint32_t>(parameters.find(name)->second), .den = kMillion};
}

void begin_quality(Port& port, const Parameters& parameters) {
  port.state = port.machine.link().degrade(
      {.latency = Duration{parameters.at("latency")},
       .jitter = Duration{parameters.at("jitter")},
       .loss = ratio(parameters, "loss"),
       .duplication = ratio(parameters, "duplication"),
       .reordering = ratio(parameters, "reordering"),
       .bytes_per_second = static_cast<std::uint64_t>(parameters.at("bytes_per_second"))});
}

void end_quality(Port& port, const Parameters& /*parameters*/) {
  port.machine.link().restore(port.state);
}

}  // namespace

FaultKind partition() {
  return {.name = "partition",
          .says = "no message passes between the machine and anybody, both ways or one way",
          .imitates = "no signal; a firewall rule that lets only one direction through",
          .leaves_out = "partitions between some of the machines only",
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

}  // namespace storm::faults
