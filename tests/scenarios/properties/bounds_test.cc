#include "scenarios/properties/bounds.h"

#include "gtest/gtest.h"

namespace storm::scenarios {
namespace {

engine::Promises hourly(const engine::Policies& policies) {
  const auto place = policies.find("heartbeat_every");
  return {.idle_interval = place == policies.end() ? Duration{1h} : Duration{place->second}};
}

TEST(BoundsTest, WhatTheScenarioAsksForCountsFirst) {
  Plan plan;
  plan.expectations.drain_within = 7min;
  EXPECT_EQ(drain_within(plan),
            (Bound{.name = "drain_within", .value = 7min, .source = BoundSource::Scenario}));
}

TEST(BoundsTest, WhatNobodyAsksForIsTheHarnesssDefault) {
  EXPECT_EQ(drain_within(Plan{}),
            (Bound{.name = "drain_within", .value = 30min, .source = BoundSource::Default}));
  EXPECT_EQ(idle_interval(Plan{}, engine::System{}),
            (Bound{.name = "idle_interval", .value = 30s, .source = BoundSource::Default}));
}

TEST(BoundsTest, APromiseIsTheSystemsUnderThePlansPolicies) {
  engine::System system{};
  system.promises = hourly;
  Plan plan;
  EXPECT_EQ(idle_interval(plan, system),
            (Bound{.name = "idle_interval", .value = 1h, .source = BoundSource::System}));
  plan.policies["heartbeat_every"] = Duration{5min}.count();
  EXPECT_EQ(idle_interval(plan, system).value, 5min);
}

TEST(BoundsTest, EachSourceHasItsWords) {
  EXPECT_EQ(words_of(BoundSource::Scenario), "the scenario's");
  EXPECT_EQ(words_of(BoundSource::System), "the engine's");
  EXPECT_EQ(words_of(BoundSource::Default), "the default");
}

}  // namespace
}  // namespace storm::scenarios
