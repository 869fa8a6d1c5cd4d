#include "ci/campaign/results_store.h"

#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "ci/machine/file_access.h"
#include "ci/machine/trouble.h"
#include "tests/ci/result/run_records.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

constexpr SeedRange kAll{.first = 0, .last = UINT64_MAX};

using Verdicts = std::map<std::uint64_t, RunVerdict>;

RunRecord passed(std::uint64_t seed) {
  RunRecord record = passed_record();
  record.seed = seed;
  return record;
}

/// Fails in these ways of one property, and takes so long.
RunRecord failed(std::uint64_t seed, const std::vector<std::string>& kinds, std::int64_t wall) {
  std::vector<scenarios::FailureMark> marks;
  for (const std::string& kind : kinds) marks.push_back({.property = "progress", .kind = kind});
  RunRecord record = failed_record("f", marks);
  record.seed = seed;
  record.repeat = fmt::format("repeats {}", seed);
  record.measures = {{.name = "wall_time", .unit = "microseconds", .value = wall}};
  return record;
}

void change(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

/// How many rows a table has.
std::int64_t rows(const std::string& path, const std::string& table) {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_prepare_v2(database, ("SELECT count(*) FROM " + table).c_str(), -1, &statement,
                               nullptr),
            SQLITE_OK);
  EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
  const std::int64_t count = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return count;
}

/// Why the file is refused; it has to be left as it is, with nothing beside it.
std::string complaint_about(const TemporaryFolder& folder, const std::string& path) {
  const std::string before = read_file(path);
  std::string says;
  try {
    const ResultsStore store(path);
  } catch (const BadInput& problem) {
    says = problem.what();
  }
  EXPECT_EQ(read_file(path), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  return says;
}

TEST(ResultsStoreTest, WhatWasAddedIsThereWhenItIsOpenedAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  {
    ResultsStore store(path);
    store.add("week", passed(1), KeepRecord::Rows);
    store.add("week", failed(18446744073709551615U, {"missing"}, 1), KeepRecord::Rows);
  }
  const ResultsStore store(path);
  EXPECT_EQ(store.verdicts("week", kAll),
            (Verdicts{{1, RunVerdict::Pass}, {18446744073709551615U, RunVerdict::Violated}}));
  EXPECT_EQ(store.verdicts("week", {.first = 2, .last = UINT64_MAX}).size(), 1U);
  EXPECT_EQ(store.verdicts("another week", kAll).size(), 0U);
}

TEST(ResultsStoreTest, EqualFailuresAreOneAndTheFastestSeedSpeaksForThem) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  store.add("week", failed(1, {"missing"}, 900), KeepRecord::Rows);
  store.add("week", failed(2, {"missing", "different"}, 300), KeepRecord::Rows);
  store.add("week", failed(3, {"missing"}, 500), KeepRecord::Rows);
  const auto failures = store.failures({"week"}, kAll);
  EXPECT_EQ(store.failures({"week"}, {.first = 3, .last = 9}).size(), 1U);
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(scenarios::to_text(failures[0].mark), "progress: missing");
  EXPECT_EQ(failures[0].scenario, "week");
  EXPECT_EQ(failures[0].worlds, 3U);
  EXPECT_EQ(failures[0].seed, 2U);
  EXPECT_EQ(failures[0].wall_microseconds, 300);
  EXPECT_EQ(failures[0].explanation, "desk-01 missing");
  EXPECT_EQ(failures[0].repeat, "repeats 2");
  EXPECT_EQ(failures[1].worlds, 1U);
}

TEST(ResultsStoreTest, MeasuresAreKeptWithTheirUnits) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  const std::vector<Measure> expected{{.name = "events", .unit = "events", .value = INT64_MAX},
                                      {.name = "memory", .unit = "bytes", .value = 0},
                                      {.name = "skew", .unit = "nanoseconds", .value = -7}};
  {
    ResultsStore store(path);
    RunRecord record = passed(1);
    record.measures = {expected[2], expected[0], expected[1]};
    store.add("week", record, KeepRecord::Rows);
    // The same measure of another world, and in another unit.
    record.seed = 2;
    record.measures = {{.name = "memory", .unit = "MiB", .value = 9}};
    store.add("week", record, KeepRecord::Rows);
    store.add("week", crashed_record("signal 11"), KeepRecord::Rows);
  }
  ResultsStore store(path);
  EXPECT_EQ(store.measures("week", 1), expected);
  const std::vector<Measure> other{{.name = "memory", .unit = "MiB", .value = 9}};
  EXPECT_EQ(store.measures("week", 2), other);
  EXPECT_TRUE(store.measures("week", 0).empty()) << "it died";
  EXPECT_TRUE(store.measures("month", 1).empty());
  store.forget("week", {.first = 1, .last = 1});
  EXPECT_TRUE(store.measures("week", 1).empty());
  EXPECT_EQ(store.measures("week", 2), other);
  EXPECT_EQ(rows(path, "measured_value"), 1) << "forgotten values take no room";
}

TEST(ResultsStoreTest, AWorldThatRunsAgainReplacesWhatWasKnownOfIt) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  store.add("week", failed(1, {"missing"}, 1), KeepRecord::Whole);
  EXPECT_TRUE(store.record("week", 1) == failed(1, {"missing"}, 1));
  EXPECT_EQ(store.record("week", 2), std::nullopt);
  store.add("week", passed(1), KeepRecord::Rows);
  EXPECT_EQ(store.record("week", 1), std::nullopt);
  EXPECT_EQ(store.measures("week", 1).size(), passed(1).measures.size());
  EXPECT_EQ(store.failures({"week"}, kAll).size(), 0U);
  EXPECT_EQ(store.verdicts("week", kAll), (Verdicts{{1, RunVerdict::Pass}}));
}

TEST(ResultsStoreTest, WhatIsForgottenIsThatSubjectsAndThoseSeeds) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    store.add("week", passed(seed), KeepRecord::Rows);
  }
  store.add("month", passed(1), KeepRecord::Rows);
  store.forget("week", {.first = 1, .last = 2});
  EXPECT_EQ(store.verdicts("week", kAll), (Verdicts{{3, RunVerdict::Pass}}));
  EXPECT_EQ(store.verdicts("month", kAll).size(), 1U);
}

TEST(ResultsStoreTest, WorldsOfAnotherProgramAreCountedApart) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  store.add(subject_key("week_% naive", "old"), passed(1), KeepRecord::Rows);
  store.add(subject_key("week_% naive", "new"), passed(1), KeepRecord::Rows);
  EXPECT_EQ(store.worlds_of_other_programs("week_% naive", "new"), 1U);
  EXPECT_EQ(store.worlds_of_other_programs("week_% naive", "newer"), 2U);
  EXPECT_EQ(store.worlds_of_other_programs("week", "new"), 0U);
}

/// Makes the file what an earlier version left: without what came later.
void age(const std::string& path, int format) {
  change(path,
         "DROP VIEW measure; DROP TABLE measured_value; DROP TABLE measured_thing; "
         "DROP TABLE measured_world; PRAGMA user_version=2");
  if (format == 1) change(path, "DROP TABLE report; PRAGMA user_version=1");
}

TEST(ResultsStoreTest, AFileOfAnEarlierFormatIsGoneOnWith) {
  for (const int format : {1, 2}) {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/results.sqlite";
    {
      ResultsStore store(path);
      store.add("week", passed(1), KeepRecord::Rows);
      store.add("week", failed(2, {"missing"}, 1), KeepRecord::Rows);
    }
    age(path, format);
    ResultsStore store(path);
    EXPECT_EQ(store.verdicts("week", kAll).size(), 2U);
    EXPECT_EQ(store.failures({"week"}, kAll).size(), 1U);
    EXPECT_EQ(store.record("week", 1), std::nullopt);
    EXPECT_TRUE(store.measures("week", 1).empty());
    store.add("week", passed(2), KeepRecord::Whole);
    EXPECT_FALSE(store.measures("week", 2).empty());
    EXPECT_TRUE(store.record("week", 2) == passed(2));
  }
}

/// What is said of a file in which somebody has changed something.
std::string complaint_after(const char* sql) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { ResultsStore(path).add("week", failed(1, {"missing"}, 1), KeepRecord::Whole); }
  change(path, sql);
  try {
    const ResultsStore store(path);
    store.verdicts("week", kAll);
    store.failures({"week"}, kAll);
    store.record("week", 1);
  } catch (const BadInput& problem) {
    const std::string says = problem.what();
    EXPECT_TRUE(says.starts_with(path + ": error: ")) << says;
    return says;
  }
  return {};
}

TEST(ResultsStoreTest, RowsThatSayNothingAreRefusedWithReasonAndRemedy) {
  const std::vector<std::pair<const char*, const char*>> changes{
      {"UPDATE world SET verdict = 'fine'", "a verdict \"fine\" of seed 1"},
      {"UPDATE world SET seed = 'x'", "a seed \"x\""},
      {"UPDATE world SET seed = '01x'; UPDATE failure SET seed = '01x'", "a seed \"01x\""},
      {"UPDATE report SET json = replace(json, '\"seed\":\"1\"', '\"seed\":\"2\"')",
       "seed 2 under seed 1"},
      {"UPDATE report SET json = '{'", "the result of seed 1 cannot be read: parse error"},
      {"UPDATE report SET json = replace(json, '\"format\":2', '\"format\":9')",
       "this program reads up to format 2, found 9; the file was left as it is\n    use that "
       "version, "
       "or name another folder with --out"},
      {"UPDATE report SET json = '{\"scenario\":\"week\",\"verdict\":\"pass\",\"properties\":[]}'",
       "was recorded by syncstorm 0.1, of which this program reads failures only; the file was "
       "left "
       "as it is\n    run it again with --anew, or name another folder with --out"}};
  for (const auto& [sql, words] : changes) {
    const std::string says = complaint_after(sql);
    EXPECT_NE(says.find(words), std::string::npos) << sql << " gives " << says;
  }
  EXPECT_EQ(complaint_after("SELECT 1"), "");
}

TEST(ResultsStoreTest, ADamagedFileIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { ResultsStore(path).add("week", passed(1), KeepRecord::Rows); }
  const std::string whole = read_file(path);
  for (const std::size_t size : {whole.size() / 2, whole.size() - 1, std::size_t{4096}}) {
    folder.write("results.sqlite", whole.substr(0, size));
    const std::string says = complaint_about(folder, path);
    EXPECT_NE(says.find(path + ": error: is damaged"), std::string::npos) << size << says;
  }
}

TEST(ResultsStoreTest, AFileOfANewerProgramIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { const ResultsStore store(path); }
  change(path, "PRAGMA user_version=99");
  const std::string says = complaint_about(folder, path);
  EXPECT_NE(says.find("has format 99, of a newer syncstorm"), std::string::npos) << says;
}

TEST(ResultsStoreTest, AFileOfSomethingElseIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string letter =
      folder.write("letter.txt", "Dear reader, this is not a database at all.");
  EXPECT_NE(complaint_about(folder, letter).find("left as it is"), std::string::npos);
  const TemporaryFolder other;
  const std::string database = other.path() + "/results.sqlite";
  change(database, "CREATE TABLE address(name)");
  const std::string says = complaint_about(other, database);
  EXPECT_NE(says.find("is a database of another program"), std::string::npos) << says;
  EXPECT_THROW(ResultsStore{other.path()}, BadInput);
}

}  // namespace
}  // namespace storm::ci
