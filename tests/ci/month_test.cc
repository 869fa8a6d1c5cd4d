#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr const char* kMonth = "scenarios/month_offline.toml";

TEST(MonthTest, TheReferenceEngineKeepsEveryPromise) {
  const TemporaryFolder folder;
  const ProgramRun run =
      run_syncstorm({"run", kMonth, "--json", "--quiet", "--out", folder.path()});
  ASSERT_EQ(run.exit_code, 0) << run.output << run.errors;
  const auto result = nlohmann::json::parse(run.output);
  const auto measure = [&result](const char* name) {
    return result.at("measures").at(name).at("value").get<std::int64_t>();
  };
  EXPECT_GE(measure("operations_accepted"), 28'000);
  EXPECT_EQ(result.at("properties").size(), 6U);
  EXPECT_LT(measure("memory"), std::int64_t{1} << 30U);
  for (const auto& property : result.at("properties")) {
    EXPECT_FALSE(property.at("judged").empty()) << property.at("name");
  }

  // The whole file into a real Prometheus database.
  const std::string blocks = folder.path() + "/data";
  const ProgramRun import =
      run_program({"promtool", "tsdb", "create-blocks-from", "openmetrics",
                   "--max-block-duration=720h", "-q", result.at("metrics"), blocks});
  EXPECT_EQ(import.exit_code, 0) << import.output << import.errors;
  std::set<std::string> made;
  for (const auto& entry : std::filesystem::directory_iterator(blocks)) {
    made.insert(entry.path().filename());
  }
  EXPECT_FALSE(made.empty());
}

TEST(MonthTest, TheNaiveEngineBreaksAtLeastFourProperties) {
  const TemporaryFolder folder;
  const ProgramRun run = run_syncstorm(
      {"run", kMonth, "--json", "--quiet", "--engine", "naive", "--out", folder.path()});
  ASSERT_EQ(run.exit_code, 1) << run.output << run.errors;
  int violated = 0;
  const auto result = nlohmann::json::parse(run.output);
  for (const auto& property : result.at("properties")) {
    if (property.at("verdict") == "violated") ++violated;
    for (const auto& violation : property.at("violations")) {
      EXPECT_FALSE(violation.at("devices").empty() && violation.at("operations").empty());
      EXPECT_GT(violation.at("explanation").get<std::string>().size(), 40U);
    }
  }
  EXPECT_GE(violated, 4);
}

}  // namespace
}  // namespace storm::ci
