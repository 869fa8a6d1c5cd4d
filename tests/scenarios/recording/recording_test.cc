#include "scenarios/recording/recording.h"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <set>
#include <string>
#include <variant>
#include <vector>
#include <zlib.h>

#include "scenarios/datatypes/wording.h"
#include "scenarios/recording/code_points.h"
#include "scenarios/recording/recorded_text.h"
#include "scenarios/recording/recording_check.h"
#include "scenarios/recording/recording_planner.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

/// Writer 0 writes "ab", then a second paragraph "c"; writer 1, who has seen only "ab", puts "X"
/// between its letters; writer 0 has seen that when it erases the line break.
constexpr std::string_view kTwoWriters = R"({
  "kind": "concurrent", "numAgents": 2, "endContent": "aXbcé",
  "txns": [
    {"agent": 0, "parents": [], "patches": [[0, 0, "ab"]]},
    {"agent": 0, "parents": [0], "patches": [[2, 0, "\n"], [3, 0, "c"]]},
    {"agent": 1, "parents": [0], "patches": [[1, 0, "X"]]},
    {"agent": 0, "parents": [1, 2], "patches": [[3, 1, ""], [4, 0, "é"]]}
  ]})";

Recording two_writers() { return std::get<Recording>(read_recording(kTwoWriters, "r.json")); }

std::string problem_of(const std::string& json) {
  const auto read = read_recording(json, "r.json");
  const auto* diagnostic = std::get_if<Diagnostic>(&read);
  return diagnostic == nullptr ? "" : diagnostic->problem;
}

TEST(RecordingTest, ReplayReachesTheRecordedEnd) {
  const Recording recording = two_writers();
  RecordingReplay replay(recording);
  while (!replay.is_over()) ASSERT_NE(replay.step(), nullptr);
  EXPECT_EQ(to_utf8(replay.text().text(0)), "aXbcé");
  EXPECT_EQ(to_utf8(replay.text().text(1)), "aXb");
  replay.merge_all(1);
  EXPECT_EQ(to_utf8(replay.text().text(1)), "aXbcé");
}

TEST(RecordingTest, APositionBeyondTheTextCannotBePlayed) {
  std::string json(kTwoWriters);
  json.replace(json.find("[[1, 0"), 6, "[[9, 0");
  const Recording recording = std::get<Recording>(read_recording(json, "r.json"));
  RecordingReplay replay(recording);
  EXPECT_NE(replay.step(), nullptr);
  EXPECT_NE(replay.step(), nullptr);
  EXPECT_EQ(replay.step(), nullptr);
}

TEST(RecordingTest, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(problem_of("{"), "the recording is not JSON");
  EXPECT_EQ(problem_of("\x1f\x8b rubbish"), "the recording is damaged: it cannot be unpacked");
  EXPECT_EQ(problem_of("[]"), "the recording cannot be used: \"kind\" is not \"concurrent\"");
  std::string foreign_parent(kTwoWriters);
  foreign_parent.replace(foreign_parent.find("[1, 2]"), 6, "[1, 9]");
  EXPECT_EQ(problem_of(foreign_parent),
            "the recording cannot be used: transaction 3 of \"txns\": its parent 9 is no "
            "transaction before it");
  EXPECT_NE(to_text(missing_recording("")).find("github.com/josephg/editing-traces"),
            std::string::npos);
  EXPECT_EQ(missing_recording("no/such.gz").file, "no/such.gz");
}

RC_GTEST_PROP(RecordingProperty, SlipsAreAnswered, ()) {
  std::string json(kTwoWriters);
  const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
  const auto erased = *rc::gen::inRange<std::size_t>(0, 10);
  json.replace(at, erased, *rc::gen::arbitrary<std::string>());
  const auto read = read_recording(json, "r.json");
  if (const auto* recording = std::get_if<Recording>(&read)) {
    RecordingReplay replay(*recording);
    while (!replay.is_over()) {
      if (replay.step() == nullptr) return;
    }
  } else {
    RC_ASSERT(!std::get<Diagnostic>(read).problem.empty());
  }
}

/// An independent model of one text, with writers that always see everything: plain strings.
RC_GTEST_PROP(RecordedTextProperty, AgreesWithAPlainText, ()) {
  RecordedText text(1);
  std::u32string plain;
  const auto steps = *rc::gen::inRange(1, 2000);
  for (int step = 0; step < steps; ++step) {
    const auto position =
        *rc::gen::inRange<std::uint32_t>(0, static_cast<std::uint32_t>(plain.size() + 1));
    if (*rc::gen::inRange(0, 4) != 0 || position == plain.size()) {
      const auto point = U'a' + static_cast<char32_t>(step % 26);
      text.insert(0, position, point);
      plain.insert(position, 1, point);
    } else {
      text.hide(0, text.at(0, position));
      plain.erase(position, 1);
    }
  }
  RC_ASSERT(text.text(0) == plain);
  RC_ASSERT(text.size(0) == plain.size());
}

TEST(CodePointsTest, RoundTripsAndReplacesWhatIsNoUtf8) {
  EXPECT_EQ(to_utf8(to_code_points("aé€😀\n")), "aé€😀\n");
  EXPECT_EQ(to_code_points("é€😀").size(), 3U);
  EXPECT_EQ(to_utf8(to_code_points("a\xff\xe2\x82")), "a\uFFFD\uFFFD\uFFFD");
}

/// The two writers' recording with one thing changed.
std::string changed(const std::string& from, const std::string& to) {
  std::string json(kTwoWriters);
  return json.replace(json.find(from), from.size(), to);
}

TEST(RecordingTest, EachFaultOfATransactionIsNamed) {
  struct Fault {
    std::string from;
    std::string to;
    std::string says;
  };
  const std::vector<Fault> faults{
      {"{\"agent\": 1", "{\"agent\": 2", "2 of \"txns\": \"agent\" is not one of the 2 writers"},
      {"{\"agent\": 1", "{\"agent\": 0", "its writer, 0, has not seen what the same writer did"},
      {"\"parents\": [1, 2]", "\"parents\": 1", "3 of \"txns\": \"parents\" is no array"},
      {"[1, 2]", "[1, -2]", "its parent is no number"},
      {"[[1, 0, \"X\"]]", "7", "2 of \"txns\": \"patches\" is no array"},
      {"[1, 0, \"X\"]", "[1, 0]",
       "2 of \"txns\": patch 0 is not a position, a number of characters"},
      {"[1, 0, \"X\"]", "[1, 0, \"X\", true]", "patch 0 has a fourth element that is no time"},
      {"[1, 0, \"X\"]", "[-1, 0, \"X\"]", "patch 0 has a position that is no number from 0 up"},
      {"[4, 0, \"é\"]", "[4, 0.5, \"é\"]", "3 of \"txns\": patch 1 erases a number of characters"},
      {"[1, 0, \"X\"]", "[1, 0, 9]", "patch 0 inserts what is no text"},
      {"\"numAgents\": 2", "\"numAgents\": 5", "\"numAgents\" is not 1 to 4 writers"},
      {"\"concurrent\"", "[[\"concurrent\"]]", "\"kind\" is not \"concurrent\""},
  };
  for (const Fault& fault : faults) {
    const std::string said = problem_of(changed(fault.from, fault.to));
    EXPECT_NE(said.find(fault.says), std::string::npos) << fault.to << " gives: " << said;
  }
}

TEST(RecordingTest, APatchMayHaveATime) {
  const auto read = read_recording(changed("[1, 0, \"X\"]", "[1, 0, \"X\", \"2023-11-22\"]"), "r");
  ASSERT_TRUE(std::holds_alternative<Recording>(read));
  EXPECT_EQ(std::get<Recording>(read).transactions[2].patches.at(0).inserted, U"X");
}

/// gzip as its program writes it: one member of `text`.
std::string zipped(const std::string& text) {
  z_stream stream{};
  constexpr int kGzipWindowBits = 15 + 16;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY);
  std::string input = text;
  std::string output(deflateBound(&stream, static_cast<uLong>(input.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  output.resize(stream.total_out);
  deflateEnd(&stream);
  return output;
}

TEST(RecordingTest, AllMembersOfAZippedFileAreRead) {
  const std::string json(kTwoWriters);
  const std::string members = zipped(json.substr(0, 100)) + zipped(json.substr(100));
  EXPECT_EQ(problem_of(members), "");
  EXPECT_EQ(problem_of(members + std::string(512, '\0')), "") << "padding";
  EXPECT_EQ(problem_of(members + "rubbish"), "the recording is damaged: it cannot be unpacked");
  EXPECT_EQ(problem_of(members.substr(0, members.size() - 9)),
            "the recording is damaged: it cannot be unpacked");
}

TEST(RecordingTest, ASmallFileDoesNotFillTheMemory) {
  const std::string bomb = zipped(std::string(std::size_t{80} << 20U, ' '));
  ASSERT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(problem_of(bomb), "the recording is too big: at most 67108864 bytes are unpacked");
}

TEST(RecordingTest, ItEndsAsItSays) {
  EXPECT_FALSE(find_unplayable(two_writers(), "r.json").has_value());
  const auto wrong = std::get<Recording>(read_recording(changed("aXbcé", "aXcé"), "r.json"));
  EXPECT_EQ(find_unplayable(wrong, "r.json").value_or(Diagnostic{}).problem,
            "the recording does not end as it says: from character 2 on the text is another one "
            "than \"endContent\"");
  const auto beyond = std::get<Recording>(read_recording(changed("[[1, 0", "[[9, 0"), "r.json"));
  EXPECT_EQ(find_unplayable(beyond, "r.json").value_or(Diagnostic{}).problem,
            "transaction 2 of the recording changes what is not there");
}

/// A scenario for the recording, whose four transactions fall on 1:00, 6:45, 12:30 and 18:15.
Scenario writers_scenario(const std::string& fault) {
  const std::string text = R"([scenario]
name = "writers"
says = "Two people write."
start = 2026-03-02T05:00:00Z
duration = "2d"
[scopes]
own_documents = 0
teams = 1
team_documents = 0
[[group]]
name = "writer"
devices = 2
[recording]
group = "writer"
from = "1h"
until = "1d"
rhythm = "flat"
save_after = 1
)" + fault;
  const ReadScenario read = read_test_scenario(text);
  return std::holds_alternative<Scenario>(read) ? std::get<Scenario>(read) : Scenario{};
}

/// What a plan saves, without marks.
std::vector<std::string> saves_of(const Scenario& scenario) {
  const auto made = make_recorded_plan(scenario, 1, two_writers(), "w.toml");
  std::vector<std::string> saves;
  if (!std::holds_alternative<Plan>(made)) return saves;
  const Plan& plan = std::get<Plan>(made);
  for (const PlannedOperation& planned : plan.operations) {
    const engine::Operation& operation = planned.operation;
    const std::string value = operation.kind == engine::OperationKind::Create
                                  ? operation.fields.at("text")
                                  : operation.value;
    const char* verb = operation.kind == engine::OperationKind::Create ? " creates "
                       : operation.kind == engine::OperationKind::Set  ? " sets "
                                                                       : " deletes ";
    saves.push_back(plan.devices[planned.device].name + verb + operation.document + ": " +
                    std::string(text_of_value(value)));
  }
  return saves;
}

std::string apart(const std::string& from, const std::string& until) {
  return "[[fault]]\nkind = \"partition\"\non = \"writer\"\nfrom = \"" + from + "\"\nuntil = \"" +
         until + "\"\n";
}

TEST(RecordingPlannerTest, SavesParagraphsAsTheDeviceShowsThem) {
  EXPECT_EQ(
      saves_of(writers_scenario("")),
      (std::vector<std::string>{
          "writer-01 creates writer-01/doc-0001: ab", "writer-01 creates writer-01/doc-0002: c",
          "writer-02 sets writer-01/doc-0001: aXb",
          "writer-01 deletes writer-01/doc-0002: ", "writer-01 sets writer-01/doc-0001: aXbcé"}));
}

TEST(RecordingPlannerTest, WhoIsAwayDoesNotSeeTheOthersText) {
  EXPECT_EQ(
      saves_of(writers_scenario(apart("8h", "1d12h"))),
      (std::vector<std::string>{
          "writer-01 creates writer-01/doc-0001: ab", "writer-01 creates writer-01/doc-0002: c",
          "writer-02 sets writer-01/doc-0001: aXb",
          "writer-01 deletes writer-01/doc-0002: ", "writer-01 sets writer-01/doc-0001: abcé"}));
}

TEST(RecordingPlannerTest, AnEditWaitsUntilItsNoteHasArrived) {
  const Scenario scenario = writers_scenario(apart("30m", "14h"));
  const auto made = make_recorded_plan(scenario, 1, two_writers(), "w.toml");
  const Plan& plan = std::get<Plan>(made);
  ASSERT_EQ(plan.operations.size(), 5U);
  EXPECT_EQ(plan.operations[2].device, 1U);
  // Typed at 12:30; the note came with the first contact, which takes five minutes at worst, of
  // its author and then of its reader.
  EXPECT_EQ(plan.operations[2].at, Instant{14h + 5min});
}

TEST(RecordingPlannerTest, SaysWhichLettersEachSaveHolds) {
  const Scenario scenario = writers_scenario("");
  const Plan plan = std::get<Plan>(make_recorded_plan(scenario, 1, two_writers(), "w.toml"));
  const RecordedSaves saves = recorded_saves(scenario, 1, two_writers());
  ASSERT_EQ(saves.saves.size(), plan.operations.size());
  std::vector<std::size_t> lengths;
  for (const RecordedSaves::Save& save : saves.saves) lengths.push_back(save.characters.size());
  EXPECT_EQ(lengths, (std::vector<std::size_t>{2, 1, 3, 0, 5}));
  EXPECT_EQ(saves.saves[3].seen, plan.operations[1].operation.id);
  ASSERT_EQ(saves.end.size(), 1U);
  EXPECT_EQ(saves.end[0].document, plan.operations[0].operation.document);
  EXPECT_EQ(saves.end[0].text, "aXbcé");
}

/// One writer who types a text letter by letter, and each of its paragraphs in turn.
Recording typist(std::size_t letters, std::size_t paragraph) {
  Recording recording{.writers = 1, .transactions = {}, .end_content = {}};
  for (std::size_t index = 0; index < letters; ++index) {
    const char32_t letter = index % paragraph == paragraph - 1 ? U'\n' : U'a';
    const auto position = static_cast<std::uint32_t>(index);
    recording.transactions.push_back(
        {.writer = 0,
         .seen_before = {position},
         .patches = {{.position = position, .erased = 0, .inserted = {letter}}}});
    recording.end_content += letter;
  }
  return recording;
}

TEST(RecordedTextTest, TheLastLineBreakIsFoundInAnyChunk) {
  RecordedText text(1);
  std::vector<CharacterId> characters;
  for (std::uint32_t index = 0; index < 3'000; ++index) {
    characters.push_back(text.insert(0, index, index % 1'000 == 10 ? U'\n' : U'a'));
  }
  EXPECT_EQ(text.line_break_before(characters[10]), std::nullopt);
  EXPECT_EQ(text.line_break_before(characters[11]), characters[10]);
  EXPECT_EQ(text.line_break_before(characters[1'010]), characters[10]);
  EXPECT_EQ(text.line_break_before(characters[2'999]), characters[2'010]);
}

TEST(RecordingPlannerTest, PlansALongTextAndSaysHowFarItIs) {
  Scenario scenario = writers_scenario("");
  scenario.groups[0].devices = 1;
  std::vector<std::size_t> told;
  const auto made = make_recorded_plan(scenario, 1, typist(1'000, 100), "w.toml",
                                       [&told](std::size_t done, std::size_t all) {
                                         EXPECT_EQ(all, 1'000U);
                                         told.push_back(done);
                                       });
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 256, 512, 768}));
  // A letter each, and two notes change at a line break; nothing is behind the last one.
  EXPECT_EQ(std::get<Plan>(made).operations.size(), 990U);
}

TEST(RecordingPlannerTest, NeedsADeviceForEachWriter) {
  Scenario scenario = writers_scenario("");
  scenario.groups[0].devices = 3;
  const auto made = make_recorded_plan(scenario, 1, two_writers(), "w.toml");
  ASSERT_TRUE(std::holds_alternative<Diagnostic>(made));
  EXPECT_EQ(std::get<Diagnostic>(made).expected, "2 devices in the group \"writer\"");
}

}  // namespace
}  // namespace storm::scenarios
