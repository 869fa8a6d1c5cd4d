#include "scenarios/files/scenario_reader.h"

#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

TEST(ScenarioReaderTest, ReadsEveryTableOfAGoodScenario) {
  ASSERT_EQ(complaints(text_of(good_lines())), "");
  const ReadScenario read = read_test_scenario(text_of(good_lines()));
  const auto& scenario = std::get<Scenario>(read);
  EXPECT_EQ(scenario.name, "good");
  EXPECT_EQ(scenario.start, WallTime{seconds{1'772'427'600}});
  EXPECT_EQ(scenario.duration, days{10});
  EXPECT_EQ(scenario.quiet, 1h);
  EXPECT_EQ(scenario.policies.at("batch_max"), 20);
  EXPECT_FALSE(scenario.policies.contains("retry_max"));
  ASSERT_EQ(scenario.groups.size(), 2U);
  EXPECT_EQ(scenario.groups[0].clock.offset, (DurationRange{-1h, 1h}));
  EXPECT_EQ(scenario.groups[0].link.latency, (DurationRange{2ms, 2ms}));
  EXPECT_EQ(scenario.groups[1].link.loss_ppm, (CountRange{10'000, 20'000}));
  EXPECT_EQ(scenario.groups[1].scopes, (std::vector{ScopeKind::Own, ScopeKind::Team}));
  ASSERT_EQ(scenario.workloads.size(), 2U);
  EXPECT_EQ(scenario.workloads[0].operations, (CountRange{30, 50}));
  EXPECT_EQ(scenario.workloads[0].until, days{10});
  ASSERT_EQ(scenario.faults.size(), 3U);
  EXPECT_EQ(scenario.faults[0].from, (DurationRange{days{1}, days{2}}));
  EXPECT_EQ(scenario.faults[0].how_many, 4);
  EXPECT_EQ(scenario.faults[0].parameters.at("direction"), (CountRange{0, 0}));
  EXPECT_EQ(scenario.faults[1].group, "");
  EXPECT_EQ(scenario.faults[1].every, days{2});
  EXPECT_EQ(scenario.faults[2].parameters.at("by").low, Duration{-3h}.count());
  EXPECT_EQ(scenario.drain_within, 20min);
  EXPECT_EQ(scenario.metrics_every, 1h);
}

/// One line of the good scenario replaced, and what a person must be told about it.
struct Mistake {
  std::size_t line;
  std::string replacement;
  std::string complaint;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << "line " << mistake.line << ": " << mistake.replacement;
}

class ScenarioMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(ScenarioMistakeTest, IsExplained) {
  const Mistake& mistake = GetParam();
  EXPECT_EQ(complaints(with_line(mistake.line, mistake.replacement)),
            "test.toml:" + mistake.complaint + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    All, ScenarioMistakeTest,
    testing::Values(
        Mistake{6, "queit = \"1h\"",
                "6:1: error: unknown key \"queit\" in [scenario]\n"
                "    expected one of name, says, covers, start, duration, quiet, ties, heals\n"
                "    hint: did you mean \"quiet\"?"},
        Mistake{7, "[polices]",
                "7:2: error: unknown key \"polices\" in the file\n"
                "    expected one of scenario, policies, scopes, server, group, workload, "
                "recording, trace, fault, chaos, reads, expect, metrics\n"
                "    hint: did you mean \"policies\"?"},
        Mistake{2, "name = 7",
                "2:8: error: wrong type for name in [scenario]\n"
                "    expected a text in quotation marks, found the number 7"},
        Mistake{4, "start = 2026-03-02",
                "4:9: error: wrong type for start in [scenario]\n"
                "    expected a date and time such as 2026-03-02T05:00:00Z, found a date or time "
                "without an offset from UTC"},
        Mistake{6, "quiet = \"1 hour\"",
                "6:9: error: quiet in [scenario] cannot be read\n"
                "    expected a duration such as \"1h30m\", found the text \"1 hour\"\n"
                "    hint: did you mean \"1h\"?"},
        Mistake{6, "quiet = [\"1h\", \"2h\"]",
                "6:9: error: quiet in [scenario] cannot be read\n"
                "    expected a duration such as \"1h30m\", and one only: it cannot be a range, "
                "found a range"},
        Mistake{8, "beat_every = \"1ns\"",
                "8:14: error: beat_every in [policies] is out of range\n"
                "    expected at least \"1s\", found \"1ns\""},
        Mistake{11, "[group]",
                "16:1: error: not TOML: Error while parsing table header: cannot redefine existing "
                "table 'group' as array-of-tables\n"
                "    expected two pairs of brackets around each table of a kind that there may be "
                "several of, such as [[group]]"},
        Mistake{19, "disk.capacity = \"800KB\"",
                "19:17: error: capacity in disk of [[group]] cannot be read\n"
                "    expected a size such as \"64MiB\", found the text \"800KB\"\n"
                "    hint: did you mean \"800kB\"?"},
        Mistake{19, "link.loss = inf",
                "19:13: error: loss in link of [[group]] cannot be read\n"
                "    expected a probability such as 0.01 or \"1%\", found inf, which is no "
                "number"},
        Mistake{19, "link.loss = nan",
                "19:13: error: loss in link of [[group]] cannot be read\n"
                "    expected a probability such as 0.01 or \"1%\", found nan, which is no "
                "number"},
        Mistake{30, "on = \"field-02\"",
                "30:6: error: \"field-02\" is one device, which only the seed can choose\n"
                "    expected the group: on = \"field\", with how_many = 1; or a group of its own"},
        Mistake{49, "every = \"1s\"",
                "49:9: error: the metrics of 10d1h would have 6073200 samples of devices\n"
                "    expected at most 2000000: at least \"4s\" here, found \"1s\""},
        Mistake{8, "batch_maxx = 20",
                "8:1: error: unknown key \"batch_maxx\" in [policies]\n"
                "    expected one of batch_max, retry_max, beat_every\n"
                "    hint: did you mean \"batch_max\"?"},
        Mistake{8, "batch_max = \"20s\"",
                "8:13: error: batch_max in [policies] cannot be read\n"
                "    expected a whole number, found the text \"20s\""},
        Mistake{13, "devices = 0",
                "13:11: error: devices in [[group]] is out of range\n"
                "    expected 1 to 10000, found 0"},
        Mistake{14, "clock.offset = [\"1h\", \"-1h\"]",
                "14:16: error: the range of offset in clock of [[group]] is the wrong way round\n"
                "    expected [low, high], found [\"1h\", \"-1h\"]"},
        Mistake{15, "link.profile = \"office_len\"",
                "15:16: error: no link profile is called \"office_len\"\n"
                "    expected one of perfect, office_lan, home_wifi, mobile_4g, slow_2g, "
                "satellite\n"
                "    hint: did you mean \"office_lan\"?"},
        Mistake{19, "link.loss = 1.5",
                "19:13: error: loss in link of [[group]] is out of range\n"
                "    expected 0 to 1, found 1.5"},
        Mistake{19, "disk.capacity = \"4KiB\"",
                "19:17: error: capacity in disk of [[group]] is out of range\n"
                "    expected \"256KiB\" to \"1024GiB\" (less may not hold the empty store that a "
                "device starts with), found \"4KiB\""},
        Mistake{19, "disk.tearing = \"always\"",
                "19:16: error: no way of tearing is called \"always\"\n"
                "    expected one of never, old_and_new, garbage"},
        Mistake{19, "scopes = [\"own\", \"company\"]",
                "19:10: error: there is no company to be in\n"
                "    expected company_documents in [scopes]"},
        Mistake{22, "operations = [30]",
                "22:14: error: operations in [[workload]] cannot be read\n"
                "    expected a whole number, or two in an array: [low, high], found an array of "
                "1"},
        Mistake{23, "from = \"-2h\"",
                "23:8: error: from in [[workload]] is out of range\n"
                "    expected \"0s\" to \"10d\", found \"-2h\""},
        Mistake{23, "from = \"11d\"",
                "23:8: error: from in [[workload]] is out of range\n"
                "    expected \"0s\" to \"10d\", found \"11d\""},
        Mistake{21, "group = \"ofice\"",
                "21:9: error: no group is called \"ofice\"\n"
                "    expected one of office, field\n"
                "    hint: did you mean \"office\"?"},
        Mistake{23, "mix = { edit_owm = 3, delete = 1 }",
                "23:9: error: unknown key \"edit_owm\" in mix of [[workload]]\n"
                "    expected one of create_own, create_shared, edit_own, edit_shared, increment, "
                "delete\n"
                "    hint: did you mean \"edit_own\"?"},
        Mistake{30, "on = \"feild\"",
                "30:6: error: no group is called \"feild\"\n"
                "    expected one of office, field, server\n"
                "    hint: did you mean \"field\"?"},
        Mistake{32, "until = \"1d12h\"",
                "32:9: error: [[fault]] ends before it begins\n"
                "    expected until to be after from, \"2d\", found \"1d12h\""},
        Mistake{32, "lasts = \"9d\"",
                "32:9: error: [[fault]] ends after the heal\n"
                "    expected from and lasts to be at most \"10d\" together, found \"11d\""},
        Mistake{33, "direction = \"sideways\"",
                "33:13: error: no direction is called \"sideways\"\n"
                "    expected one of both, out, in"},
        Mistake{33, "every = \"1d\"",
                "32:9: error: [[fault]] has both every and until\n"
                "    expected lasts, for what comes back\n"
                "test.toml:33:9: error: [[fault]] comes back before it is over\n"
                "    expected more than \"1d\", found \"1d\""},
        Mistake{38, "times = 3",
                "39:9: error: [[fault]] comes back but never ends\n"
                "    expected lasts: for how long it stays"},
        Mistake{39, "times = 3",
                "39:9: error: [[fault]] has times but not every\n"
                "    expected every: how often it comes back"},
        Mistake{43, "lasts = \"1h\"",
                "43:9: error: a fault of kind \"clock_step\" happens and is over\n"
                "    expected neither lasts nor until"},
        Mistake{43, "how_many = 4",
                "43:12: error: how_many in [[fault]] is out of range\n"
                "    expected 1 to 3, found 4"},
        Mistake{45, "",
                "40:1: error: [[fault]] needs the key by\n"
                "    expected a duration such as \"1h30m\" for a fault of kind \"clock_step\""},
        Mistake{47, "drain_within = \"2h\"",
                "47:16: error: drain_within in [expect] ends after the judges have spoken\n"
                "    expected at most the quiet phase, \"1h\", found \"2h\""},
        Mistake{17, "name = \"office\"",
                "17:8: error: a second group is called \"office\"\n"
                "    expected another name: the first stands in line 11\n"
                "test.toml:25:9: error: no group is called \"field\"\n"
                "    expected one of office\n"
                "test.toml:30:6: error: no group is called \"field\"\n"
                "    expected one of office, server"},
        Mistake{44, "from = [",
                "45:1: error: not TOML: Error while parsing value: could not determine value "
                "type"}));

TEST(ScenarioReaderTest, TooFewAndTooManyBracketsAreNamed) {
  const auto said = [](const char* text, const char* expected) {
    return complaints(text).find(expected) != std::string::npos;
  };
  EXPECT_TRUE(said("[group]\nname = \"office\"\n",
                   "wrong type for group in the file\n    expected tables that each begin with "
                   "[[group]], with two pairs of brackets: there may be several, found a table"));
  EXPECT_TRUE(said("[group]\nname = \"a\"\n[group]\nname = \"b\"\n",
                   "expected two pairs of brackets around each table"));
  EXPECT_TRUE(said("[[scopes]]\nteams = 1\n",
                   "expected a table: [scopes], with one pair of brackets: there is only one"));
}

TEST(ScenarioReaderTest, AByteOrderMarkIsNoMistake) {
  EXPECT_EQ(complaints("\xEF\xBB\xBF" + text_of(good_lines())), "");
  EXPECT_EQ(complaints(std::string("\xFF\xFE[\0s\0", 6)),
            "test.toml:1:1: error: the file is in UTF-16\n    expected UTF-8\n");
}

TEST(ScenarioReaderTest, ReportsWhatIsMissing) {
  const std::string text = complaints("");
  EXPECT_NE(text.find("the file needs the key scenario"), std::string::npos) << text;
  EXPECT_NE(text.find("the file needs the key group"), std::string::npos) << text;
  EXPECT_NE(text.find("the file needs the key workload"), std::string::npos) << text;
}

TEST(ScenarioReaderTest, SurvivesHostileShapes) {
  const std::string deep(3000, '.');
  for (const std::string& text :
       {std::string("faults = [}"), std::string(3000, '['), std::string("a") + deep,
        "[" + std::string(2000, 'a') + "." + std::string(2000, 'b') + "]",
        std::string("a = ") + std::string(5000, '['), std::string("\xff\xfe\x00", 3),
        std::string("group = 3\nfault = [1, {}]\nscenario = []"),
        std::string("[scenario]\nduration = 1e300\nquiet = nan")}) {
    EXPECT_NE(complaints(text), "");
  }
}

}  // namespace
}  // namespace storm::scenarios
