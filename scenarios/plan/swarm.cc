#include "scenarios/plan/swarm.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "engine/env/assertion.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/swarm_kinds.h"
#include "sim/xoshiro.h"

namespace storm::scenarios {
namespace {

constexpr std::uint32_t kPartsInAll = 1'000'000;
/// A strike is at most a 2^n-th of what it may last; n is drawn up to this.
constexpr std::int64_t kHalvingsMax = 8;
/// How much shorter a strike on the server is.
constexpr std::int64_t kServerFraction = 8;
constexpr std::string_view kServer = "server";

struct SwarmTarget {
  std::uint32_t index = 0;
  std::string name;
};

bool fits(const faults::FaultKind& kind, std::uint32_t target) {
  if (kind.target == faults::Target::Any) return true;
  return (kind.target == faults::Target::Server) == (target == kServerTarget);
}

std::vector<SwarmTarget> targets_of(const ChaosSpec& chaos, const std::vector<DevicePlan>& devices,
                                    const faults::FaultKind& kind) {
  const auto is_on = [&chaos](std::string_view group) {
    return std::ranges::find(chaos.on, group) != chaos.on.end();
  };
  std::vector<SwarmTarget> targets;
  for (std::uint32_t index = 0; index < devices.size(); ++index) {
    const DevicePlan& device = devices[index];
    if (is_on(device.group) && fits(kind, index)) targets.push_back({index, device.name});
  }
  if (is_on(kServer) && fits(kind, kServerTarget)) {
    targets.push_back({kServerTarget, std::string(kServer)});
  }
  return targets;
}

faults::Parameters draw_parameters(const faults::FaultKind& kind, const SwarmKind& swarm,
                                   const sim::Seed& seed) {
  faults::Parameters parameters;
  for (const faults::Parameter& parameter : kind.parameters) {
    SwarmRange range{.parameter = parameter.name};
    const auto given = std::ranges::find(swarm.ranges, parameter.name, &SwarmRange::parameter);
    if (given != swarm.ranges.end()) {
      range = *given;
    } else if (parameter.type == faults::ParameterType::Choice) {
      range.high = parameter.maximum;
    } else {
      STORM_ASSERT(parameter.default_value.has_value());
      range.low = range.high = *parameter.default_value;
    }
    sim::Xoshiro random(seed.fork(parameter.name));
    parameters.emplace(parameter.name, random.between(range.low, range.high));
  }
  return parameters;
}

/// Short strikes are as likely as long ones: each halving of the longest is drawn as often.
Duration draw_length(const DurationRange& lasts, Duration longest, const sim::Seed& seed) {
  sim::Xoshiro random(seed);
  const std::int64_t halvings = random.between(0, kHalvingsMax);
  const Duration high = std::min(lasts.high, longest) / (std::int64_t{1} << halvings);
  return random.between(std::min(lasts.low, high), high);
}

/// The n-th of `count` strikes: in the n-th of as many equal parts of the time, so that none
/// begins before the one before it is over. Plans are read by people: whole milliseconds.
PlannedFault plan_strike(const ChaosSpec& chaos, const faults::FaultKind& kind,
                         const SwarmKind& swarm, std::uint32_t target, std::int64_t n,
                         std::int64_t count, const sim::Seed& seed) {
  const Duration part = (chaos.until - chaos.from) / count;
  const Duration part_begin = chaos.from + n * part;
  sim::Xoshiro random(seed.fork("begin"));
  const Duration into = random.between(Duration::zero(), part - Duration{1});
  PlannedFault fault;
  fault.kind = kind.name;
  fault.target = target;
  fault.begin = Instant{part_begin + std::chrono::floor<milliseconds>(into)};
  fault.parameters = draw_parameters(kind, swarm, seed.fork("parameters"));
  if (kind.extent == faults::Extent::Instant) return fault;
  const std::int64_t fraction = target == kServerTarget ? kServerFraction : 1;
  const Duration drawn = draw_length(chaos.lasts, swarm.longest / fraction, seed.fork("lasts"));
  const Duration length = std::max<Duration>(std::chrono::floor<milliseconds>(drawn), 1ms);
  fault.end = std::min(fault.begin + length, Instant{part_begin + part});
  return fault;
}

void plan_strikes(const ChaosSpec& chaos, const faults::FaultKind& kind, const SwarmKind& swarm,
                  const SwarmTarget& target, const sim::Seed& seed,
                  std::vector<PlannedFault>& faults) {
  sim::Xoshiro random(seed.fork("how many"));
  const std::int64_t count = random.between(chaos.strikes.low, chaos.strikes.high);
  for (std::int64_t n = 0; n < count; ++n) {
    const sim::Seed own = seed.fork(static_cast<std::uint64_t>(n));
    faults.push_back(plan_strike(chaos, kind, swarm, target.index, n, count, own));
  }
}

bool is_switched_on(std::int64_t ppm, const sim::Seed& seed) {
  sim::Xoshiro random(seed);
  return random.chance({.num = static_cast<std::uint32_t>(ppm), .den = kPartsInAll});
}

sim::Seed swarm_seed(const sim::Seed& seed) { return seed.fork("swarm"); }

/// The kinds of operations, as scenario files name them.
constexpr std::array<std::pair<std::string_view, std::int64_t Mix::*>, 6> kActions{
    {{"create_own", &Mix::create_own},
     {"create_shared", &Mix::create_shared},
     {"edit_own", &Mix::edit_own},
     {"edit_shared", &Mix::edit_shared},
     {"increment", &Mix::increment},
     {"delete", &Mix::remove}}};

}  // namespace

std::vector<PlannedFault> plan_swarm(const Scenario& scenario,
                                     const std::vector<DevicePlan>& devices,
                                     const sim::Seed& seed) {
  std::vector<PlannedFault> faults;
  if (!scenario.chaos) return faults;
  const ChaosSpec& chaos = *scenario.chaos;
  for (const std::string& name : chaos.kinds) {
    const faults::FaultKind* kind = faults::find_fault_kind(name);
    const SwarmKind* swarm = find_swarm_kind(name);
    STORM_ASSERT(kind != nullptr && swarm != nullptr);
    STORM_ASSERT(kind->damage == faults::Damage::None);
    const sim::Seed own = swarm_seed(seed).fork("fault").fork(name);
    if (!is_switched_on(chaos.kinds_on_ppm, own.fork("on"))) continue;
    for (const SwarmTarget& target : targets_of(chaos, devices, *kind)) {
      plan_strikes(chaos, *kind, *swarm, target, own.fork("strike").fork(target.name), faults);
    }
  }
  return faults;
}

std::vector<WorkloadSpec> thin_out(const Scenario& scenario, const sim::Seed& seed) {
  std::vector<WorkloadSpec> workloads = scenario.workloads;
  if (!scenario.chaos) return workloads;
  const sim::Seed own = swarm_seed(seed).fork("operation");
  for (WorkloadSpec& workload : workloads) {
    Mix mix = workload.mix;
    std::int64_t left = 0;
    for (const auto& [name, weight] : kActions) {
      if (!is_switched_on(scenario.chaos->operations_on_ppm, own.fork(name))) mix.*weight = 0;
      left += mix.*weight;
    }
    if (left > 0) workload.mix = mix;
  }
  return workloads;
}

std::int64_t most_faults(const Scenario& scenario) {
  if (!scenario.chaos) return 0;
  std::int64_t machines = 1;
  for (const GroupSpec& group : scenario.groups) machines += group.devices;
  return machines * scenario.chaos->strikes.high *
         static_cast<std::int64_t>(scenario.chaos->kinds.size());
}

}  // namespace storm::scenarios
