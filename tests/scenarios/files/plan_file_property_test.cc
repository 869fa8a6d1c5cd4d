#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/plan_file.h"
#include "tests/scenarios/any_link_trace.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

using engine::OperationKind;

Duration any_duration(Duration low, Duration high) {
  // RapidCheck's ranges leave out their end.
  return Duration{*rc::gen::inRange<std::int64_t>(low.count(), high.count() + 1)};
}

/// A text that is made of what is hard to write down.
std::string any_text() {
  static const std::vector<std::string> kPieces{
      "a",    "\"", "\\", "\n", "\t", " ",      "\r", std::string(1, '\0'),   "\x7f", "ß",
      "🌩", "'",  "#",  "=",  "[",  "\"\"\"", "}",  std::string(1500, ' '), "0",    "-"};
  std::string text;
  for (const std::string& piece : *rc::gen::nonEmpty(
           rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces)))) {
    text += piece;
  }
  return text;
}

Ratio any_ratio() {
  const auto den = *rc::gen::elementOf(std::vector<std::uint32_t>{1, 3, 1'000'000, 4'294'967'295});
  const auto num = *rc::gen::inRange<std::uint32_t>(0, std::min(den, den + 1));
  return {.num = num, .den = den};
}

ClockPlan any_clock() {
  const Duration offset = any_duration(-days{40'000}, days{40'000});
  const auto drift = *rc::gen::inRange<std::int64_t>(-100'000'000, 100'000'001);
  return {.offset = offset, .drift_ppb = drift};
}

DiskPlan any_disk() {
  const auto capacity = *rc::gen::inRange<std::uint64_t>(256 << 10, std::uint64_t{1} << 40U);
  const Duration sync_latency = any_duration(0s, 10s);
  const auto tearing =
      *rc::gen::element(sim::Tearing::Never, sim::Tearing::OldAndNew, sim::Tearing::Garbage);
  return {.capacity_bytes = capacity, .sync_latency = sync_latency, .tearing = tearing};
}

LinkPlan any_link() {
  LinkPlan link;
  link.latency = any_duration(0s, 1min);
  link.jitter = any_duration(0s, 1min);
  link.loss = any_ratio();
  link.duplication = any_ratio();
  link.reordering = any_ratio();
  link.bytes_per_second = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 40U);
  return link;
}

PlannedOperation any_operation(const Plan& plan, std::uint64_t id) {
  PlannedOperation planned;
  planned.at = Instant{any_duration(0s, plan.chaos)};
  planned.device =
      *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(plan.devices.size()));
  engine::Operation& operation = planned.operation;
  operation.id = static_cast<engine::OperationId>(id);
  operation.kind = *rc::gen::element(OperationKind::Create, OperationKind::Set,
                                     OperationKind::Increment, OperationKind::Delete);
  operation.scope = "team/\"01\"";
  // Each create has a document of its own, and each value its operation's id.
  operation.document =
      any_text() + (operation.kind == OperationKind::Create ? std::to_string(id) : "");
  const std::string mark = std::to_string(id) + "/";
  if (operation.kind == OperationKind::Create) {
    const auto fields = *rc::gen::inRange(0, 4);
    for (int i = 0; i < fields; ++i) {
      // Keys cannot be spread over lines.
      const std::string text = any_text();
      const std::string field = text.size() < 500 ? text : "too long";
      operation.fields[field] = mark + any_text();
    }
  } else if (operation.kind != OperationKind::Delete) {
    operation.field = any_text();
  }
  if (operation.kind == OperationKind::Set) operation.value = any_text() + mark;
  if (operation.kind == OperationKind::Increment) {
    operation.delta = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
  }
  return planned;
}

PlannedFault any_fault(const Plan& plan) {
  const auto kinds = faults::fault_kinds();
  const faults::FaultKind& kind = kinds[*rc::gen::inRange<std::size_t>(0, kinds.size())];
  PlannedFault fault;
  fault.kind = kind.name;
  fault.target = kind.target == faults::Target::Server ? kServerTarget : 0;
  fault.begin = Instant{any_duration(0s, plan.chaos - 2ns)};
  if (kind.extent == faults::Extent::Lasting && *rc::gen::arbitrary<bool>()) {
    fault.end = Instant{any_duration(fault.begin.time_since_epoch() + 1ns, plan.chaos)};
  }
  for (const faults::Parameter& parameter : kind.parameters) {
    const bool is_trace = parameter.type == faults::ParameterType::Trace;
    const auto end = is_trace ? static_cast<std::int64_t>(plan.traces.size()) : parameter.maximum;
    fault.parameters[std::string(parameter.name)] =
        *rc::gen::inRange<std::int64_t>(parameter.minimum, end);
  }
  return fault;
}

Plan any_plan() {
  Plan plan;
  plan.scenario = "any_plan-1";
  plan.seed = *rc::gen::arbitrary<std::uint64_t>() << *rc::gen::inRange(0, 64);
  plan.start = WallTime{days{18'000} + any_duration(0s, days{10'000})};
  plan.chaos = any_duration(1ms, days{400});
  plan.quiet = any_duration(1ms, days{30});
  plan.metrics_every = any_duration(1s, days{1});
  plan.expectations.drain_within = any_duration(1ms, plan.quiet);
  if (*rc::gen::arbitrary<bool>()) plan.policies["batch_max"] = *rc::gen::inRange(0, 1000);
  if (*rc::gen::arbitrary<bool>()) plan.policies["retry_max"] = any_duration(0s, days{9}).count();
  plan.ties = *rc::gen::element(sim::Ties::Scheduled, sim::Ties::Shuffled);
  plan.server_clock = any_clock();
  plan.server_disk = any_disk();
  const auto devices = *rc::gen::inRange(1, 4);
  for (int i = 0; i < devices; ++i) {
    DevicePlan device{.name = "desk-0" + std::to_string(i),
                      .group = *rc::gen::element<std::string>("", "desk"),
                      .scopes = {any_text(), "team/\"01\""},
                      .clock = any_clock(),
                      .link = any_link(),
                      .disk = any_disk(),
                      .healing = *rc::gen::element(Healing::Healed, Healing::LeftBroken)};
    plan.devices.push_back(std::move(device));
  }
  const auto traces = *rc::gen::inRange(1, 4);
  for (int i = 0; i < traces; ++i) {
    plan.traces.push_back(any_link_trace("drive-" + std::to_string(i)));
  }
  const auto operations = *rc::gen::inRange(0, 5);
  for (int i = 0; i < operations; ++i) {
    plan.operations.push_back(any_operation(plan, static_cast<std::uint64_t>(i) + 1));
  }
  const auto faults = *rc::gen::inRange(0, 4);
  for (int i = 0; i < faults; ++i) plan.faults.push_back(any_fault(plan));
  std::ranges::stable_sort(plan.operations, {}, &PlannedOperation::at);
  std::ranges::stable_sort(plan.faults, {}, &PlannedFault::begin);
  return plan;
}

RC_GTEST_PROP(PlanFileProperty, AWrittenPlanReadsAsItself, ()) {
  const Plan plan = any_plan();
  const bool described = *rc::gen::arbitrary<bool>();
  const std::string text = described ? to_toml(plan, test_vocabulary().policies) : to_toml(plan);
  const ReadPlan read = read_plan(text, "plan.toml", test_vocabulary());
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    RC_FAIL(to_text(diagnostics->front()) + "\n" + text);
  }
  RC_ASSERT(std::get<Plan>(read) == plan);
}

RC_GTEST_PROP(PlanFileProperty, DamagedPlansAreExplainedOrStillMakeAPlan, ()) {
  static const std::vector<std::string> kPieces{"",
                                                "\"",
                                                "=",
                                                "[",
                                                "]",
                                                "{",
                                                "\n",
                                                "-",
                                                "99999999999999999999",
                                                "nan",
                                                "\"-1d\"",
                                                "\"400d\"",
                                                "[[device]]\n",
                                                "\xff",
                                                "é",
                                                ".",
                                                "0",
                                                "[plan]\n",
                                                "end",
                                                "\"1/0\"",
                                                "true",
                                                "'",
                                                "[[fault]]\n",
                                                ",",
                                                "down",
                                                "end\","};
  std::string text = to_toml(any_plan(), test_vocabulary().policies);
  const auto slips = *rc::gen::inRange(1, 4);
  for (int i = 0; i < slips; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    const auto erased = *rc::gen::inRange<std::size_t>(0, 24);
    text.replace(at, erased, *rc::gen::elementOf(kPieces));
  }
  const ReadPlan read = read_plan(text, "plan.toml", test_vocabulary());
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    RC_ASSERT(!diagnostics->empty());
    for (const Diagnostic& diagnostic : *diagnostics) {
      RC_ASSERT(!diagnostic.problem.empty());
      RC_ASSERT(diagnostic.file == "plan.toml");
    }
    return;
  }
  // What is taken for a plan can be written and read again.
  const Plan& plan = std::get<Plan>(read);
  const ReadPlan again = read_plan(to_toml(plan), "plan.toml", test_vocabulary());
  RC_ASSERT(std::holds_alternative<Plan>(again));
  RC_ASSERT(std::get<Plan>(again) == plan);
}

RC_GTEST_PROP(PlanFileProperty, AnyBytesAreAnswered, (const std::string& text)) {
  const ReadPlan read = read_plan(text, "plan.toml", test_vocabulary());
  RC_ASSERT(!std::get<std::vector<Diagnostic>>(read).empty());
}

}  // namespace
}  // namespace storm::scenarios
