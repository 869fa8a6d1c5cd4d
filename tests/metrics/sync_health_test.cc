#include "metrics/sync_health.h"

#include <gtest/gtest.h>
#include <sstream>
#include <string>

#include "engine/env/time.h"

namespace storm::metrics {
namespace {

constexpr WallTime kStart{1'577'836'800s};

SyncHealth make_health() {
  return {{.version = "0.1.0", .scenario = "tiny", .seed = 7, .engine = "reference"}, kStart};
}

std::string text_of(const SyncHealth& health) {
  std::ostringstream out;
  health.write(out);
  return out.str();
}

/// Whether `line` stands in `text` as a whole line.
testing::AssertionResult has_line(const std::string& text, const std::string& line) {
  if (("\n" + text).find("\n" + line + "\n") != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << "no line\n" << line << "\nin\n" << text;
}

TEST(SyncHealthTest, DeviceSampleBecomesOneSampleOfEachFamily) {
  SyncHealth health = make_health();
  const std::uint32_t device = health.add_device("tablet-1", "field");
  health.sample_device(device, Instant{1h},
                       {.online = true,
                        .pending_operations = 812,
                        .oldest_pending_age = 36h + 1500ms,
                        .pull_lag = 2min,
                        .pull_lag_operations = 31,
                        .conflicts = 4,
                        .retries = 17,
                        .failed_operations = 1,
                        .last_success = kStart + 30min,
                        .last_attempt = kStart + 59min,
                        .sent_bytes = 1'000,
                        .received_bytes = 2'000,
                        .storage_bytes = 65'536,
                        .clock_offset = -72h});
  const std::string text = text_of(health);
  const std::string labels = R"({scenario="tiny",replica="tablet-1",group="field"} )";
  const std::string at = " 1577840400";
  EXPECT_EQ(health.sample_count(), 14U);
  EXPECT_TRUE(has_line(text, "sync_replica_online" + labels + "1" + at));
  EXPECT_TRUE(has_line(text, "sync_outbox_pending_operations" + labels + "812" + at));
  EXPECT_TRUE(has_line(text, "sync_outbox_oldest_age_seconds" + labels + "129601.5" + at));
  EXPECT_TRUE(has_line(text, "sync_replication_lag_seconds" + labels + "120" + at));
  EXPECT_TRUE(has_line(text, "sync_replication_lag_operations" + labels + "31" + at));
  EXPECT_TRUE(has_line(text, "sync_conflicts_total" + labels + "4" + at));
  EXPECT_TRUE(has_line(text, "sync_retries_total" + labels + "17" + at));
  EXPECT_TRUE(has_line(text, "sync_failed_operations_total" + labels + "1" + at));
  EXPECT_TRUE(has_line(text, "sync_last_success_timestamp_seconds" + labels + "1577838600" + at));
  EXPECT_TRUE(has_line(text, "sync_last_attempt_timestamp_seconds" + labels + "1577840340" + at));
  EXPECT_TRUE(has_line(text, "sync_sent_bytes_total" + labels + "1000" + at));
  EXPECT_TRUE(has_line(text, "sync_received_bytes_total" + labels + "2000" + at));
  EXPECT_TRUE(has_line(text, "sync_storage_bytes" + labels + "65536" + at));
  EXPECT_TRUE(has_line(text, "syncstorm_clock_offset_seconds" + labels + "-259200" + at));
}

TEST(SyncHealthTest, WhatAnEngineDoesNotSayHasNoSample) {
  SyncHealth health = make_health();
  health.sample_device(health.add_device("a", "g"), Instant{}, {});
  const std::string text = text_of(health);
  EXPECT_EQ(text.find("sync_last_success"), std::string::npos) << text;
  EXPECT_EQ(text.find("sync_last_attempt"), std::string::npos) << text;
  EXPECT_EQ(text.find("sync_outbox_pending_operations{"), std::string::npos) << text;
  EXPECT_EQ(text.find("sync_conflicts_total"), std::string::npos) << text;
  EXPECT_EQ(health.sample_count(), 8U);
}

TEST(SyncHealthTest, WorldSampleCarriesTheRunAndTheFaults) {
  SyncHealth health = make_health();
  health.sample_world(Instant{}, {.online_replicas = 3,
                                  .caught_up_replicas = 2,
                                  .divergent_replicas = 1,
                                  .events = 99,
                                  .active_faults = {{"partition", 2}}});
  health.sample_world(Instant{1h}, {.events = 100, .active_faults = {}});
  const std::string text = text_of(health);
  EXPECT_TRUE(has_line(text, R"(syncstorm_info{version="0.1.0",scenario="tiny",seed="7",)"
                             R"(engine="reference"} 1 1577836800)"));
  EXPECT_TRUE(has_line(text, R"(syncstorm_online_replicas{scenario="tiny"} 3 1577836800)"));
  EXPECT_TRUE(has_line(text, R"(syncstorm_caught_up_replicas{scenario="tiny"} 2 1577836800)"));
  EXPECT_TRUE(has_line(text, R"(syncstorm_divergent_replicas{scenario="tiny"} 1 1577836800)"));
  EXPECT_TRUE(has_line(text, R"(syncstorm_events_total{scenario="tiny"} 100 1577840400)"));
  const std::string fault = R"(syncstorm_active_faults{scenario="tiny",fault="partition"} )";
  EXPECT_TRUE(has_line(text, fault + "2 1577836800"));
  EXPECT_TRUE(has_line(text, fault + "0 1577840400"));
}

TEST(SyncHealthTest, OutcomeIsStatedOnce) {
  SyncHealth health = make_health();
  health.set_convergence(Instant{2h}, 90s);
  health.set_violations(Instant{2h}, "convergence", 0);
  health.set_violations(Instant{2h}, "no silent loss", 3);
  const std::string text = text_of(health);
  EXPECT_TRUE(has_line(text, R"(syncstorm_convergence_seconds{scenario="tiny"} 90 1577844000)"));
  const std::string violations = R"(syncstorm_property_violations_total{scenario="tiny",property=)";
  EXPECT_TRUE(has_line(text, violations + R"("convergence"} 0 1577844000)"));
  EXPECT_TRUE(has_line(text, violations + R"("no silent loss"} 3 1577844000)"));
}

}  // namespace
}  // namespace storm::metrics
