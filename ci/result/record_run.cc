#include "ci/result/record_run.h"

#include <algorithm>
#include <utility>

#include "ci/result/measure_catalogue.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

using scenarios::Plan;
using scenarios::Violation;

RunVerdict verdict_of(scenarios::Verdict verdict) {
  switch (verdict) {
    case scenarios::Verdict::Pass:
      return RunVerdict::Pass;
    case scenarios::Verdict::Violated:
      return RunVerdict::Violated;
    case scenarios::Verdict::Inconclusive:
      return RunVerdict::Inconclusive;
  }
  return RunVerdict::Inconclusive;
}

RecordedViolation record_violation(const Plan& plan, const Violation& violation) {
  RecordedViolation record{.kind = violation.kind,
                           .at = violation.at,
                           .devices = {},
                           .operations = {},
                           .explanation = violation.explanation};
  for (const std::uint32_t device : violation.devices) {
    STORM_ASSERT(device < plan.devices.size());
    record.devices.push_back(plan.devices[device].name);
  }
  for (const engine::OperationId operation : violation.operations) {
    record.operations.push_back(static_cast<std::uint64_t>(operation));
  }
  return record;
}

const char* unit_of(engine::PolicyType type) {
  return type == engine::PolicyType::Duration ? "nanoseconds" : "count";
}

std::vector<Measure> policies_of(const Plan& plan, const engine::System& system) {
  std::vector<Measure> policies;
  for (const engine::PolicyDescription& policy : system.policies) {
    std::string name(policy.name);
    const auto set = plan.policies.find(name);
    policies.push_back({.name = std::move(name),
                        .unit = unit_of(policy.type),
                        .value = set == plan.policies.end() ? policy.default_value : set->second});
  }
  return policies;
}

std::vector<std::string> defects_in(const Plan& plan, const engine::System& system) {
  std::vector<std::string> planted;
  for (const engine::Defect& defect : system.defects) {
    const auto set = plan.policies.find(std::string(defect.policy));
    if (set != plan.policies.end() && set->second != 0) planted.emplace_back(defect.id);
  }
  return planted;
}

}  // namespace

std::vector<RecordedProperty> record_properties(const Plan& plan,
                                                const scenarios::RunReport& report) {
  std::vector<RecordedProperty> properties;
  for (const scenarios::JudgedProperty& judged : report.properties) {
    RecordedProperty property;
    property.name = judged.name;
    property.not_applicable = judged.judgement.not_applicable;
    for (const scenarios::Bound& bound : judged.judgement.bounds) {
      property.bounds.push_back({.name = std::string(bound.name),
                                 .nanoseconds = bound.value.count(),
                                 .source = std::string(scenarios::words_of(bound.source))});
    }
    for (const auto& [what, count] : judged.judgement.counts) {
      property.judged.push_back({.what = what, .count = count});
    }
    for (const Violation& violation : judged.judgement.violations) {
      // Shrinkers and folders find a failure by it.
      STORM_ASSERT(violation.property == judged.name);
      property.violations.push_back(record_violation(plan, violation));
    }
    properties.push_back(std::move(property));
  }
  return properties;
}

RunRecord record_run(const Plan& plan, const engine::System& system,
                     const scenarios::RunReport& report, const RunFacts& facts) {
  RunRecord record;
  record.version = facts.version;
  record.scenario = plan.scenario;
  record.seed = plan.seed;
  record.engine = system.name;
  record.defects = defects_in(plan, system);
  record.policies = policies_of(plan, system);
  record.verdict = verdict_of(report.verdict);
  record.properties = record_properties(plan, report);
  record.measures = measures_of({.plan = plan,
                                 .report = report,
                                 .wall_microseconds = facts.wall_microseconds,
                                 .memory_bytes = facts.memory_bytes});
  record.fingerprint = report.fingerprint;
  record.metrics_path = facts.metrics_path;
  record.repeat = facts.repeat;
  STORM_ASSERT(flaw_of(record).empty());
  return record;
}

Violation violation_in(const Plan& plan, const std::string& property,
                       const RecordedViolation& violation) {
  Violation judged;
  judged.property = property;
  judged.kind = violation.kind;
  judged.at = violation.at;
  judged.explanation = violation.explanation;
  for (std::uint32_t device = 0; device < plan.devices.size(); ++device) {
    const bool is_named =
        std::ranges::find(violation.devices, plan.devices[device].name) != violation.devices.end();
    if (is_named) judged.devices.push_back(device);
  }
  for (const std::uint64_t operation : violation.operations) {
    judged.operations.push_back(engine::OperationId{operation});
  }
  return judged;
}

}  // namespace storm::ci
