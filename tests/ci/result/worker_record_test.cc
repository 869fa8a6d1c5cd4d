#include "ci/result/worker_record.h"

#include "gtest/gtest.h"

#include "ci/result/run_record_json.h"
#include "tests/ci/result/run_records.h"

namespace storm::ci {
namespace {

TEST(WorkerRecordTest, WhatAWorkerHandsOverIsItsRecord) {
  const WorkerOutcome outcome{
      .job = 3, .end = WorkerEnd::Finished, .output = json_text(passed_record()), .trouble = {}};
  EXPECT_TRUE(record_in(outcome) == passed_record());
}

TEST(WorkerRecordTest, AWorkerThatDiedIsARecordToo) {
  const RunRecord died =
      record_in({.job = 3, .end = WorkerEnd::Died, .output = "{\"half", .trouble = "signal 11"});
  EXPECT_EQ(died.verdict, RunVerdict::Crashed);
  EXPECT_EQ(died.death->how, "signal 11");
  EXPECT_FALSE(died.death->try_again);
  const RunRecord killed =
      record_in({.job = 3, .end = WorkerEnd::Killed, .output = {}, .trouble = "signal 9"});
  EXPECT_TRUE(killed.death->try_again);
}

TEST(WorkerRecordTest, WhatCannotBeReadIsAsGoodAsADeath) {
  const std::string whole = json_text(passed_record());
  for (const std::string& output : {std::string(), whole.substr(0, 100), whole + whole}) {
    const RunRecord record =
        record_in({.job = 3, .end = WorkerEnd::Finished, .output = output, .trouble = {}});
    EXPECT_EQ(record.verdict, RunVerdict::Crashed) << output;
    ASSERT_TRUE(record.death);
    EXPECT_EQ(record.death->how, "its process ended without a result that can be read");
  }
}

}  // namespace
}  // namespace storm::ci
