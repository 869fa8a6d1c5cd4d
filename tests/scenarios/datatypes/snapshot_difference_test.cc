#include "scenarios/datatypes/snapshot_difference.h"

#include <array>
#include <string>

#include "gtest/gtest.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::Snapshot;

const std::array<std::string, 1> kScopes{"s"};

Document note(const std::string& title, std::int64_t likes = 0) {
  Document document{.scope = "s", .fields = {{"title", title}}, .counters = {}};
  if (likes != 0) document.counters["likes"] = likes;
  return document;
}

TEST(SnapshotDifferenceTest, EqualSnapshotsDifferInNothing) {
  const Snapshot both{{"n", note("a", 2)}};
  const SnapshotDifference difference = compare_snapshots(both, both, kScopes);
  EXPECT_EQ(difference.documents(), 0U);
  EXPECT_EQ(difference.compared, 1U);
  EXPECT_EQ(difference.words, "");
}

TEST(SnapshotDifferenceTest, ACounterThatIsZeroEqualsOneThatIsAbsent) {
  Document zero = note("a");
  zero.counters["likes"] = 0;
  EXPECT_EQ(compare_snapshots({{"n", zero}}, {{"n", note("a")}}, kScopes).documents(), 0U);
  EXPECT_EQ(compare_snapshots({{"n", note("a")}}, {{"n", zero}}, kScopes).documents(), 0U);
}

TEST(SnapshotDifferenceTest, SaysWhatIsOnOneSideOnly) {
  const SnapshotDifference difference =
      compare_snapshots({{"a", note("x")}}, {{"b", note("x")}}, kScopes);
  EXPECT_EQ(difference.extra, 1U);
  EXPECT_EQ(difference.missing, 1U);
  EXPECT_EQ(difference.words, "a is here and not on the server; b is on the server and not here");
}

TEST(SnapshotDifferenceTest, SaysWhichFieldOrCounterDiffers) {
  EXPECT_EQ(compare_snapshots({{"n", note("x")}}, {{"n", note("y")}}, kScopes).words,
            "in n, title is \"x\" here and \"y\" on the server");
  EXPECT_EQ(compare_snapshots({{"n", note("x", 3)}}, {{"n", note("x")}}, kScopes).words,
            "in n, counter likes is 3 here and 0 on the server");
}

TEST(SnapshotDifferenceTest, ScopesThatTheReplicaDoesNotHoldAreNoneOfItsBusiness) {
  Document foreign = note("x");
  foreign.scope = "other";
  EXPECT_EQ(compare_snapshots({}, {{"f", foreign}}, kScopes).compared, 0U);
  const SnapshotDifference difference =
      compare_snapshots({{"f", foreign}}, {{"f", foreign}}, kScopes);
  EXPECT_EQ(difference.extra, 1U) << "what it shows of them it should not have";
}

TEST(SnapshotDifferenceTest, NamesTheFirstFewOfManyAndCountsAll) {
  Snapshot many;
  for (char name = 'a'; name < 'a' + 9; ++name) many[std::string(1, name)] = note("x");
  const SnapshotDifference difference = compare_snapshots({}, many, kScopes);
  EXPECT_EQ(difference.missing, 9U);
  EXPECT_EQ(difference.words,
            "a is on the server and not here; b is on the server and not here; c is on the server "
            "and not here");
}

}  // namespace
}  // namespace storm::scenarios
