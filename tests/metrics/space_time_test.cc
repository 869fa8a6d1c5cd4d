#include "metrics/space_time.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/svg.h"
#include "tests/metrics/hand_made_history.h"

namespace storm::metrics {
namespace {

/// Why the text is not well-formed XML (tags that do not match, a stray angle bracket or ampersand,
/// a quote left open), or nothing. A tenth of XML, and the tenth that these files use.
std::string xml_fault(std::string_view xml) {
  std::vector<std::string> open;
  std::size_t i = 0;
  while (i < xml.size()) {
    if (xml[i] == '&') {
      const std::size_t end = xml.find(';', i);
      if (end == std::string_view::npos || end - i > 6) return "stray ampersand";
    }
    if (xml[i] == '>') return "stray angle bracket";
    if (xml[i] != '<') {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    bool quoted = false;
    for (; end < xml.size() && (quoted || xml[end] != '>'); ++end) {
      if (xml[end] == '"') quoted = !quoted;
      if (xml[end] == '<') return "angle bracket in a tag";
    }
    if (end >= xml.size()) return "tag left open";
    const std::string_view tag = xml.substr(i + 1, end - i - 1);
    i = end + 1;
    if (tag.front() == '?' || tag.back() == '/') continue;
    const std::string name(tag.substr(0, tag.find_first_of(" \n")));
    if (name.front() != '/') {
      open.push_back(name);
    } else if (open.empty() || "/" + open.back() != name) {
      return "unexpected " + name;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t i = text.find(what); i != std::string_view::npos; i = text.find(what, i + 1)) {
    ++found;
  }
  return found;
}

std::string diagram(const SmallFailure& failure) {
  return space_time_diagram(failure.world.history, failure.focus, failure.excerpt(),
                            failure.header);
}

TEST(SpaceTimeTest, TheCheckerFindsWhatIsNotWellFormed) {
  EXPECT_EQ(xml_fault("<a><b x=\"1>\"/>&amp;</a>"), "");
  EXPECT_NE(xml_fault("<a><b></a></b>"), "");
  EXPECT_NE(xml_fault("<a>&</a>"), "");
  EXPECT_NE(xml_fault("<a>"), "");
}

TEST(SpaceTimeTest, IsWellFormedAndEscapesTexts) {
  const std::string svg = diagram(SmallFailure());
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_EQ(svg.find("<wrote>"), std::string::npos);
  EXPECT_NE(svg.find("what b &lt;wrote&gt; &amp; saw is &quot;gone&quot;"), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

TEST(SpaceTimeTest, HasAnArrowPerMessageAndACrossForALostOne) {
  SmallFailure failure;
  failure.focus.operations = {7, 8};
  failure.focus.nodes = {HandMadeHistory::kA, HandMadeHistory::kB};
  const std::string svg = diagram(failure);
  EXPECT_EQ(count(svg, "<line class=\"request\""), 1U);
  EXPECT_EQ(count(svg, "<line class=\"response\""), 1U);
  EXPECT_EQ(count(svg, "<line class=\"push\""), 1U);
  EXPECT_EQ(count(svg, "<line class=\"lost\""), 1U);
  EXPECT_EQ(count(svg, "<line class=\"cross\""), 2U);
  EXPECT_NE(svg.find("b \u2192 server: request, 280 bytes; day 0 00:00:00.110, lost: in a cut "
                     "network"),
            std::string::npos);
}

TEST(SpaceTimeTest, NamesNodesOperationsFaultsAndTheViolation) {
  const std::string svg = diagram(SmallFailure());
  EXPECT_NE(svg.find(">server</text>"), std::string::npos);
  EXPECT_NE(svg.find(">b</text>"), std::string::npos);
  EXPECT_EQ(svg.find(">c</text>"), std::string::npos) << "c has no part in it";
  EXPECT_NE(svg.find("#8 sets note/body to &quot;three&quot; \u2713</text>"), std::string::npos);
  EXPECT_NE(svg.find(">clock +2h 03m</text>"), std::string::npos);
  EXPECT_EQ(count(svg, "<rect class=\"trouble\""), 1U);
  EXPECT_NE(svg.find("fault begins: partition (direction out)"), std::string::npos);
  EXPECT_EQ(count(svg, "<rect class=\"violation\""), 1U);
  EXPECT_NE(svg.find("30m 00s pass"), std::string::npos);
  EXPECT_NE(svg.find("syncstorm run x.toml --seed 5"), std::string::npos);
}

TEST(SpaceTimeTest, SaysLoudlyWhenItIsCutShort) {
  SmallFailure failure;
  const Excerpt excerpt =
      excerpt_of(failure.world.history, failure.focus, {.happenings_max = 2, .idle = Idle::Hide});
  const std::string svg =
      space_time_diagram(failure.world.history, failure.focus, excerpt, failure.header);
  EXPECT_EQ(xml_fault(svg), "");
  EXPECT_NE(svg.find("CUT SHORT"), std::string::npos);
}

TEST(SpaceTimeTest, ShowsWhenAMachineIsOffOrSuspended) {
  SmallFailure failure;
  HandMadeHistory& world = failure.world;
  world.power(HandMadeHistory::kB, sim::PowerChange::Suspend);
  world.power(HandMadeHistory::kB, sim::PowerChange::Kill);
  world.power(HandMadeHistory::kB, sim::PowerChange::Boot);
  failure.focus.at = world.now();
  const std::string svg = diagram(failure);
  EXPECT_EQ(count(svg, "<line class=\"asleep\""), 1U) << "until the kill, and not longer";
  EXPECT_EQ(count(svg, "<line class=\"dead\""), 1U);
  EXPECT_EQ(count(svg, ">loses power</text>"), 1U);
}

}  // namespace
}  // namespace storm::metrics
