#include "faults/disk_faults.h"

#include <array>

#include "sim/machine.h"

namespace storm::faults {

namespace {

constexpr std::array kFullParameters{
    Parameter{.name = "free_bytes",
              .type = ParameterType::Bytes,
              .default_value = 0,
              .minimum = 0,
              .maximum = std::int64_t{1} << 40U,
              .says = "room that is left when the fault begins",
              .choices = {}},
};

void begin_full(Port& port, const Parameters& parameters) {
  const auto free_bytes = static_cast<std::uint64_t>(parameters.at("free_bytes"));
  port.state = port.machine.limit_capacity(port.machine.disk().used_bytes() + free_bytes);
}

void end_full(Port& port, const Parameters& /*parameters*/) { port.machine.lift_limit(port.state); }

}  // namespace

FaultKind disk_full() {
  return {.name = "disk_full",
          .says = "the disk takes no more than a little; writes fail with ENOSPC",
          .imitates = "photos and videos fill a phone; a browser's quota shrinks",
          .leaves_out = "who fills it: the space is simply gone",
          .target = Target::Any,
          .extent = Extent::Lasting,
          .parameters = kFullParameters,
          .begin = begin_full,
          .end = end_full};
}

}  // namespace storm::faults
