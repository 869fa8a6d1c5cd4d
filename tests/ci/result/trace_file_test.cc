#include "ci/result/trace_file.h"

#include "gtest/gtest.h"

namespace storm::ci {
namespace {

sim::TraceRecord record(std::uint64_t sequence, std::uint64_t detail = 0) {
  return {.at = static_cast<std::int64_t>(sequence) * 10,
          .sequence = sequence,
          .node = 1,
          .kind = 1,
          .reserved = 0,
          .detail = detail};
}

void record_three(TraceRecorder& recorder) {
  for (std::uint64_t i = 0; i < 3; ++i) recorder.record(record(i));
}

TEST(TraceFileTest, TheSameRunHasNoDifference) {
  TraceRecorder recorder;
  record_three(recorder);
  TraceComparer comparer(recorder);
  for (std::uint64_t i = 0; i < 3; ++i) comparer.record(record(i));
  EXPECT_FALSE(comparer.finish());
}

TEST(TraceFileTest, TheFirstDifferenceIsNamed) {
  TraceRecorder recorder;
  record_three(recorder);
  TraceComparer comparer(recorder);
  comparer.record(record(0));
  comparer.record(record(1, 77));
  comparer.record(record(9));
  const auto difference = comparer.finish();
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->record, 1U);
  EXPECT_EQ(difference->first, record(1));
  EXPECT_EQ(difference->second, record(1, 77));
}

TEST(TraceFileTest, ARunThatEndsEarlyDiffersAtItsEnd) {
  TraceRecorder recorder;
  record_three(recorder);
  TraceComparer comparer(recorder);
  comparer.record(record(0));
  const auto difference = comparer.finish();
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->record, 1U);
  EXPECT_EQ(difference->first, record(1));
  EXPECT_FALSE(difference->second);
}

TEST(TraceFileTest, ARunThatGoesOnDiffersAfterTheOther) {
  TraceRecorder recorder;
  record_three(recorder);
  TraceComparer comparer(recorder);
  for (std::uint64_t i = 0; i < 4; ++i) comparer.record(record(i));
  const auto difference = comparer.finish();
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->record, 3U);
  EXPECT_FALSE(difference->first);
  EXPECT_EQ(difference->second, record(3));
}

}  // namespace
}  // namespace storm::ci
