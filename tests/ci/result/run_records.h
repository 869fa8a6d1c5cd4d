#pragma once

#include <string>
#include <vector>

#include "ci/result/run_record.h"

namespace storm::ci {

/// A record of a run that passed: one property, and the measures that its text shows.
inline RunRecord passed_record() {
  RunRecord record;
  record.version = "0.1";
  record.scenario = "week";
  record.seed = 18446744073709551615U;
  record.engine = "naive";
  record.properties = {{.name = "convergence",
                        .judged = {{.what = "replicas compared", .count = 1}},
                        .violations = {}}};
  record.measures = {{.name = "devices", .unit = "devices", .value = 1},
                     {.name = "operations_planned", .unit = "operations", .value = 3},
                     {.name = "simulated_time", .unit = "nanoseconds", .value = 7'200'000'000'000},
                     {.name = "wall_time", .unit = "microseconds", .value = 1'234'567},
                     {.name = "memory", .unit = "bytes", .value = 3 << 20}};
  record.fingerprint = "00112233445566778899aabbccddeeff";
  record.repeat = "syncstorm run week.toml --seed 18446744073709551615 --engine naive";
  return record;
}

/// One that failed in these ways.
inline RunRecord failed_record(const std::string& fingerprint,
                               const std::vector<scenarios::FailureMark>& marks) {
  RunRecord record = passed_record();
  record.fingerprint = fingerprint;
  record.verdict = marks.empty() ? RunVerdict::Pass : RunVerdict::Violated;
  for (const scenarios::FailureMark& mark : marks) {
    record.properties.push_back({.name = mark.property,
                                 .judged = {},
                                 .violations = {{.kind = mark.kind,
                                                 .at = Instant{},
                                                 .devices = {"desk-01"},
                                                 .operations = {},
                                                 .explanation = "desk-01 " + mark.kind}}});
  }
  return record;
}

/// One whose process died.
inline RunRecord crashed_record(const std::string& how) {
  RunRecord record;
  record.scenario = "week";
  record.engine = "naive";
  record.verdict = RunVerdict::Crashed;
  record.death = {
      .how = how, .try_again = false, .world_time_milliseconds = {}, .world_memory_bytes = {}};
  record.repeat = "syncstorm run week.toml";
  return record;
}

}  // namespace storm::ci
