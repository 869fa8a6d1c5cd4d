#include "faults/server_faults.h"

#include <array>

namespace storm::faults {

namespace {

constexpr std::array kCollectParameters{
    Parameter{.name = "older_than",
              .type = ParameterType::Duration,
              .default_value = std::nullopt,
              .minimum = 0,
              .maximum = std::chrono::duration_cast<Duration>(days{3660}).count(),
              .says = "age from which deletions are forgotten, by the server's clock",
              .choices = {}},
};

void begin_collect(Port& port, const Parameters& parameters) {
  port.administration.collect_tombstones(Duration{parameters.at("older_than")});
}

}  // namespace

FaultKind collect_tombstones() {
  return {.name = "collect_tombstones",
          .says = "the server forgets old deletions",
          .imitates = "a retention job: purge, vacuum, compaction of a change log",
          .leaves_out = "a job that is interrupted half-way",
          .target = Target::Server,
          .extent = Extent::Instant,
          .parameters = kCollectParameters,
          .begin = begin_collect,
          .end = nullptr};
}

}  // namespace storm::faults
