#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/plan/plan.h"
#include "scenarios/search/arbitrary_plan.h"
#include "scenarios/search/plan_moves.h"
#include "scenarios/search/shrink.h"

namespace storm::scenarios {
namespace {

/// What a plan has to keep in order to fail: operations by id, faults by kind, so many devices.
/// Chosen out of a plan by chance, so that this plan fails.
struct Core {
  std::vector<engine::Operation> operations;
  std::vector<std::string> faults;
  std::size_t devices = 1;

  bool is_in(const Plan& plan) const {
    return plan.devices.size() >= devices &&
           std::ranges::all_of(operations,
                               [&plan](const engine::Operation& wanted) {
                                 return std::ranges::any_of(
                                     plan.operations, [&wanted](const PlannedOperation& there) {
                                       return there.operation.kind == wanted.kind &&
                                              there.operation.document == wanted.document;
                                     });
                               }) &&
           std::ranges::all_of(faults, [&plan](const std::string& kind) {
             return std::ranges::find(plan.faults, kind, &PlannedFault::kind) != plan.faults.end();
           });
  }
};

Core core_of(const Plan& plan) {
  Core core;
  core.devices = *rc::gen::inRange<std::size_t>(1, plan.devices.size() + 1);
  for (const PlannedOperation& planned : plan.operations) {
    if (*rc::gen::weightedElement<bool>({{1, true}, {3, false}})) {
      core.operations.push_back(planned.operation);
    }
  }
  for (const PlannedFault& fault : plan.faults) {
    if (*rc::gen::weightedElement<bool>({{1, true}, {2, false}})) core.faults.push_back(fault.kind);
  }
  return core;
}

/// Plans whose faults may replay a recording.
rc::Gen<Plan> plans() {
  ArbitraryPlanOptions options;
  for (const char* name : {"drive", "ride"}) {
    options.traces.push_back({.name = name,
                              .steps = {{.at = 0s, .latency = 35ms},
                                        {.at = 1min, .state = sim::LinkTraceStep::State::Down},
                                        {.at = 90s, .bytes_per_second = 5'000}},
                              .length = 2min});
  }
  return arbitrary_plan(std::move(options));
}

/// What the header of plan files asks of a plan, as far as a move could break it.
void expect_valid(const Plan& plan) {
  RC_ASSERT(std::ranges::all_of(plan.traces,
                                [](const sim::LinkTrace& trace) { return is_sound(trace); }));
  RC_ASSERT(!plan.devices.empty());
  RC_ASSERT(std::ranges::is_sorted(plan.operations, {}, &PlannedOperation::at));
  RC_ASSERT(std::ranges::is_sorted(plan.faults, {}, &PlannedFault::begin));
  std::set<engine::OperationId> ids;
  std::set<std::string> values;
  std::set<std::string> created;
  for (const PlannedOperation& planned : plan.operations) {
    const engine::Operation& operation = planned.operation;
    RC_ASSERT(planned.device < plan.devices.size());
    RC_ASSERT(planned.at <= Instant{plan.chaos});
    RC_ASSERT(ids.insert(operation.id).second);
    if (operation.kind == engine::OperationKind::Create) created.insert(operation.document);
    RC_ASSERT(created.contains(operation.document));
    if (operation.kind == engine::OperationKind::Set)
      RC_ASSERT(values.insert(operation.value).second);
    for (const auto& [field, value] : operation.fields) RC_ASSERT(values.insert(value).second);
  }
  for (const PlannedFault& fault : plan.faults) {
    RC_ASSERT(fault.target == kServerTarget || fault.target < plan.devices.size());
    RC_ASSERT(fault.begin <= Instant{plan.chaos});
    RC_ASSERT(!fault.end || (*fault.end > fault.begin && *fault.end <= Instant{plan.chaos}));
    for (const faults::Parameter& parameter : faults::find_fault_kind(fault.kind)->parameters) {
      const auto found = fault.parameters.find(parameter.name);
      RC_ASSERT(found != fault.parameters.end());
      RC_ASSERT(parameter.minimum <= found->second);
      RC_ASSERT(found->second <= parameter.maximum);
      const bool is_trace = parameter.type == faults::ParameterType::Trace;
      RC_ASSERT(!is_trace || found->second < static_cast<std::int64_t>(plan.traces.size()));
    }
  }
}

RC_GTEST_PROP(ArbitraryPlanProperty, IsValid, (const Plan& plan)) { expect_valid(plan); }

RC_GTEST_PROP(PlanMovesProperty, KeepPlansValidAndNeverMakeThemLarger, ()) {
  const Plan plan = *plans();
  const PlanSize before = size_of(plan);
  for (const Move& move : all_moves(plan)) {
    const Plan after = move(plan);
    expect_valid(after);
    RC_ASSERT(after != plan);
    RC_ASSERT(size_of(after).devices <= before.devices);
    RC_ASSERT(size_of(after).operations <= before.operations);
    RC_ASSERT(size_of(after).faults <= before.faults);
    RC_ASSERT(after.chaos + after.quiet <= plan.chaos + plan.quiet);
  }
}

RC_GTEST_PROP(ShrinkProperty, ResultFailsIsNeverLargerAndCannotShrinkFurther, ()) {
  const Plan plan = *plans();
  const Core core = core_of(plan);
  const auto fails = [&core](const Plan& candidate) { return core.is_in(candidate); };
  SerialTrials trials(fails);
  const Shrunk shrunk = shrink(plan, trials);
  RC_ASSERT(shrunk.end == ShrinkEnd::Smallest);
  RC_ASSERT(core.is_in(shrunk.plan));
  RC_ASSERT(size_of(shrunk.plan).devices <= plan.devices.size());
  RC_ASSERT(size_of(shrunk.plan).operations <= size_of(plan).operations);
  RC_ASSERT(size_of(shrunk.plan).faults <= core.faults.size());
  SerialTrials again(fails);
  RC_ASSERT(shrink(shrunk.plan, again).plan == shrunk.plan);
  for (const Move& move : all_moves(shrunk.plan)) RC_ASSERT(!core.is_in(move(shrunk.plan)));
}

}  // namespace
}  // namespace storm::scenarios
