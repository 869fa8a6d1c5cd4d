#include "ci/campaign/results_store.h"

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <sqlite3.h>
#include <string>

#include "gtest/gtest.h"

#include "ci/machine/file_access.h"
#include "ci/machine/trouble.h"
#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

constexpr SeedRange kAll{.first = 0, .last = UINT64_MAX};

using Verdicts = std::map<std::uint64_t, std::string>;

WorldRecord world(std::uint64_t seed, const std::string& verdict, std::int64_t wall = 1000) {
  return {.subject = "week",
          .scenario = "week",
          .seed = seed,
          .verdict = verdict,
          .fingerprint = "f",
          .wall_microseconds = wall,
          .report = {}};
}

FailureRecord failure(const std::string& kind, const std::string& repeat) {
  return {.scenario = "week",
          .property = "convergence",
          .kind = kind,
          .explanation = "they differ",
          .repeat = repeat};
}

void change(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
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
    store.add(world(1, "pass"), {});
    store.add(world(18446744073709551615U, "violated"), {failure("missing", "a")});
  }
  const ResultsStore store(path);
  EXPECT_EQ(store.verdicts("week", kAll),
            (Verdicts{{1, "pass"}, {18446744073709551615U, "violated"}}));
  EXPECT_EQ(store.verdicts("week", {.first = 2, .last = UINT64_MAX}).size(), 1U);
  EXPECT_EQ(store.verdicts("another week", kAll).size(), 0U);
}

TEST(ResultsStoreTest, EqualFailuresAreOneAndTheFastestSeedSpeaksForThem) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  store.add(world(1, "violated", 900), {failure("missing", "one")});
  store.add(world(2, "violated", 300), {failure("missing", "two"), failure("different", "two")});
  store.add(world(3, "violated", 500), {failure("missing", "three")});
  const auto failures = store.failures({"week"}, kAll);
  EXPECT_EQ(store.failures({"week"}, {.first = 3, .last = 9}).size(), 1U);
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].best.kind, "missing");
  EXPECT_EQ(failures[0].worlds, 3U);
  EXPECT_EQ(failures[0].seed, 2U);
  EXPECT_EQ(failures[0].best.repeat, "two");
  EXPECT_EQ(failures[1].worlds, 1U);
}

TEST(ResultsStoreTest, AWorldThatRunsAgainReplacesWhatWasKnownOfIt) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  WorldRecord record = world(1, "violated");
  record.report = "{}";
  store.add(record, {failure("missing", "one")});
  EXPECT_EQ(store.report("week", 1), "{}");
  store.add(world(1, "pass"), {});
  EXPECT_EQ(store.report("week", 1), "");
  EXPECT_EQ(store.failures({"week"}, kAll).size(), 0U);
  EXPECT_EQ(store.verdicts("week", kAll), (Verdicts{{1, "pass"}}));
}

TEST(ResultsStoreTest, WhatIsForgottenIsThatSubjectsAndThoseSeeds) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  for (std::uint64_t seed = 1; seed <= 3; ++seed) store.add(world(seed, "pass"), {});
  WorldRecord other = world(1, "pass");
  other.subject = "month";
  store.add(other, {});
  store.forget("week", {.first = 1, .last = 2});
  EXPECT_EQ(store.verdicts("week", kAll), (Verdicts{{3, "pass"}}));
  EXPECT_EQ(store.verdicts("month", kAll).size(), 1U);
}

TEST(ResultsStoreTest, WorldsOfAnotherProgramAreCountedApart) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  WorldRecord record = world(1, "pass");
  record.subject = subject_key("week_% naive", "old");
  store.add(record, {});
  record.subject = subject_key("week_% naive", "new");
  store.add(record, {});
  EXPECT_EQ(store.worlds_of_other_programs("week_% naive", "new"), 1U);
  EXPECT_EQ(store.worlds_of_other_programs("week_% naive", "newer"), 2U);
  EXPECT_EQ(store.worlds_of_other_programs("week", "new"), 0U);
}

TEST(ResultsStoreTest, AFileOfTheFirstFormatIsGoneOnWith) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { ResultsStore(path).add(world(1, "pass"), {}); }
  change(path, "DROP TABLE report; PRAGMA user_version=1");
  ResultsStore store(path);
  EXPECT_EQ(store.verdicts("week", kAll).size(), 1U);
  EXPECT_EQ(store.report("week", 1), "");
}

TEST(ResultsStoreTest, ADamagedFileIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { ResultsStore(path).add(world(1, "pass"), {}); }
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
