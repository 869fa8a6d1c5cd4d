#include <set>
#include <string>

#include "gtest/gtest.h"

#include "faults/fault.h"
#include "faults/fault_catalogue.h"

namespace storm::faults {
namespace {

TEST(FaultTableTest, EveryRowIsComplete) {
  std::set<std::string> names;
  for (const FaultKind& kind : fault_kinds()) {
    EXPECT_TRUE(names.insert(std::string(kind.name)).second) << kind.name;
    EXPECT_FALSE(kind.says.empty()) << kind.name;
    EXPECT_FALSE(kind.imitates.empty()) << kind.name;
    EXPECT_FALSE(kind.leaves_out.empty()) << kind.name;
    EXPECT_NE(kind.begin, nullptr) << kind.name;
    EXPECT_EQ(kind.end != nullptr, kind.extent == Extent::Lasting) << kind.name;
    EXPECT_EQ(find_fault_kind(kind.name), &kind);
  }
  EXPECT_EQ(find_fault_kind("gremlins"), nullptr);
}

TEST(FaultTableTest, ParametersFitTheirBounds) {
  for (const FaultKind& kind : fault_kinds()) {
    std::set<std::string> names;
    for (const Parameter& parameter : kind.parameters) {
      EXPECT_TRUE(names.insert(std::string(parameter.name)).second) << parameter.name;
      EXPECT_FALSE(parameter.says.empty()) << parameter.name;
      EXPECT_LT(parameter.minimum, parameter.maximum) << parameter.name;
      const bool chooses = parameter.type == ParameterType::Choice;
      EXPECT_EQ(parameter.choices.empty(), !chooses) << parameter.name;
      if (!parameter.default_value) continue;
      EXPECT_GE(*parameter.default_value, parameter.minimum) << parameter.name;
      EXPECT_LE(*parameter.default_value, parameter.maximum) << parameter.name;
    }
  }
}

std::set<std::string> kinds_that_damage(Damage damage) {
  std::set<std::string> names;
  for (const FaultKind& kind : fault_kinds()) {
    if (kind.damage == damage) names.insert(std::string(kind.name));
  }
  return names;
}

TEST(FaultTableTest, WhatCanLoseWorkSaysSo) {
  EXPECT_EQ(kinds_that_damage(Damage::UnsentWork),
            (std::set<std::string>{"bit_rot", "disk_lies", "image_cloned", "image_restored",
                                   "stale_reads", "store_evicted"}));
  EXPECT_EQ(kinds_that_damage(Damage::AcknowledgedWork),
            std::set<std::string>{"database_recreated"});
}

}  // namespace
}  // namespace storm::faults
