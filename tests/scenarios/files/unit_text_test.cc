#include "scenarios/files/unit_text.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>

namespace storm::scenarios {
namespace {

TEST(DurationTextTest, ReadsOneUnitAndSeveral) {
  EXPECT_EQ(parse_duration("30d"), days{30});
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("-3d12h"), -Duration{84h});
  EXPECT_EQ(parse_duration("1.5h"), 90min);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(DurationTextTest, RefusesWhatIsNoDuration) {
  for (const char* text :
       {"", "-", "5", "h", "1h 30m", "30m1h", "1h1h", "1x", "1.h", ".5h", "1..5h", "99999999999d",
        "1.0000000001s", "+1h", "1e3s", "--1h", "1ns5"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

TEST(RoundedDownTest, DecimalsThatNobodyMeantAreDropped) {
  EXPECT_EQ(parse_duration_down("0.850000143051s"), Duration{850'000'143});
  EXPECT_EQ(parse_duration_down("0.9999999999999999999999999s"), Duration{999'999'999});
  EXPECT_EQ(parse_duration_down("1.00000000000001d"), Duration{days{1}});
  EXPECT_EQ(parse_duration_down("1.000000000000999999d"), Duration{days{1}} + 86ns);
  EXPECT_EQ(parse_bytes_down("320498.143236"), 320'498);
  EXPECT_EQ(parse_bytes_down("1.9999kB"), 1'999);
  EXPECT_EQ(parse_probability_down("0.12345678"), 123'456);
  EXPECT_EQ(parse_probability_down("1.23456789%"), 12'345);
}

TEST(RoundedDownTest, WhatIsBelowZeroStaysBelowIt) {
  EXPECT_EQ(parse_duration_down("-1.5s"), -Duration{1500ms});
  EXPECT_EQ(parse_bytes_down("-5"), -5);
}

TEST(RoundedDownTest, StatisticsProgramsWriteExponents) {
  EXPECT_EQ(parse_bytes_down("1e+05"), 100'000);
  EXPECT_EQ(parse_bytes_down("1.25E6"), 1'250'000);
  EXPECT_EQ(parse_probability_down("1e-04"), 100);
  EXPECT_EQ(parse_probability_down("2e-15"), 0);
  EXPECT_EQ(parse_duration_down("15e-1s"), Duration{1500ms});
}

TEST(RoundedDownTest, WhatDoesNotFitIsRefused) {
  for (const char* text : {"", "--1", "1e", "1e+", "1e16", "9e15e3", "9223372036854775808", "0x10",
                           "1,5", "99999999999999999999", "9223372036854775807e15"}) {
    EXPECT_FALSE(parse_bytes_down(text).has_value()) << text;
  }
  EXPECT_FALSE(parse_duration_down("1").has_value());
  EXPECT_FALSE(parse_duration_down("9223372036854775807.999999999999999999d").has_value());
}

RC_GTEST_PROP(RoundedDownProperty, WhatIsExactIsReadTheSame, (std::int64_t nanoseconds_in)) {
  RC_PRE(nanoseconds_in >= 0);
  const std::string text = duration_text(Duration{nanoseconds_in});
  RC_ASSERT(parse_duration_down(text) == parse_duration(text));
}

RC_GTEST_PROP(DurationTextProperty, WhatIsPrintedIsReadBack, (std::int64_t nanoseconds_in)) {
  RC_PRE(nanoseconds_in != INT64_MIN);
  const Duration duration{nanoseconds_in};
  RC_ASSERT(parse_duration(duration_text(duration)) == duration);
}

RC_GTEST_PROP(DurationTextProperty, AnyTextIsAnsweredWithoutHarm, (const std::string& text)) {
  const auto duration = parse_duration(text);
  RC_ASSERT(!duration || parse_duration(duration_text(*duration)) == duration);
  const auto bytes = parse_bytes(text);
  RC_ASSERT(!bytes || *bytes >= 0);
}

TEST(BytesTextTest, ReadsBinaryAndDecimalUnits) {
  EXPECT_EQ(parse_bytes("64MiB"), 64 << 20);
  EXPECT_EQ(parse_bytes("2kB"), 2'000);
  EXPECT_EQ(parse_bytes("0B"), 0);
  EXPECT_EQ(parse_bytes("1.5KiB"), 1536);
  EXPECT_FALSE(parse_bytes("-1B").has_value());
  EXPECT_FALSE(parse_bytes("1.5B").has_value());
  EXPECT_FALSE(parse_bytes("64mib").has_value());
  EXPECT_EQ(bytes_text(64 << 20), "64MiB");
  EXPECT_EQ(bytes_text(1000), "1000B");
}

TEST(PercentageTextTest, ReadsPartsPerMillion) {
  EXPECT_EQ(parse_percentage("1%"), 10'000);
  EXPECT_EQ(parse_percentage("0.25%"), 2'500);
  EXPECT_FALSE(parse_percentage("1").has_value());
}

TEST(PercentageTextTest, AProbabilityMayBeADecimalNumberToo) {
  EXPECT_EQ(parse_probability("1%"), 10'000);
  EXPECT_EQ(parse_probability("0.01"), 10'000);
  EXPECT_EQ(parse_probability("1"), 1'000'000);
  for (const char* text : {"", "0.0.1", "1e-2", "%", "1%%", "0.01 ", ".5", "0.0000001"}) {
    EXPECT_FALSE(parse_probability(text).has_value()) << text;
  }
}

RC_GTEST_PROP(PercentageTextProperty, WhatIsPrintedIsReadBack, ()) {
  const auto parts_per_million = *rc::gen::inRange<std::int64_t>(0, 1'000'001);
  RC_ASSERT(parse_percentage(percentage_text(parts_per_million)) == parts_per_million);
}

TEST(QuantityTextTest, WritesEachUnitAsAScenarioWould) {
  EXPECT_EQ(quantity_text(90'000'000'000, Unit::Duration), "\"1m30s\"");
  EXPECT_EQ(quantity_text(10'000, Unit::Probability), "0.01");
  EXPECT_EQ(quantity_text(-12'500, Unit::PartsPerBillion), "-12.5");
  EXPECT_EQ(quantity_text(4096, Unit::Bytes), "\"4KiB\"");
  EXPECT_EQ(quantity_text(7, Unit::Count), "7");
}

}  // namespace
}  // namespace storm::scenarios
