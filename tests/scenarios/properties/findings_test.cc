#include "scenarios/properties/findings.h"

#include <gtest/gtest.h>

namespace storm::scenarios {
namespace {

TEST(FindingsTest, InstantsAndStretchesReadLikeACalendar) {
  EXPECT_EQ(moment(Instant{}), "day 0 00:00:00");
  EXPECT_EQ(moment(Instant{days{12} + hours{10} + minutes{31} + seconds{7} + 999ms}),
            "day 12 10:31:07");
  EXPECT_EQ(stretch(seconds{59}), "59s");
  EXPECT_EQ(stretch(minutes{5}), "5m 00s");
  EXPECT_EQ(stretch(days{2} + seconds{1}), "48h 00m 01s");
  EXPECT_EQ(stretch(-minutes{1}), "-1m 00s");
  EXPECT_EQ(wall_date(WallTime{}), "1970-01-01 00:00:00");
  EXPECT_EQ(wall_date(WallTime{-seconds{1}}), "1969-12-31 23:59:59");
}

TEST(FindingsTest, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(in_quotes("a\nb"), "\"a b\"");
  EXPECT_EQ(in_quotes(std::string(59, 'x') + "\xc3\xa4y"), "\"" + std::string(59, 'x') + "...\"");
  EXPECT_EQ(in_quotes(std::string(60, 'x')), "\"" + std::string(60, 'x') + "\"");
}

TEST(FindingsTest, CountsKeepTheOrderOfFirstMention) {
  Findings findings("p");
  findings.count("z");
  findings.count("a", 3);
  findings.count("z");
  const Judgement judgement = findings.take();
  const std::vector<std::pair<std::string, std::uint64_t>> expected{{"z", 2}, {"a", 3}};
  EXPECT_EQ(judgement.counts, expected);
}

}  // namespace
}  // namespace storm::scenarios
