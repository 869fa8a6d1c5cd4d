#include "faults/server_faults.h"

#include <array>
#include <optional>

#include "faults/parameters.h"

namespace storm::faults {

namespace {

constexpr std::array kCollectParameters{
    duration_parameter("older_than", std::nullopt, Duration::zero(), days{3660},
                       "age from which deletions are forgotten, by the server's clock"),
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
