#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/search/plan_moves_simpler.h"

namespace storm::scenarios {

namespace {

/// Adds a move that applies `change`, unless the plan is that already.
template <class Change>
void add_if_new(const Plan& plan, std::vector<Move>& moves, Change change) {
  Plan changed = plan;
  change(changed);
  if (changed == plan) return;
  moves.emplace_back([change](const Plan& from) {
    Plan result = from;
    change(result);
    return result;
  });
}

/// Calls `change` with each value that an operation of the plan writes.
template <class Visit>
void for_each_value(Plan& plan, const Visit& visit) {
  for (PlannedOperation& planned : plan.operations) {
    for (std::string* value : texts_of(planned.operation)) visit(*value);
  }
}

void shorten_values(Plan& plan) {
  int next = 1;
  for_each_value(plan, [&next](std::string& value) { value = fmt::format("v{}", next++); });
}

std::set<std::string> values_of(Plan plan) {
  std::set<std::string> values;
  for_each_value(plan, [&values](const std::string& value) { values.insert(value); });
  return values;
}

/// The value that is met as number `index` becomes short, the others stay.
void shorten_value(Plan& plan, std::size_t index) {
  const std::set<std::string> taken = values_of(plan);
  std::size_t met = 0;
  for_each_value(plan, [&](std::string& value) {
    const std::string name = fmt::format("v{}", ++met);
    if (met == index + 1 && name.size() < value.size() && !taken.contains(name)) value = name;
  });
}

void shorten_documents(Plan& plan) {
  std::map<std::string, std::string> names;
  for (PlannedOperation& planned : plan.operations) {
    std::string& name = names[planned.operation.document];
    if (name.empty()) name = fmt::format("d{}", names.size());
    planned.operation.document = name;
  }
}

void number_operations(Plan& plan) {
  std::uint64_t next = 1;
  for (PlannedOperation& planned : plan.operations) {
    planned.operation.id = engine::OperationId{next++};
  }
}

void add_operation(const Plan& plan, std::size_t index, std::vector<Move>& moves) {
  for (const engine::Operation& simpler : simpler_than(plan.operations[index].operation)) {
    moves.emplace_back([index, simpler](const Plan& from) {
      Plan result = from;
      result.operations[index].operation = simpler;
      return result;
    });
  }
}

void add_parameter(std::size_t index, const faults::Parameter& parameter, std::int64_t value,
                   std::vector<Move>& moves) {
  const std::int64_t simple = parameter.default_value.value_or(
      std::clamp<std::int64_t>(0, parameter.minimum, parameter.maximum));
  std::vector<std::int64_t> nearer = nearer_to(simple, value);
  const bool is_index = parameter.type == faults::ParameterType::Choice ||
                        parameter.type == faults::ParameterType::Trace;
  if (is_index && !nearer.empty()) nearer.resize(1);
  for (const std::int64_t better : nearer) {
    moves.emplace_back([index, name = std::string(parameter.name), better](const Plan& from) {
      Plan result = from;
      result.faults[index].parameters[name] = better;
      return result;
    });
  }
}

/// A clock of a plan: a device's, or with kServerTarget the server's.
ClockPlan& clock_of(Plan& plan, std::uint32_t target) {
  return target == kServerTarget ? plan.server_clock : plan.devices[target].clock;
}

void add_clock(const Plan& plan, std::uint32_t target, std::vector<Move>& moves) {
  Plan copy = plan;
  const ClockPlan clock = clock_of(copy, target);
  add_if_new(plan, moves, [target](Plan& result) { clock_of(result, target) = ClockPlan{}; });
  for (const std::int64_t offset : nearer_to(0, clock.offset.count())) {
    moves.emplace_back([target, offset](const Plan& from) {
      Plan result = from;
      clock_of(result, target).offset = Duration{offset};
      return result;
    });
  }
  for (const std::int64_t drift : nearer_to(0, clock.drift_ppb)) {
    moves.emplace_back([target, drift](const Plan& from) {
      Plan result = from;
      clock_of(result, target).drift_ppb = drift;
      return result;
    });
  }
}

/// Only what an author sees before each change, and at boots and at the end.
constexpr ReadDensity kFewestReads{
    .after_operations = 0, .after_exchanges = 0, .snapshots_every = kRunLengthMax};
constexpr LinkPlan kPlainLink{.latency = 40ms,
                              .jitter = Duration::zero(),
                              .loss = {},
                              .duplication = {},
                              .reordering = {},
                              .bytes_per_second = 0};

void add_link(const Plan& plan, std::size_t device, std::vector<Move>& moves) {
  const auto add = [&](auto change) {
    add_if_new(plan, moves,
               [device, change](Plan& result) { change(result.devices[device].link); });
  };
  add([](LinkPlan& link) { link = kPlainLink; });
  add([](LinkPlan& link) { link.loss = {}; });
  add([](LinkPlan& link) { link.duplication = {}; });
  add([](LinkPlan& link) { link.reordering = {}; });
  add([](LinkPlan& link) { link.bytes_per_second = 0; });
  add([](LinkPlan& link) { link.jitter = Duration::zero(); });
  add([](LinkPlan& link) { link.latency = kPlainLink.latency; });
}

/// A disk of a plan: a device's, or with kServerTarget the server's.
DiskPlan& disk_of(Plan& plan, std::uint32_t target) {
  return target == kServerTarget ? plan.server_disk : plan.devices[target].disk;
}

void add_disk(const Plan& plan, std::uint32_t target, std::vector<Move>& moves) {
  const auto add = [&](auto change) {
    add_if_new(plan, moves, [target, change](Plan& result) { change(disk_of(result, target)); });
  };
  add([](DiskPlan& disk) { disk = {}; });
  add([](DiskPlan& disk) { disk.tearing = DiskPlan{}.tearing; });
  add([](DiskPlan& disk) { disk.sync_latency = DiskPlan{}.sync_latency; });
  add([](DiskPlan& disk) { disk.capacity_bytes = DiskPlan{}.capacity_bytes; });
}

std::set<std::string> scopes_in_use(const Plan& plan) {
  std::set<std::string> scopes;
  for (const PlannedOperation& planned : plan.operations) scopes.insert(planned.operation.scope);
  return scopes;
}

/// A device that holds no scope at all is none of a sync engine's: one stays.
void drop_unused_scopes(Plan& plan) {
  const std::set<std::string> used = scopes_in_use(plan);
  for (DevicePlan& device : plan.devices) {
    std::vector<std::string> kept;
    for (const std::string& scope : device.scopes) {
      if (used.contains(scope)) kept.push_back(scope);
    }
    if (!kept.empty()) device.scopes = std::move(kept);
  }
}

}  // namespace

std::vector<std::int64_t> nearer_to(std::int64_t simple, std::int64_t value) {
  if (value == simple) return {};
  std::vector<std::int64_t> numbers{simple};
  const std::int64_t distance = value - simple;
  for (const Duration round : {Duration{1s}, Duration{1min}, Duration{1h}, Duration{24h}}) {
    if (distance > round.count()) numbers.push_back(simple + round.count());
    if (distance < -round.count()) numbers.push_back(simple - round.count());
  }
  std::int64_t half = distance / 2;
  // Whole seconds read better than what is left of a halved duration.
  constexpr std::int64_t kSecond = Duration{1s}.count();
  if (half > kSecond || half < -kSecond) half -= half % kSecond;
  if (half != 0) numbers.push_back(simple + half);
  return numbers;
}

std::vector<Move> simpler_faults(const Plan& plan) {
  std::vector<Move> moves;
  for (std::size_t i = 0; i < plan.faults.size(); ++i) {
    const faults::FaultKind* kind = faults::find_fault_kind(plan.faults[i].kind);
    if (kind == nullptr) continue;
    for (const faults::Parameter& parameter : kind->parameters) {
      const auto found = plan.faults[i].parameters.find(parameter.name);
      if (found == plan.faults[i].parameters.end()) continue;
      add_parameter(i, parameter, found->second, moves);
    }
  }
  return moves;
}

std::vector<Move> simpler_values(const Plan& plan) {
  std::vector<Move> moves;
  for (std::size_t i = 0; i < plan.operations.size(); ++i) add_operation(plan, i, moves);
  add_if_new(plan, moves, shorten_values);
  for (std::size_t i = 0; i < values_of(plan).size(); ++i) {
    add_if_new(plan, moves, [i](Plan& result) { shorten_value(result, i); });
  }
  add_if_new(plan, moves, shorten_documents);
  add_if_new(plan, moves, number_operations);
  return moves;
}

std::vector<Move> healthier_clocks(const Plan& plan) {
  std::vector<Move> moves;
  add_if_new(plan, moves, [](Plan& result) {
    result.server_clock = {};
    for (DevicePlan& device : result.devices) device.clock = {};
  });
  add_clock(plan, kServerTarget, moves);
  for (std::uint32_t i = 0; i < plan.devices.size(); ++i) add_clock(plan, i, moves);
  return moves;
}

std::vector<Move> plainer_machines(const Plan& plan) {
  std::vector<Move> moves;
  add_if_new(plan, moves, [](Plan& result) { result.ties = sim::Ties::Scheduled; });
  // Reads are part of the run: a failure that needs none of them is easier to follow without.
  add_if_new(plan, moves, [](Plan& result) { result.reads = kFewestReads; });
  add_if_new(plan, moves, [](Plan& result) { result.reads.after_exchanges = 0; });
  add_if_new(plan, moves, [](Plan& result) { result.reads.after_operations = 0; });
  for (std::size_t i = 0; i < plan.devices.size(); ++i) {
    add_if_new(plan, moves, [i](Plan& result) { result.devices[i].healing = Healing::Healed; });
  }
  add_if_new(plan, moves, drop_unused_scopes);
  add_if_new(plan, moves, [](Plan& result) {
    for (DevicePlan& device : result.devices) device.link = kPlainLink;
  });
  for (std::size_t i = 0; i < plan.devices.size(); ++i) add_link(plan, i, moves);
  add_disk(plan, kServerTarget, moves);
  for (std::uint32_t i = 0; i < plan.devices.size(); ++i) add_disk(plan, i, moves);
  return moves;
}

}  // namespace storm::scenarios
