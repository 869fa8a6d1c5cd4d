#include "metrics/event_log.h"

#include <gtest/gtest.h>
#include <string>

#include "metrics/history_words.h"
#include "tests/metrics/hand_made_history.h"

namespace storm::metrics {
namespace {

TEST(EventLogTest, SaysWhoDidWhatWhenAndWhatBecameOfIt) {
  const SmallFailure failure;
  const std::string log =
      event_log(failure.world.history, failure.focus, failure.excerpt(), failure.header);
  EXPECT_NE(log.find("* day 0 00:00:00.090  b: user sets note/body to \"three\" -> accepted "
                     "[operation 8]\n"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("  day 0 00:00:00.110  b -> server: request, 280 bytes (lost in a cut "
                     "network)\n"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("  day 0 00:00:00.030  a -> server: request, 312 bytes (arrives after "
                     "0.010 s)\n"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("b: fault begins: partition (direction out)\n"), std::string::npos) << log;
  EXPECT_NE(log.find("server: operation 7 is durable here (a sets note/title"), std::string::npos)
      << log;
  EXPECT_NE(log.find("! day 0 00:30:00.150  VIOLATION no_silent_loss: gone\n"), std::string::npos)
      << log;
  EXPECT_NE(log.find("#   syncstorm run x.toml --seed 5\n"), std::string::npos) << log;
}

TEST(EventLogTest, AMessageIsOneLine) {
  const SmallFailure failure;
  const std::string log =
      event_log(failure.world.history, failure.focus, failure.excerpt(), failure.header);
  EXPECT_EQ(log.find("request, 312 bytes"), log.rfind("request, 312 bytes"));
}

TEST(HistoryWordsTest, MomentsAndSpans) {
  EXPECT_EQ(moment_words(Instant{days{1} + 9h + 51min + 19s + 4ms}), "day 1 09:51:19.004");
  EXPECT_EQ(span_words(3s + 250ms), "3.250 s");
  EXPECT_EQ(span_words(125s), "2m 05s");
  EXPECT_EQ(span_words(2h + 14min), "2h 14m");
  EXPECT_EQ(span_words(days{3} + 2h), "3d 02h");
}

TEST(HistoryWordsTest, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("gr\u00fcn", 4), "gr\u00fcn");
  EXPECT_EQ(shortened("gr\u00fcner", 4), "gr\u00fc\u2026");
}

}  // namespace
}  // namespace storm::metrics
