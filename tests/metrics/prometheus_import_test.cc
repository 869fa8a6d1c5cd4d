#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>
#include <unistd.h>

#include "engine/env/time.h"
#include "metrics/sync_health.h"

namespace storm::metrics {
namespace {

namespace fs = std::filesystem;

constexpr WallTime kStart{1'577'836'800s};
constexpr int kDevices = 50;
constexpr int kHours = 720;

/// An empty folder of its own for each process, gone afterwards.
class ScratchFolder final {
 public:
  ScratchFolder()
      : path_(fs::path(testing::TempDir()) / ("storm-import-" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~ScratchFolder() { fs::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A month of fifty devices that fall behind hour by hour, each at its own pace.
SyncHealth make_month() {
  SyncHealth health({.version = "0.1.0", .scenario = "month", .seed = 1, .engine = "reference"},
                    kStart);
  for (int d = 0; d < kDevices; ++d) {
    health.add_device("device-" + std::to_string(d), d % 2 == 0 ? "office" : "field");
  }
  for (int h = 0; h < kHours; ++h) {
    const Instant at{hours{h}};
    for (int d = 0; d < kDevices; ++d) {
      const auto pending = static_cast<std::uint64_t>(h * d);
      health.sample_device(static_cast<std::uint32_t>(d), at,
                           {.online = h % 2 == 0,
                            .pending_operations = pending,
                            .oldest_pending_age = hours{h},
                            .pull_lag = minutes{h} + 500ms,
                            .conflicts = pending / 10,
                            .retries = pending / 5,
                            .failed_operations = 0,
                            .last_success = kStart + hours{h / 24},
                            .last_attempt = kStart + hours{h}});
    }
    health.sample_world(
        at,
        {.divergent_replicas = 1, .events = static_cast<std::uint64_t>(h), .active_faults = {}});
  }
  health.set_convergence(Instant{hours{kHours}}, 25min);
  return health;
}

/// Runs promtool with its output in a file and returns its exit status.
int promtool(const std::string& arguments, const fs::path& output) {
  const std::string command = "promtool " + arguments + " > '" + output.string() + "' 2>&1";
  return std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe): the test has one thread.
}

TEST(PrometheusImportTest, MonthBecomesBlocksThatReadBack) {
  const ScratchFolder scratch;
  const fs::path text = scratch.path() / "metrics.om";
  const fs::path data = scratch.path() / "data";
  const fs::path output = scratch.path() / "output";
  const SyncHealth month = make_month();
  {
    std::ofstream out(text);
    month.write(out);
    ASSERT_TRUE(out.flush());
  }

  ASSERT_EQ(promtool("tsdb create-blocks-from openmetrics --max-block-duration=720h '" +
                         text.string() + "' '" + data.string() + "'",
                     output),
            0)
      << "Debian's package prometheus has promtool. It says:\n"
      << contents(output);
  int blocks = 0;
  for (const auto& entry : fs::directory_iterator(data)) {
    if (fs::exists(entry.path() / "index")) ++blocks;
  }
  EXPECT_GE(blocks, 1);
  EXPECT_LE(blocks, 5) << "many small blocks: the import of a month takes minutes";

  // Up to the last sample, 2020-01-31T00:00:00Z: past the last block promtool 2.42 wants a WAL.
  ASSERT_EQ(promtool("tsdb dump --max-time=1580428800000 '" + data.string() + "'", output), 0);
  std::set<std::string> missing;
  const auto expect = [&](const std::string& name, const std::string& value) {
    // 2020-01-11T10:00:00Z is hour 250. A dump shows milliseconds.
    missing.insert("{__name__=\"" + name +
                   R"(", group="field", replica="device-7", scenario="month"} )" + value +
                   " 1578736800000");
  };
  expect("sync_outbox_pending_operations", "1750");
  expect("sync_outbox_oldest_age_seconds", "900000");
  expect("sync_replication_lag_seconds", "15000.5");
  expect("sync_conflicts_total", "175");
  expect("sync_last_success_timestamp_seconds", "1.5778728e+09");
  expect("sync_replica_online", "1");
  std::ifstream dump(output);
  std::uint64_t samples = 0;
  for (std::string line; std::getline(dump, line);) {
    ++samples;
    missing.erase(line);
  }
  EXPECT_EQ(missing, std::set<std::string>{});
  EXPECT_EQ(samples, month.sample_count());
}

}  // namespace
}  // namespace storm::metrics
