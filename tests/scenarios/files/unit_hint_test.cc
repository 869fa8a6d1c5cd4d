#include "scenarios/files/unit_hint.h"

#include <gtest/gtest.h>

namespace storm::scenarios {
namespace {

TEST(UnitHintTest, OtherNamesOfUnitsAreUnderstood) {
  EXPECT_EQ(nearest_quantity("8KB", Unit::Bytes), "8kB");
  EXPECT_EQ(nearest_quantity("8 mib", Unit::Bytes), "8MiB");
  EXPECT_EQ(nearest_quantity("1.5G", Unit::Bytes), "1.5GiB");
  EXPECT_EQ(nearest_quantity("5 minutes", Unit::Duration), "5m");
  EXPECT_EQ(nearest_quantity("5min", Unit::Duration), "5m");
  EXPECT_EQ(nearest_quantity("2H", Unit::Duration), "2h");
}

TEST(UnitHintTest, NothingIsGuessedFromNothing) {
  EXPECT_EQ(nearest_quantity("soon", Unit::Duration), "");
  EXPECT_EQ(nearest_quantity("5", Unit::Duration), "");
  EXPECT_EQ(nearest_quantity("minutes", Unit::Duration), "");
  EXPECT_EQ(nearest_quantity("5 apples", Unit::Bytes), "");
  EXPECT_EQ(nearest_quantity("8KB", Unit::Count), "");
}

}  // namespace
}  // namespace storm::scenarios
