#include "scenarios/files/link_trace_reader.h"

#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "scenarios/files/link_trace_rows.h"

namespace storm::scenarios {
namespace {

using sim::LinkTrace;
using State = sim::LinkTraceStep::State;

LinkTrace trace_of(const std::string& text, LinkTraceFormat format = LinkTraceFormat::Csv) {
  auto outcome = read_link_trace(text, "drive.csv", format);
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&outcome)) {
    for (const Diagnostic& diagnostic : *diagnostics) ADD_FAILURE() << to_text(diagnostic);
    return {};
  }
  return std::get<LinkTrace>(outcome);
}

std::string complaints(const std::string& text, LinkTraceFormat format = LinkTraceFormat::Csv) {
  const auto outcome = read_link_trace(text, "drive.csv", format);
  std::string result;
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&outcome)) {
    for (const Diagnostic& diagnostic : *diagnostics) result += to_text(diagnostic) + "\n";
  }
  return result;
}

TEST(LinkTraceReaderTest, ReadsRowsByTheirColumns) {
  const LinkTrace trace = trace_of(
      "\xEF\xBB\xBF# a drive\r\n"
      "bytes_per_second, at ,loss,jitter,latency,state\r\n"
      "750kB,0s,1%,15ms,35ms,up\r\n"
      "\r\n"
      "1200,1m,0.25,,,\r\n"
      ",1m30s,,,,down\r\n"
      ",100s,,,,end\r\n");
  ASSERT_EQ(trace.steps.size(), 3U);
  EXPECT_EQ(trace.steps[0], (sim::LinkTraceStep{.at = 0s,
                                                .latency = 35ms,
                                                .jitter = 15ms,
                                                .loss_ppm = 10'000,
                                                .bytes_per_second = 750'000}));
  EXPECT_EQ(trace.steps[1],
            (sim::LinkTraceStep{.at = 60s, .loss_ppm = 250'000, .bytes_per_second = 1'200}));
  EXPECT_EQ(trace.steps[2], (sim::LinkTraceStep{.at = 90s, .state = State::Down}));
  EXPECT_EQ(trace.length, 100s);
}

TEST(LinkTraceReaderTest, WithoutAnEndTheLastStepLastsAsLongAsTheOneBefore) {
  EXPECT_EQ(trace_of("at,latency\n0s,1ms\n2s,2ms\n5s,3ms").length, 8s);
}

TEST(LinkTraceReaderTest, ReadsWhatSpreadsheetsAndStatisticsProgramsWrite) {
  const LinkTrace trace = trace_of(
      "\"\",\"at\",\"bytes_per_second\",\"loss\",,\n"
      "\"1\",\"0.0s\",320498.143236,NA,,\n"
      "\"2\",\"0.850000143051s\",1e+05,0.0123456789,,\n"
      "\"3\",\"1.3100001812s\",\"100kB\",\"\",,\n");
  ASSERT_EQ(trace.steps.size(), 3U);
  EXPECT_EQ(trace.steps[0], (sim::LinkTraceStep{.at = 0s, .bytes_per_second = 320'498}));
  EXPECT_EQ(trace.steps[1],
            (sim::LinkTraceStep{
                .at = Duration{850'000'143}, .loss_ppm = 12'345, .bytes_per_second = 100'000}));
  EXPECT_EQ(trace.steps[2],
            (sim::LinkTraceStep{.at = Duration{1'310'000'181}, .bytes_per_second = 100'000}));
}

TEST(LinkTraceReaderTest, NothingOfAnotherKindOfFileIsShown) {
  for (const std::string& text :
       {std::string("root:x:0:0:root:/root:/bin/bash\n"), std::string("secret,word\n0s,1ms\n"),
        std::string("TOKEN=abc\n")}) {
    EXPECT_EQ(complaints(text),
              "drive.csv:1:1: error: the file is no recorded trace: it begins with no names of "
              "columns\n    expected at, state, latency, jitter, loss, bytes_per_second, with "
              "commas between them\n");
  }
}

TEST(LinkTraceReaderTest, MistakesAreExplained) {
  struct Mistake {
    std::string text;
    std::string says;
  };
  const std::vector<Mistake> mistakes{
      {"", "drive.csv:1:1: error: a recorded trace has no steps"},
      {"at,state\n", "drive.csv:2:1: error: a recorded trace has no steps"},
      {"at\n0s\n", "drive.csv:1:1: error: a recorded trace needs more columns"},
      {"latency,jitter\n", "a recorded trace needs more columns"},
      {",at\n1,0s\n", "a recorded trace needs more columns"},
      {"at,latncy\n",
       "drive.csv:1:4: error: a recorded trace has no such column\n    expected one of at, state, "
       "latency, jitter, loss, bytes_per_second, found \"latncy\"\n    hint: did you mean "
       "\"latency\"?"},
      {"at,loss,loss\n", "drive.csv:1:9: error: the column is there twice"},
      {"at,latency\n0s,1ms\n", "drive.csv:3:1: error: nobody knows how long"},
      {"at,latency\n1s,1ms\n2s,1ms\n",
       "drive.csv:2:1: error: a recorded trace begins at its start"},
      {"at,latency\n0s,1ms\n5,1ms\n",
       "drive.csv:3:1: error: the time of a step cannot be read\n    expected a duration such as "
       "\"1h30m\", found \"5\""},
      {"at,latency\n0s,1ms\n3s,1ms\n2s,1ms\n",
       "drive.csv:4:1: error: the time of a step is out of range\n    expected \"3s1ms\" to "
       "\"400d\""},
      {"at,latency\n0s,fast\n1s,1ms\n",
       "drive.csv:2:4: error: latency of a step cannot be read\n    expected a duration such as "
       "\"1h30m\", found \"fast\""},
      {"at,latency\n0s,1ms\n1s,end\n",
       "drive.csv:3:4: error: latency of a step cannot be read\n    expected a column state for "
       "that, found \"end\""},
      {"at,latency\n0s,2m\n1s,1ms\n", "latency of a step is out of range\n    expected \"0s\" to"},
      {"at,jitter\n0s,-1ms\n1s,1ms\n", "jitter of a step is out of range"},
      {"at,loss\n0s,101%\n1s,0\n", "loss of a step is out of range\n    expected 0 to 1"},
      {"at,bytes_per_second\n0s,-5\n1s,0\n", "bytes_per_second of a step is out of range"},
      {"at,bytes_per_second\n0s,99999999999999999999\n1s,0\n", "cannot be read"},
      {"at,state\n0s,dwon\n1s,up\n",
       "drive.csv:2:4: error: no state of a link has this name\n    expected one of up, down, end, "
       "found \"dwon\"\n    hint: did you mean \"down\"?"},
      {"at,state\n0s,up,1ms\n", "drive.csv:2:7: error: a step has more cells"},
      {"at,state\n0s,end\n", "a recorded trace ends before it begins"},
      {"at,state\n0s,up\n1s,end\n2s,up\n", "drive.csv:4:1: error: a recorded trace goes on"},
      {"at;latency\n0s;1,5\n",
       "expected commas between the cells, and points in decimals, where this has semicolons"},
      {"at\tlatency\n0s\t1ms\n", "where this has tabs"},
      {"at,latency\n0.85,1ms\n",
       "the time of a step cannot be read\n    expected a duration such as \"1h30m\", found "
       "\"0.85\"\n    hint: did you mean \"0.85s\"?"},
      {"at,bytes_per_second\n0s,8KB\n1s,1\n", "hint: did you mean \"8kB\"?"},
      {"at,latency\n0s,\"1,5ms\"\n1s,1ms\n", "drive.csv:2:4: error: latency of a step cannot"},
      {"\xFF\xFE"
       "a",
       "drive.csv:1:1: error: the file is in UTF-16"},
      {"at,ü,\xff\n", "drive.csv:1:4: error: a recorded trace has no such column"},
  };
  for (const Mistake& mistake : mistakes) {
    const std::string said = complaints(mistake.text);
    EXPECT_NE(said.find(mistake.says), std::string::npos) << mistake.text << " gives:\n" << said;
  }
}

TEST(LinkTraceReaderTest, ColumnsCountCharacters) {
  EXPECT_NE(complaints("at,ü,ö\n").find("drive.csv:1:6: error"), std::string::npos);
}

TEST(LinkTraceReaderTest, TooMuchIsRefused) {
  EXPECT_NE(complaints(std::string(kTraceBytesMax + 1, '1')).find("file too big"),
            std::string::npos);
  std::string rows = "at,state\n";
  for (int i = 0; i <= 100'000; ++i) rows += std::to_string(i) + "s,up\n";
  EXPECT_NE(complaints(rows).find("drive.csv:100002:"), std::string::npos);
  std::string deliveries;
  for (int i = 0; i <= 60'000; ++i) deliveries += std::to_string(i * 2000 + 1) + "\n";
  EXPECT_NE(complaints(deliveries, LinkTraceFormat::Mahimahi).find("too many different seconds"),
            std::string::npos);
}

TEST(LinkTraceReaderTest, DeliveriesBecomeARateForEachSecond) {
  const LinkTrace trace = trace_of(
      "0\n400\n1000\n"       // three in the first second, the end being part of it
      "1001\n1001\n2000\n"   // as many in the second
      "2500\n"               // one in the third
      "5200\n5400\n5500\n",  // nothing for two, and three in the half that is left
      LinkTraceFormat::Mahimahi);
  ASSERT_EQ(trace.steps.size(), 4U);
  EXPECT_EQ(trace.steps[0], (sim::LinkTraceStep{.at = 0s, .bytes_per_second = 4'512}));
  EXPECT_EQ(trace.steps[1], (sim::LinkTraceStep{.at = 2s, .bytes_per_second = 1'504}));
  EXPECT_EQ(trace.steps[2], (sim::LinkTraceStep{.at = 3s, .state = State::Down}));
  EXPECT_EQ(trace.steps[3], (sim::LinkTraceStep{.at = 5s, .bytes_per_second = 9'024}));
  EXPECT_EQ(trace.length, 5500ms) << "the last delivery is the end, as in Mahimahi";
}

TEST(LinkTraceReaderTest, ASteadyRateIsOneStep) {
  const LinkTrace trace = trace_of("1\n", LinkTraceFormat::Mahimahi);
  EXPECT_EQ(trace.steps,
            (std::vector<sim::LinkTraceStep>{{.at = 0s, .bytes_per_second = 1'504'000}}));
  EXPECT_EQ(trace.length, 1ms);
}

TEST(LinkTraceReaderTest, ALinkMayBeginWithNothing) {
  const LinkTrace trace = trace_of("1001\n2000\n", LinkTraceFormat::Mahimahi);
  ASSERT_EQ(trace.steps.size(), 2U);
  EXPECT_EQ(trace.steps[0].state, State::Down);
  EXPECT_EQ(trace.steps[1].at, 1s);
}

TEST(LinkTraceReaderTest, MistakesInDeliveriesAreExplained) {
  const auto said = [](const std::string& text) {
    return complaints(text, LinkTraceFormat::Mahimahi);
  };
  EXPECT_NE(said("1\n\n2\n").find("drive.csv:2:1: error: the moment of a delivery cannot be read"),
            std::string::npos);
  EXPECT_NE(said("1\n2 3\n").find("drive.csv:2:1"), std::string::npos);
  EXPECT_NE(said("-1\n").find("cannot be read"), std::string::npos);
  EXPECT_NE(said("5\n4\n").find("drive.csv:2:1: error: the moment of a delivery is out of range"),
            std::string::npos);
  EXPECT_NE(said("34560000001\n").find("out of range"), std::string::npos);
  EXPECT_NE(said("").find("the recording is over at its start"), std::string::npos);
  EXPECT_NE(said("0\n0\n").find("the recording is over at its start"), std::string::npos);
}

TEST(LinkTraceReaderTest, RowsHaveNoMoreColumnsThanAreNeeded) {
  const LinkTrace trace{.name = "drive",
                        .steps = {{.at = 0s, .loss_ppm = 12'345},
                                  {.at = 90s, .state = State::Down},
                                  {.at = 100s, .loss_ppm = 0, .bytes_per_second = 2'048},
                                  {.at = 101s, .bytes_per_second = 0}},
                        .length = 3h};
  EXPECT_EQ(columns_text(trace), "at,state,loss,bytes_per_second");
  EXPECT_EQ(row_texts(trace),
            (std::vector<std::string>{"0s,up,1.2345%", "1m30s,down", "1m40s,up,0%,2KiB",
                                      "1m41s,up,,0B", "3h,end"}));
}

}  // namespace
}  // namespace storm::scenarios
