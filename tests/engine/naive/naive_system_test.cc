#include "engine/naive/naive_system.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <utility>

#include "faults/fault_catalogue.h"
#include "scenarios/world/runner.h"

namespace storm::engine::naive {
namespace {

using scenarios::kServerTarget;
using scenarios::Plan;

/// Three devices that share one scope, for a day and two hours of quiet.
Plan small_plan() {
  Plan plan;
  plan.scenario = "naive";
  plan.seed = 1;
  plan.start = WallTime{days{19'000}};
  plan.chaos = days{1};
  plan.quiet = hours{2};
  for (const char* name : {"a", "b", "c"}) {
    auto& device = plan.devices.emplace_back();
    device.name = name;
    device.scopes = {"s"};
  }
  return plan;
}

Operation& add(Plan& plan, Duration at, std::uint32_t device, OperationKind kind,
               std::string document) {
  auto& planned = plan.operations.emplace_back();
  planned.at = Instant{at};
  planned.device = device;
  planned.operation.id = OperationId{plan.operations.size()};
  planned.operation.kind = kind;
  planned.operation.scope = "s";
  planned.operation.document = std::move(document);
  return planned.operation;
}

void create(Plan& plan, Duration at, std::uint32_t device, const std::string& document) {
  add(plan, at, device, OperationKind::Create, document).fields = {{"title", document + " new"}};
}

void set(Plan& plan, Duration at, std::uint32_t device, const std::string& document,
         const std::string& value) {
  Operation& operation = add(plan, at, device, OperationKind::Set, document);
  operation.field = "title";
  operation.value = value;
}

void increment(Plan& plan, Duration at, std::uint32_t device, const std::string& document) {
  Operation& operation = add(plan, at, device, OperationKind::Increment, document);
  operation.field = "likes";
  operation.delta = 1;
}

void fault(Plan& plan, std::string_view kind, std::uint32_t target, Duration begin, Duration end) {
  auto& planned = plan.faults.emplace_back();
  planned.kind = kind;
  planned.target = target;
  planned.begin = Instant{begin};
  planned.end = Instant{end};
  for (const faults::Parameter& parameter : faults::find_fault_kind(kind)->parameters) {
    planned.parameters.emplace(parameter.name, parameter.default_value.value_or(0));
  }
}

scenarios::RunReport run(const Plan& plan) {
  const System system = naive_system();
  scenarios::RunOptions options;
  options.system = &system;
  return scenarios::run_world(plan, options);
}

std::set<std::string> violated(const scenarios::RunReport& report) {
  std::set<std::string> names;
  for (const auto& property : report.properties) {
    if (!property.judgement.violations.empty()) names.emplace(property.name);
  }
  return names;
}

TEST(NaiveSystemTest, WorksWhenNothingGoesWrong) {
  Plan plan = small_plan();
  create(plan, hours{1}, 0, "n");
  create(plan, hours{2}, 1, "gone");
  set(plan, hours{3}, 2, "n", "v1");
  increment(plan, hours{4}, 0, "n");
  increment(plan, hours{5}, 1, "n");
  add(plan, hours{6}, 2, OperationKind::Delete, "gone");
  const auto report = run(plan);
  EXPECT_EQ(report.operations_accepted, 6U);
  ASSERT_EQ(report.server.size(), 1U);
  EXPECT_EQ(report.server.at("n"),
            (Document{.scope = "s", .fields = {{"title", "v1"}}, .counters = {{"likes", 2}}}));
  // It claims a success at each attempt, so that honesty has something to say even here.
  auto names = violated(report);
  names.erase("honesty");
  EXPECT_EQ(names, std::set<std::string>{});
}

TEST(NaiveSystemTest, ACrashForgetsWhatWasToBeSent) {
  Plan plan = small_plan();
  create(plan, hours{1}, 0, "n");
  fault(plan, "partition", 1, hours{2}, hours{6});
  set(plan, hours{3}, 1, "n", "v1");
  fault(plan, "crash", 1, hours{4}, hours{5});
  EXPECT_EQ(violated(run(plan)),
            (std::set<std::string>{"convergence", "no silent loss", "progress", "honesty"}));
}

TEST(NaiveSystemTest, AnOldUpdateBringsADocumentBack) {
  Plan plan = small_plan();
  create(plan, hours{1}, 0, "n");
  fault(plan, "partition", 1, hours{2}, hours{6});
  set(plan, hours{3}, 1, "n", "v1");
  add(plan, hours{4}, 0, OperationKind::Delete, "n");
  EXPECT_TRUE(violated(run(plan)).contains("deletes stay"));
}

TEST(NaiveSystemTest, TwoWhoAddOneAddOne) {
  Plan plan = small_plan();
  create(plan, hours{1}, 0, "n");
  fault(plan, "partition", 1, hours{2}, hours{6});
  increment(plan, hours{3}, 0, "n");
  increment(plan, hours{4}, 1, "n");
  EXPECT_TRUE(violated(run(plan)).contains("effects once"));
}

TEST(NaiveSystemTest, SurvivesARestartOfTheServer) {
  Plan plan = small_plan();
  create(plan, hours{1}, 0, "n");
  fault(plan, "restart", kServerTarget, hours{2}, hours{3});
  set(plan, hours{4}, 1, "n", "v1");
  EXPECT_EQ(run(plan).server.at("n").fields.at("title"), "v1");
}

}  // namespace
}  // namespace storm::engine::naive
