#include "metrics/shown_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>

namespace storm::metrics {
namespace {

TEST(ShownTextTest, PutsAQuestionMarkForWhatNobodyCanRead) {
  EXPECT_EQ(printable("a\nb\x01"
                      "c\xff\xc3(\xe2\x82\xac"),
            "a?b?c?"
            "?(\u20ac");
  EXPECT_EQ(printable("gr\u00fcn \u2026 \U0001F600"), "gr\u00fcn \u2026 \U0001F600");
}

TEST(ShownTextTest, NothingSteersATerminal) {
  EXPECT_EQ(printable("x\x1b[2J\x1b]0;pwn\x07"), "x?[2J?]0;pwn?");
  // The same order in one character of the second half of Latin 1.
  EXPECT_EQ(printable("\u009b2J\u0085\x7f"), "?2J??");
  EXPECT_EQ(printable_lines("one\r\ntwo\tthree"), "one?\ntwo?three");
}

TEST(ShownTextTest, NothingTurnsTheDirectionOfALine) {
  EXPECT_EQ(printable("a\u202eb\u2066c\u2028d"), "a?b?c?d");
}

TEST(ShownTextTest, WhatUtf8ForbidsIsMasked) {
  // Overlong, a surrogate, beyond Unicode, cut off.
  EXPECT_EQ(printable("\xc0\xaf"), "??");
  EXPECT_EQ(printable("\xe0\x80\xaf"), "???");
  EXPECT_EQ(printable("\xed\xa0\x80"), "???");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");
  EXPECT_EQ(printable("\xf0\x9f\x98"), "???");
}

TEST(ShownTextTest, XmlHoldsNoCharacterThatItForbids) {
  EXPECT_EQ(xml_escaped("<a & 'b' \"c\">\x02"), "&lt;a &amp; &#39;b&#39; &quot;c&quot;&gt;?");
  EXPECT_EQ(xml_escaped("a\uFFFEb\uFFFFc"), "a?b?c");
  EXPECT_EQ(xml_escaped("one\r\ntwo\tthree"), "one&#13;&#10;two&#9;three");
}

RC_GTEST_PROP(ShownTextProperty, AnyTextIsAJsonString, (const std::string& text)) {
  const auto json = nlohmann::json::parse(json_quoted(text));
  RC_ASSERT(json.get<std::string>() == printable(text));
}

RC_GTEST_PROP(ShownTextProperty, WhatIsShownOnceIsShownAgain, (const std::string& text)) {
  RC_ASSERT(printable(printable(text)) == printable(text));
  RC_ASSERT(printable(text).find('\n') == std::string::npos);
}

}  // namespace
}  // namespace storm::metrics
