#include "ci/failure/failure_pictures.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "ci/machine/file_access.h"
#include "ci/result/load.h"
#include "metrics/history.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

constexpr const char* kSmall = "scenarios/small_chaos.toml";

scenarios::RunReport run(const scenarios::Plan& plan, const engine::System& system,
                         metrics::History* history) {
  scenarios::RunOptions options;
  options.system = &system;
  options.history = history;
  return scenarios::run_world(plan, options);
}

std::vector<std::string> nodes_of(const scenarios::Plan& plan) {
  std::vector<std::string> names{"server"};
  for (const scenarios::DevicePlan& device : plan.devices) names.push_back(device.name);
  return names;
}

class FailurePicturesTest : public testing::Test {
 protected:
  PictureOrder order(const std::string& engine) {
    return {.plan = &plan_,
            .system = &engine_named(engine),
            .mark = {},
            .prefix = folder_.path() + "/shown_",
            .repeat_line = "syncstorm replay here"};
  }

  bool exists(const std::string& name) const {
    return std::filesystem::exists(folder_.path() + "/shown_" + name);
  }
  std::string text(const std::string& name) const {
    return read_file(folder_.path() + "/shown_" + name);
  }

  TemporaryFolder folder_;
  scenarios::Plan plan_ = LoadedScenario(kSmall, "").plan(1);
};

TEST_F(FailurePicturesTest, WatchingDoesNotChangeARun) {
  for (const char* engine : {"reference", "naive"}) {
    metrics::History history(nodes_of(plan_));
    const scenarios::RunReport watched = run(plan_, engine_named(engine), &history);
    EXPECT_EQ(watched.fingerprint, run(plan_, engine_named(engine), nullptr).fingerprint);
    EXPECT_GT(history.happenings().size(), 1'000U);
  }
}

TEST_F(FailurePicturesTest, TheHistoryHasEveryAcceptedOperationAndEveryFault) {
  metrics::History history(nodes_of(plan_));
  const scenarios::RunReport report = run(plan_, engine_named("reference"), &history);
  const auto count = [&history](metrics::HappeningKind kind) {
    return static_cast<std::uint64_t>(
        std::ranges::count(history.happenings(), kind, &metrics::Happening::kind));
  };
  EXPECT_EQ(count(metrics::HappeningKind::Begun), report.operations_planned);
  EXPECT_EQ(count(metrics::HappeningKind::FaultBegun) + count(metrics::HappeningKind::FaultStruck),
            report.faults_begun);
  EXPECT_EQ(count(metrics::HappeningKind::FaultBegun), count(metrics::HappeningKind::FaultEnded));
  std::uint64_t accepted = 0;
  for (const metrics::Happening& happening : history.happenings()) {
    const bool answer = happening.kind == metrics::HappeningKind::Answered;
    if (answer && history.text(happening) == "accepted") ++accepted;
  }
  EXPECT_EQ(accepted, report.operations_accepted);
}

TEST_F(FailurePicturesTest, EveryArrivalHasItsSendingBeforeIt) {
  metrics::History history(nodes_of(plan_));
  run(plan_, engine_named("reference"), &history);
  const auto& all = history.happenings();
  std::uint64_t arrivals = 0;
  for (metrics::HappeningIndex i = 0; i < all.size(); ++i) {
    if (all[i].kind != metrics::HappeningKind::Arrived) continue;
    if (all[i].partner == metrics::kNoHappening) continue;
    ++arrivals;
    ASSERT_LT(all[i].partner, i);
    EXPECT_EQ(all[all[i].partner].node, all[i].peer);
    EXPECT_LT(all[all[i].partner].at, all[i].at);
  }
  EXPECT_GT(arrivals, 500U);
}

TEST_F(FailurePicturesTest, AFailureHasALogAPictureAndATrace) {
  EXPECT_TRUE(write_failure_pictures(order("naive")));
  EXPECT_NE(text("events.log").find("VIOLATION"), std::string::npos);
  EXPECT_NE(text("events.log").find("syncstorm replay here"), std::string::npos);
  EXPECT_NE(text("space_time.svg").find("class=\"violation\""), std::string::npos);
  EXPECT_GT(nlohmann::json::parse(text("trace.json")).at("traceEvents").size(), 100U);
}

TEST_F(FailurePicturesTest, TheFilesOfOneFailureAreAlwaysTheSame) {
  EXPECT_TRUE(write_failure_pictures(order("naive")));
  std::vector<std::string> first;
  for (const char* name : {"events.log", "space_time.svg", "trace.json"}) {
    first.push_back(text(name));
  }
  EXPECT_TRUE(write_failure_pictures(order("naive")));
  EXPECT_EQ(text("events.log"), first[0]);
  EXPECT_EQ(text("space_time.svg"), first[1]);
  EXPECT_EQ(text("trace.json"), first[2]);
}

TEST_F(FailurePicturesTest, WritesNothingForARunThatPasses) {
  EXPECT_FALSE(write_failure_pictures(order("reference")));
  EXPECT_FALSE(exists("events.log"));
  EXPECT_FALSE(exists("space_time.svg"));
  EXPECT_FALSE(exists("trace.json"));
}

TEST_F(FailurePicturesTest, WritesNothingForAViolationThatIsNotThere) {
  PictureOrder unknown = order("naive");
  unknown.mark = {.property = "no such property", .kind = "none"};
  EXPECT_FALSE(write_failure_pictures(unknown));
  EXPECT_FALSE(exists("events.log"));
}

}  // namespace
}  // namespace storm::ci
