#include "ci/machine/whole_number.h"

#include <cstdint>
#include <string_view>

#include "gtest/gtest.h"

namespace storm::ci {
namespace {

TEST(WholeNumberTest, IsWhatWasWritten) {
  EXPECT_EQ(whole_number("0"), 0U);
  EXPECT_EQ(whole_number("10"), 10U);
  EXPECT_EQ(whole_number("18446744073709551615"), UINT64_MAX);
}

TEST(WholeNumberTest, EverythingElseIsNone) {
  for (const std::string_view text : {"", "-1", "+1", "010", "00", "18446744073709551616", "1e3",
                                      "0x10", " 1", "1 ", "1.0", "one"}) {
    EXPECT_EQ(whole_number(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace storm::ci
