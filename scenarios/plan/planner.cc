#include "scenarios/plan/planner.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <utility>

#include "faults/fault_catalogue.h"
#include "scenarios/plan/swarm.h"
#include "scenarios/plan/workload.h"
#include "sim/seed.h"
#include "sim/xoshiro.h"

namespace storm::scenarios {
namespace {

constexpr std::uint32_t kMillion = 1'000'000;

/// A range's value in the stream of that name.
std::int64_t decide(const CountRange& range, const sim::Seed& seed, std::string_view name) {
  sim::Xoshiro random(seed.fork(name));
  return random.between(range.low, range.high);
}

/// Plans are read by people: digits that do not matter beside the width of a range are cut off.
Duration decide(const DurationRange& range, const sim::Seed& seed, std::string_view name) {
  const Duration drawn{decide(CountRange{range.low.count(), range.high.count()}, seed, name)};
  const Duration width = range.high - range.low;
  const Duration into = drawn - range.low;
  if (width >= 1s) return range.low + std::chrono::floor<milliseconds>(into);
  if (width >= 1ms) return range.low + std::chrono::floor<microseconds>(into);
  return drawn;
}

Ratio decide_ratio(const CountRange& ppm, const sim::Seed& seed, std::string_view name) {
  return Ratio{.num = static_cast<std::uint32_t>(decide(ppm, seed, name)), .den = kMillion};
}

ClockPlan decide_clock(const ClockSpec& clock, const sim::Seed& seed) {
  return ClockPlan{.offset = decide(clock.offset, seed, "clock.offset"),
                   .drift_ppb = decide(clock.drift_ppb, seed, "clock.drift")};
}

DiskPlan decide_disk(const DiskSpec& disk, const sim::Seed& seed) {
  return DiskPlan{.capacity_bytes = static_cast<std::uint64_t>(
                      decide(disk.capacity_bytes, seed, "disk.capacity")),
                  .sync_latency = decide(disk.sync_latency, seed, "disk.sync_latency"),
                  .tearing = disk.tearing};
}

LinkPlan decide_link(const LinkSpec& link, const sim::Seed& seed) {
  return LinkPlan{.latency = decide(link.latency, seed, "link.latency"),
                  .jitter = decide(link.jitter, seed, "link.jitter"),
                  .loss = decide_ratio(link.loss_ppm, seed, "link.loss"),
                  .duplication = decide_ratio(link.duplication_ppm, seed, "link.duplication"),
                  .reordering = decide_ratio(link.reordering_ppm, seed, "link.reordering"),
                  .bytes_per_second = static_cast<std::uint64_t>(
                      decide(link.bytes_per_second, seed, "link.bytes_per_second"))};
}

/// The next team in turn for a device of the group, counted over all groups.
std::vector<std::string> scopes_of(const GroupSpec& group, const ScopesSpec& scopes,
                                   const std::string& device, std::int64_t& dealt) {
  std::vector<std::string> names;
  for (const ScopeKind kind : group.scopes) {
    switch (kind) {
      case ScopeKind::Own:
        names.push_back("own/" + device);
        break;
      case ScopeKind::Team:
        names.push_back(fmt::format("team/{:02}", dealt % scopes.teams + 1));
        ++dealt;
        break;
      case ScopeKind::Company:
        names.emplace_back("company");
        break;
    }
  }
  return names;
}

std::vector<DevicePlan> plan_devices(const Scenario& scenario, const sim::Seed& seed) {
  std::vector<DevicePlan> devices;
  std::int64_t dealt = 0;
  for (const GroupSpec& group : scenario.groups) {
    for (std::int64_t number = 1; number <= group.devices; ++number) {
      DevicePlan device;
      device.name = fmt::format("{}-{:02}", group.name, number);
      device.group = group.name;
      device.scopes = scopes_of(group, scenario.scopes, device.name, dealt);
      const sim::Seed own = seed.fork("device").fork(device.name);
      device.clock = decide_clock(group.clock, own);
      device.link = decide_link(group.link, own);
      device.disk = decide_disk(group.disk, own);
      devices.push_back(std::move(device));
    }
  }
  return devices;
}

/// The devices that a fault strikes, or the server.
std::vector<std::uint32_t> pick_targets(const FaultSpec& fault,
                                        const std::vector<DevicePlan>& devices,
                                        const sim::Seed& seed) {
  if (fault.group.empty()) return {kServerTarget};
  // Each device draws its rank, and the lowest are struck: a device that leaves the scenario makes
  // room for one other and changes nothing else.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ranked;
  for (std::uint32_t index = 0; index < devices.size(); ++index) {
    if (devices[index].group != fault.group) continue;
    ranked.emplace_back(seed.fork("rank").fork(devices[index].name).value(), index);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.resize(std::min(ranked.size(), static_cast<std::size_t>(fault.how_many)));
  std::vector<std::uint32_t> targets;
  targets.reserve(ranked.size());
  for (const auto& [rank, index] : ranked) targets.push_back(index);
  std::sort(targets.begin(), targets.end());
  return targets;
}

PlannedFault plan_fault(const FaultSpec& spec, std::uint32_t target, Duration shift,
                        Duration run_length, const sim::Seed& seed) {
  PlannedFault fault;
  fault.kind = spec.kind;
  fault.target = target;
  fault.begin = Instant{shift + decide(spec.from, seed, "from")};
  if (spec.lasts) fault.end = fault.begin + decide(*spec.lasts, seed, "lasts");
  if (spec.until) fault.end = Instant{decide(*spec.until, seed, "until")};
  if (fault.end && *fault.end >= Instant{run_length}) fault.end.reset();
  for (const auto& [name, range] : spec.parameters) {
    fault.parameters.emplace(name, decide(range, seed, name));
  }
  return fault;
}

void plan_occurrences(const FaultSpec& spec, std::uint32_t target, Duration run_length,
                      const sim::Seed& seed, std::vector<PlannedFault>& faults) {
  const Duration every = spec.every.value_or(run_length);
  const std::int64_t times =
      spec.every ? spec.times.value_or(std::numeric_limits<std::int64_t>::max()) : 1;
  for (std::int64_t n = 0; n < times && spec.from.low + n * every < run_length; ++n) {
    PlannedFault fault =
        plan_fault(spec, target, n * every, run_length, seed.fork(static_cast<std::uint64_t>(n)));
    if (fault.begin < Instant{run_length}) faults.push_back(std::move(fault));
  }
}

/// What a device that is left broken does not recover from: it goes off the air, or off, at some
/// moment of the second half.
PlannedFault break_for_good(std::uint32_t device, Duration run_length, const sim::Seed& seed) {
  sim::Xoshiro random(seed);
  const Duration begin = random.between(run_length / 2, run_length - run_length / 100);
  const bool dies = random.one_in(3);
  PlannedFault fault;
  fault.kind = dies ? "crash" : "partition";
  fault.target = device;
  fault.begin = Instant{begin};
  for (const faults::Parameter& parameter : faults::find_fault_kind(fault.kind)->parameters) {
    fault.parameters.emplace(parameter.name, parameter.default_value.value_or(0));
  }
  return fault;
}

/// Picks who is left broken: each device one time in three, but never all.
void leave_some_broken(std::vector<DevicePlan>& devices, const sim::Seed& seed) {
  std::size_t broken = 0;
  for (DevicePlan& device : devices) {
    sim::Xoshiro random(seed.fork("heal").fork(device.name));
    if (!random.one_in(3) || broken + 1 == devices.size()) continue;
    device.healing = Healing::LeftBroken;
    ++broken;
  }
}

std::vector<PlannedFault> plan_faults(const Scenario& scenario,
                                      const std::vector<DevicePlan>& devices,
                                      const sim::Seed& seed) {
  std::vector<PlannedFault> faults;
  std::map<std::pair<std::string, std::string>, std::uint64_t> alike;
  for (const FaultSpec& spec : scenario.faults) {
    const std::uint64_t number = alike[{spec.kind, spec.group}]++;
    const sim::Seed own = seed.fork("fault").fork(spec.kind).fork("on " + spec.group).fork(number);
    for (const std::uint32_t target : pick_targets(spec, devices, own)) {
      const std::string name = target == kServerTarget ? "server" : devices[target].name;
      plan_occurrences(spec, target, scenario.duration, own.fork(name), faults);
    }
  }
  const std::vector<PlannedFault> swarm = plan_swarm(scenario, devices, seed);
  faults.insert(faults.end(), swarm.begin(), swarm.end());
  for (std::uint32_t i = 0; i < devices.size(); ++i) {
    if (devices[i].healing == Healing::LeftBroken) {
      faults.push_back(
          break_for_good(i, scenario.duration, seed.fork("break").fork(devices[i].name)));
    }
  }
  std::stable_sort(
      faults.begin(), faults.end(),
      [](const PlannedFault& left, const PlannedFault& right) { return left.begin < right.begin; });
  return faults;
}

}  // namespace

Plan make_plan_without_operations(const Scenario& scenario, std::uint64_t seed) {
  const sim::Seed own = sim::Seed(seed).fork("plan");
  Plan plan;
  plan.scenario = scenario.name;
  plan.seed = seed;
  plan.start = scenario.start;
  plan.chaos = scenario.duration;
  plan.quiet = scenario.quiet;
  plan.metrics_every = scenario.metrics_every;
  plan.policies = scenario.policies;
  plan.server_clock = decide_clock(scenario.server.clock, own.fork("server"));
  plan.server_disk = decide_disk(scenario.server.disk, own.fork("server"));
  plan.devices = plan_devices(scenario, own);
  plan.traces = scenario.traces;
  plan.ties = scenario.ties;
  if (scenario.heal == Heal::Core) leave_some_broken(plan.devices, own);
  plan.faults = plan_faults(scenario, plan.devices, own);
  plan.reads = scenario.reads;
  plan.expectations.drain_within = scenario.drain_within;
  return plan;
}

Plan make_plan(const Scenario& scenario, std::uint64_t seed) {
  Plan plan = make_plan_without_operations(scenario, seed);
  if (!scenario.chaos) {
    plan.operations = plan_operations(scenario, plan);
    return plan;
  }
  Scenario thinned = scenario;
  thinned.workloads = thin_out(scenario, sim::Seed(seed).fork("plan"));
  plan.operations = plan_operations(thinned, plan);
  return plan;
}

}  // namespace storm::scenarios
