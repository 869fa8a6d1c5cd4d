#pragma once

#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "engine/operation.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/plan.h"

namespace storm::scenarios {

/// Plans by hand, a line for each thing in them.
class PlanBuilder final {
 public:
  explicit PlanBuilder(std::size_t devices) {
    plan_.scenario = "by_hand";
    plan_.seed = 1;
    plan_.start = WallTime{days{20'514}};
    plan_.chaos = 24h;
    plan_.quiet = 2h;
    for (std::size_t i = 0; i < devices; ++i) {
      plan_.devices.push_back({.name = fmt::format("desk-{}", i + 1),
                               .group = "desk",
                               .scopes = {"team"},
                               .clock = {},
                               .link = {},
                               .disk = {}});
    }
  }

  PlanBuilder& create(std::uint32_t device, Duration at, const std::string& document) {
    engine::Operation operation = begin(engine::OperationKind::Create, document);
    operation.fields = {{"title", fmt::format("title {}", next_)}};
    return add(device, at, std::move(operation));
  }
  PlanBuilder& set(std::uint32_t device, Duration at, const std::string& document) {
    engine::Operation operation = begin(engine::OperationKind::Set, document);
    operation.field = "title";
    operation.value = fmt::format("value {}", next_);
    return add(device, at, std::move(operation));
  }
  PlanBuilder& erase(std::uint32_t device, Duration at, const std::string& document) {
    return add(device, at, begin(engine::OperationKind::Delete, document));
  }
  PlanBuilder& fault(const std::string& kind, std::uint32_t target, Duration begin,
                     Duration lasts) {
    PlannedFault fault;
    fault.kind = kind;
    fault.target = target;
    fault.begin = Instant{begin};
    if (lasts != Duration::zero()) fault.end = fault.begin + lasts;
    for (const faults::Parameter& parameter : faults::find_fault_kind(kind)->parameters) {
      fault.parameters[std::string(parameter.name)] = parameter.default_value.value_or(0);
    }
    plan_.faults.push_back(std::move(fault));
    return *this;
  }

  Plan& plan() { return plan_; }

 private:
  engine::Operation begin(engine::OperationKind kind, const std::string& document) {
    engine::Operation operation;
    operation.id = engine::OperationId{++next_};
    operation.kind = kind;
    operation.scope = "team";
    operation.document = document;
    return operation;
  }
  PlanBuilder& add(std::uint32_t device, Duration at, engine::Operation operation) {
    plan_.operations.push_back(
        {.at = Instant{at}, .device = device, .operation = std::move(operation)});
    return *this;
  }

  Plan plan_;
  std::uint64_t next_ = 0;
};

/// Documents of the plan's operations, in their order, with who does what: "1 creates d".
inline std::vector<std::string> deeds(const Plan& plan) {
  constexpr const char* kVerbs[] = {"creates", "sets", "adds to", "deletes"};
  std::vector<std::string> texts;
  for (const PlannedOperation& planned : plan.operations) {
    texts.push_back(fmt::format("{} {} {}", planned.device,
                                kVerbs[static_cast<int>(planned.operation.kind)],
                                planned.operation.document));
  }
  return texts;
}

/// Two devices, `one` and `two`, of the scope "team": the first creates `note` with the title
/// "first", the second then sets it to "second". Phases and faults are the caller's.
inline Plan note_in_two_hands(Duration created, Duration edited) {
  Plan plan;
  plan.scenario = "tiny";
  plan.start = WallTime{days{20'000}};
  for (const char* name : {"one", "two"}) {
    DevicePlan& device = plan.devices.emplace_back();
    device.name = name;
    device.group = "desk";
    device.scopes = {"team"};
  }
  engine::Operation create;
  create.id = engine::OperationId{1};
  create.kind = engine::OperationKind::Create;
  create.scope = "team";
  create.document = "note";
  create.fields = {{"title", "first"}};
  plan.operations.push_back({.at = Instant{created}, .device = 0, .operation = create});
  engine::Operation set = create;
  set.id = engine::OperationId{2};
  set.kind = engine::OperationKind::Set;
  set.field = "title";
  set.value = "second";
  set.fields.clear();
  plan.operations.push_back({.at = Instant{edited}, .device = 1, .operation = set});
  return plan;
}

}  // namespace storm::scenarios
