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

constexpr std::array kRetentionParameters{
    duration_parameter("older_than", 1h, Duration::zero(), days{3660},
                       "age from which deletions are forgotten, by the server's clock"),
    duration_parameter("interval", 1h, 1min, days{400}, "how often the job runs"),
};

void begin_collect(Port& port, const Parameters& parameters) {
  port.administration.collect_tombstones(Duration{parameters.at("older_than")});
}

/// Nothing to take back: what the job has collected is gone, and it does not run again.
void nothing(Port& /*port*/, const Parameters& /*parameters*/) {}

Duration step_retention(Port& port, const Parameters& parameters) {
  port.administration.collect_tombstones(duration_in(parameters, "older_than"));
  return duration_in(parameters, "interval");
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

FaultKind retention_shortened() {
  return {
      .name = "retention_shortened",
      .says = "the server forgets deletions sooner, again and again until the end",
      .imitates =
          "an administrator who makes room: a retention of 90 days that becomes one of 7, and "
          "who takes it back after the first complaints",
      .leaves_out = "a job that is interrupted half-way, or finds the server down and runs late",
      .target = Target::Server,
      .extent = Extent::Lasting,
      .parameters = kRetentionParameters,
      .begin = nothing,
      .end = nothing,
      .step = step_retention};
}

}  // namespace storm::faults
