#include "metrics/open_metrics.h"

#include <charconv>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>
#include <sstream>
#include <string>

#include "engine/env/time.h"

namespace storm::metrics {
namespace {

// 2020-01-01T00:00:00Z
constexpr WallTime kStart{1'577'836'800s};

std::string text_of(const OpenMetrics& metrics) {
  std::ostringstream out;
  metrics.write(out);
  return out.str();
}

std::string decimal(std::int64_t value, std::uint32_t decimals) {
  std::string text;
  append_decimal(text, value, decimals);
  return text;
}

TEST(OpenMetricsTest, NothingCollectedIsAnEmptyExposition) {
  EXPECT_EQ(text_of(OpenMetrics(kStart)), "# EOF\n");
}

TEST(OpenMetricsTest, WritesFamiliesSeriesAndSamplesInOrder) {
  OpenMetrics metrics(kStart);
  const FamilyId age = metrics.add_family({.name = "sync_outbox_oldest_age_seconds",
                                           .unit = "seconds",
                                           .help = "Age of the oldest pending operation.",
                                           .decimals = 9});
  const FamilyId retries = metrics.add_family({.name = "sync_retries",
                                               .type = MetricType::Counter,
                                               .unit = {},
                                               .help = "Requests made again."});
  const FamilyId info = metrics.add_family(
      {.name = "syncstorm", .type = MetricType::Info, .unit = {}, .help = "The run."});
  const SeriesId age_of_b = metrics.add_series(age, {{"replica", "b"}, {"group", "field"}});
  const SeriesId age_of_a = metrics.add_series(age, {{"replica", "a"}, {"group", "field"}});
  const SeriesId retries_of_a = metrics.add_series(retries, {{"replica", "a"}});
  const SeriesId run = metrics.add_series(info, {{"seed", "7"}});
  metrics.append(age_of_a, Instant{1h}, 1'500'000'000);
  metrics.append(age_of_b, Instant{}, 0);
  metrics.append(age_of_b, Instant{1h}, 3);
  metrics.append(retries_of_a, Instant{90min}, 12);
  metrics.append(run, Instant{250ms}, 1);
  EXPECT_EQ(metrics.sample_count(), 5U);
  EXPECT_EQ(text_of(metrics),
            "# TYPE sync_outbox_oldest_age_seconds gauge\n"
            "# UNIT sync_outbox_oldest_age_seconds seconds\n"
            "# HELP sync_outbox_oldest_age_seconds Age of the oldest pending operation.\n"
            "sync_outbox_oldest_age_seconds{replica=\"b\",group=\"field\"} 0 1577836800\n"
            "sync_outbox_oldest_age_seconds{replica=\"b\",group=\"field\"} 0.000000003 1577840400\n"
            "sync_outbox_oldest_age_seconds{replica=\"a\",group=\"field\"} 1.5 1577840400\n"
            "# TYPE sync_retries counter\n"
            "# HELP sync_retries Requests made again.\n"
            "sync_retries_total{replica=\"a\"} 12 1577842200\n"
            "# TYPE syncstorm info\n"
            "# HELP syncstorm The run.\n"
            "syncstorm_info{seed=\"7\"} 1 1577836800.25\n"
            "# EOF\n");
}

TEST(OpenMetricsTest, FamilyWithoutSamplesIsLeftOut) {
  OpenMetrics metrics(kStart);
  const FamilyId family = metrics.add_family({.name = "idle", .unit = {}, .help = "Idle."});
  metrics.add_series(family, {});
  EXPECT_EQ(text_of(metrics), "# EOF\n");
}

TEST(OpenMetricsTest, SeriesWithoutLabelsHasNoBraces) {
  OpenMetrics metrics(kStart);
  const FamilyId family = metrics.add_family({.name = "load", .unit = {}, .help = "Load."});
  metrics.append(metrics.add_series(family, {}), Instant{}, -4);
  EXPECT_NE(text_of(metrics).find("\nload -4 1577836800\n"), std::string::npos);
}

TEST(OpenMetricsTest, LabelsAndHelpAreEscaped) {
  OpenMetrics metrics(kStart);
  const FamilyId family =
      metrics.add_family({.name = "odd", .unit = {}, .help = "A \"quoted\"\nback\\slash."});
  metrics.append(metrics.add_series(family, {{"replica", "a\"b\\c\nd"}}), Instant{}, 1);
  const std::string text = text_of(metrics);
  EXPECT_NE(text.find("# HELP odd A \\\"quoted\\\"\\nback\\\\slash.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("odd{replica=\"a\\\"b\\\\c\\nd\"} 1 "), std::string::npos) << text;
}

TEST(OpenMetricsTest, TextLongerThanTheBufferIsWhole) {
  OpenMetrics metrics(kStart);
  const FamilyId family = metrics.add_family({.name = "many", .unit = {}, .help = "Many."});
  const SeriesId series = metrics.add_series(family, {});
  std::string expected = "# TYPE many gauge\n# HELP many Many.\n";
  for (int i = 0; i < 10'000; ++i) {
    metrics.append(series, Instant{seconds{i}}, i);
    expected += "many " + std::to_string(i) + ' ' + std::to_string(1'577'836'800 + i) + '\n';
  }
  EXPECT_EQ(text_of(metrics), expected + "# EOF\n");
}

TEST(OpenMetricsTest, DecimalsAreShortest) {
  EXPECT_EQ(decimal(0, 0), "0");
  EXPECT_EQ(decimal(0, 9), "0");
  EXPECT_EQ(decimal(42, 0), "42");
  EXPECT_EQ(decimal(1'000'000'000, 9), "1");
  EXPECT_EQ(decimal(1'050'000'000, 9), "1.05");
  EXPECT_EQ(decimal(50'000'000, 9), "0.05");
  EXPECT_EQ(decimal(1, 9), "0.000000001");
  EXPECT_EQ(decimal(-1, 9), "-0.000000001");
  EXPECT_EQ(decimal(-2'500, 3), "-2.5");
  EXPECT_EQ(decimal(std::numeric_limits<std::int64_t>::min(), 9), "-9223372036.854775808");
  EXPECT_EQ(decimal(std::numeric_limits<std::int64_t>::max(), 18), "9.223372036854775807");
}

RC_GTEST_PROP(OpenMetricsProperty, DecimalsReadBackExactly, (std::int64_t value)) {
  constexpr std::uint32_t kDecimals = 9;
  std::string text = decimal(value, kDecimals);
  const std::size_t point = text.find('.');
  std::size_t fraction_digits = 0;
  if (point != std::string::npos) {
    fraction_digits = text.size() - point - 1;
    text.erase(point, 1);
  }
  RC_ASSERT(fraction_digits <= kDecimals);
  text.append(kDecimals - fraction_digits, '0');
  std::int64_t read = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
  RC_ASSERT(error == std::errc{});
  RC_ASSERT(end == text.data() + text.size());
  RC_ASSERT(read == value);
}

using OpenMetricsDeathTest = testing::Test;

TEST(OpenMetricsDeathTest, MisuseIsOurBug) {
  OpenMetrics metrics(kStart);
  const FamilyId family = metrics.add_family({.name = "load", .unit = {}, .help = "Load."});
  const SeriesId series = metrics.add_series(family, {{"replica", "a"}});
  metrics.append(series, Instant{1s}, 1);
  EXPECT_DEATH(metrics.append(series, Instant{1s}, 1), "samples.back");
  EXPECT_DEATH(metrics.add_series(family, {{"replica", "a"}}), "none_of");
  EXPECT_DEATH(metrics.add_series(family, {{"bad-name", "a"}}), "is_name");
  EXPECT_DEATH(metrics.add_family({.name = "load", .unit = {}, .help = {}}), "none_of");
  EXPECT_DEATH(metrics.add_family({.name = "1st", .unit = {}, .help = {}}), "is_name");
  EXPECT_DEATH(metrics.add_family({.name = "age", .unit = "seconds", .help = {}}), "unit");
  EXPECT_DEATH(metrics.add_family({.name = "x_total", .unit = {}, .help = {}}), "_total");
}

}  // namespace
}  // namespace storm::metrics
