#include "ci/results_store.h"

#include <fstream>
#include <string>

#include "gtest/gtest.h"

#include "ci/failure.h"
#include "ci/file_access.h"
#include "tests/ci/program_run.h"

namespace storm::ci {
namespace {

WorldRecord world(std::uint64_t seed, const std::string& verdict, std::int64_t wall = 1000) {
  return {.subject = "week",
          .scenario = "week",
          .seed = seed,
          .verdict = verdict,
          .fingerprint = "f",
          .wall_microseconds = wall};
}

FailureRecord failure(const std::string& kind, const std::string& repeat) {
  return {.scenario = "week",
          .property = "convergence",
          .kind = kind,
          .explanation = "they differ",
          .repeat = repeat};
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
  EXPECT_TRUE(store.has("week", 1));
  EXPECT_TRUE(store.has("week", 18446744073709551615U));
  EXPECT_FALSE(store.has("week", 2));
  EXPECT_FALSE(store.has("another week", 1));
  EXPECT_EQ(store.count({"week"}), 2U);
  EXPECT_EQ(store.count({"week"}, "pass"), 1U);
}

TEST(ResultsStoreTest, EqualFailuresAreOneAndTheFastestSeedSpeaksForThem) {
  const TemporaryFolder folder;
  ResultsStore store(folder.path() + "/results.sqlite");
  store.add(world(1, "violated", 900), {failure("missing", "one")});
  store.add(world(2, "violated", 300), {failure("missing", "two"), failure("different", "two")});
  store.add(world(3, "violated", 500), {failure("missing", "three")});
  const auto failures = store.failures({"week"});
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].best.kind, "missing");
  EXPECT_EQ(failures[0].worlds, 3U);
  EXPECT_EQ(failures[0].seed, 2U);
  EXPECT_EQ(failures[0].best.repeat, "two");
  EXPECT_EQ(failures[1].worlds, 1U);
}

TEST(ResultsStoreTest, ADamagedFileIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/results.sqlite";
  { ResultsStore(path).add(world(1, "pass"), {}); }
  std::string bytes = read_file(path);
  bytes.resize(bytes.size() / 2);
  folder.write("results.sqlite", bytes);
  EXPECT_THROW(ResultsStore{path}, BadInput);
  EXPECT_EQ(read_file(path), bytes);
}

TEST(ResultsStoreTest, AFileOfSomethingElseIsRefusedAndLeftAsItIs) {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("letter.txt", "Dear reader, this is not a database at all.");
  EXPECT_THROW(ResultsStore{path}, BadInput);
  EXPECT_EQ(read_file(path), "Dear reader, this is not a database at all.");
}

}  // namespace
}  // namespace storm::ci
