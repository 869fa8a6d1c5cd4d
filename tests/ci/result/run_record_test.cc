#include "ci/result/run_record.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "ci/result/run_record_json.h"
#include "tests/ci/result/run_records.h"

namespace storm::ci {
namespace {

using Texts = rc::Gen<std::string>;

/// Everything that JSON has to escape, and characters of each length in UTF-8.
Texts valid_texts() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
          std::vector<std::string>{"a", "Z", " ", "\"", "\\", "\n", "\x01", std::string(1, '\0'),
                                   "\x7f", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})),
      [](const std::vector<std::string>& pieces) {
        std::string text;
        for (const std::string& piece : pieces) text += piece;
        return text;
      });
}

Texts any_bytes() {
  return rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<char>(byte); }));
}

std::vector<Measure> arbitrary_measures(const Texts& texts) {
  std::vector<Measure> measures;
  for (const char* name : {"events", "wall_time", "X9_", "a"}) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    measures.push_back(
        {.name = name, .unit = *texts, .value = *rc::gen::arbitrary<std::int64_t>()});
  }
  return measures;
}

RecordedViolation arbitrary_violation(const Texts& texts) {
  return {.kind = *texts,
          .at = Instant{Duration{*rc::gen::arbitrary<std::int64_t>()}},
          .devices = *rc::gen::container<std::vector<std::string>>(texts),
          .operations = *rc::gen::arbitrary<std::vector<std::uint64_t>>(),
          .explanation = *texts};
}

RecordedProperty arbitrary_property(const Texts& texts) {
  RecordedProperty property{.name = *texts, .judged = {}, .violations = {}};
  const int counts = *rc::gen::inRange(0, 3);
  for (int i = 0; i < counts; ++i) {
    property.judged.push_back({.what = *texts, .count = *rc::gen::arbitrary<std::uint64_t>()});
  }
  const int violations = *rc::gen::inRange(0, 3);
  for (int i = 0; i < violations; ++i) property.violations.push_back(arbitrary_violation(texts));
  return property;
}

template <class Number>
std::optional<Number> arbitrary_optional() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return *rc::gen::arbitrary<Number>();
}

ProcessDeath arbitrary_death(const Texts& texts) {
  return {.how = *texts,
          .try_again = *rc::gen::arbitrary<bool>(),
          .world_time_milliseconds = arbitrary_optional<std::int64_t>(),
          .world_memory_bytes = arbitrary_optional<std::uint64_t>()};
}

RecordedEdits arbitrary_edits() {
  return {.edits = *rc::gen::arbitrary<std::uint64_t>(),
          .characters = *rc::gen::arbitrary<std::uint64_t>()};
}

RecordingOutcome arbitrary_recording(const Texts& texts) {
  return {.writers = {{.device = *texts,
                       .written = arbitrary_edits(),
                       .kept = arbitrary_edits(),
                       .overwritten_unseen = arbitrary_edits(),
                       .deleted = arbitrary_edits(),
                       .not_taken = arbitrary_edits()}},
          .words = *texts};
}

/// A record without a flaw, otherwise anything.
RunRecord arbitrary_record(const Texts& texts) {
  RunRecord record;
  for (std::string* text :
       {&record.version, &record.scenario, &record.engine, &record.fingerprint, &record.plan_hash,
        &record.executable_hash, &record.metrics_path, &record.repeat}) {
    *text = *texts;
  }
  record.seed = *rc::gen::arbitrary<std::uint64_t>();
  record.defects = *rc::gen::container<std::vector<std::string>>(texts);
  record.policies = arbitrary_measures(texts);
  record.measures = arbitrary_measures(texts);
  const int kind = *rc::gen::inRange(0, 3);
  record.verdict = kind == 0 ? RunVerdict::Pass : RunVerdict::Inconclusive;
  if (kind == 2) {
    record.verdict = RunVerdict::Crashed;
    record.death = arbitrary_death(texts);
  } else {
    const int properties = *rc::gen::inRange(0, 3);
    for (int i = 0; i < properties; ++i) record.properties.push_back(arbitrary_property(texts));
  }
  for (const RecordedProperty& property : record.properties) {
    if (!property.violations.empty()) record.verdict = RunVerdict::Violated;
  }
  if (*rc::gen::arbitrary<bool>()) record.recording = arbitrary_recording(texts);
  if (*rc::gen::arbitrary<bool>()) {
    record.failure = {.folder = *texts, .replay = *texts, .shrink = *texts};
  }
  if (*rc::gen::arbitrary<bool>()) record.about = {.property = *texts, .kind = *texts};
  return record;
}

/// The record in the text, or one with the reason why there is none as its version.
RunRecord read(const std::string& text) {
  auto outcome = read_run_record(text);
  if (auto* record = std::get_if<RunRecord>(&outcome)) return std::move(*record);
  RunRecord none;
  none.version = std::get<UnreadableRecord>(outcome).reason;
  return none;
}

RC_GTEST_PROP(RunRecordProperty, WhatIsWrittenIsRead, ()) {
  const RunRecord record = arbitrary_record(valid_texts());
  RC_ASSERT(flaw_of(record).empty());
  RC_ASSERT(read(json_text(record)) == record);
  RC_ASSERT(read(json_text(record, 2)) == record);
}

RC_GTEST_PROP(RunRecordProperty, AnyBytesBecomeTextAndStayWhatTheyThenAre, ()) {
  const RunRecord record = arbitrary_record(any_bytes());
  const RunRecord once = read(json_text(record));
  RC_ASSERT(once.seed == record.seed);
  RC_ASSERT(once.measures.size() == record.measures.size());
  RC_ASSERT(once.properties.size() == record.properties.size());
  RC_ASSERT(read(json_text(once)) == once);
}

RC_GTEST_PROP(RunRecordProperty, ATextThatIsCutOffIsRefused, ()) {
  const std::string text = json_text(arbitrary_record(valid_texts()));
  const auto size = *rc::gen::inRange<std::size_t>(0, text.size());
  const auto outcome = read_run_record(text.substr(0, size));
  RC_ASSERT(std::get<UnreadableRecord>(outcome).why == UnreadableRecord::Why::Damaged);
}

UnreadableRecord refused(const std::string& text) {
  auto outcome = read_run_record(text);
  if (auto* unreadable = std::get_if<UnreadableRecord>(&outcome)) return std::move(*unreadable);
  return {.why = {}, .reason = "it was read", .remedy = {}};
}

TEST(RunRecordTest, ANewerFormatIsRefusedWithReasonAndRemedy) {
  Json json = to_json(passed_record());
  json["format"] = kJsonFormat + 1;
  // What it would be misread by is not looked at.
  json.erase("measures");
  const UnreadableRecord newer = refused(json_text(json));
  EXPECT_EQ(newer.why, UnreadableRecord::Why::Newer);
  EXPECT_EQ(newer.reason,
            "was recorded by a newer version of syncstorm (0.1): this program reads up to format "
            "2, found 3");
  EXPECT_EQ(newer.remedy, "use that version");
}

TEST(RunRecordTest, AResultWithoutANumberIsRefusedWithReasonAndRemedy) {
  const UnreadableRecord older = refused(
      R"({"scenario":"week","seed":"1","engine":"naive","verdict":"pass","properties":[]})");
  EXPECT_EQ(older.why, UnreadableRecord::Why::Older);
  EXPECT_EQ(older.reason,
            "was recorded by syncstorm 0.1, of which this program reads failures only");
  EXPECT_EQ(older.remedy, "run the scenario again, or read it with that version");
}

TEST(RunRecordTest, AFailureOfTheFirstFormatIsRead) {
  const RunRecord record = read(R"({
    "format": 1, "version": "0.1.0", "scenario": "week", "seed": "18446744073709551615",
    "engine": "naive", "verdict": "violated", "fingerprint": "aa", "plan_hash": "p",
    "executable_hash": "e", "found_with": "syncstorm run week.toml",
    "properties": [{"name": "no silent loss", "verdict": "violated",
      "judged": {"documents judged": 47, "writes judged": 177},
      "violations": [{"kind": "lost", "at_seconds": 90000, "devices": ["desk-01"],
                      "operations": [7, 9], "explanation": "gone"}]}],
    "about": {"property": "no silent loss", "kind": "lost"}})");
  RunRecord expected;
  expected.version = "0.1.0";
  expected.scenario = "week";
  expected.seed = UINT64_MAX;
  expected.engine = "naive";
  expected.verdict = RunVerdict::Violated;
  expected.fingerprint = "aa";
  expected.plan_hash = "p";
  expected.executable_hash = "e";
  expected.repeat = "syncstorm run week.toml";
  expected.properties = {{.name = "no silent loss",
                          .judged = {{.what = "documents judged", .count = 47},
                                     {.what = "writes judged", .count = 177}},
                          .violations = {{.kind = "lost",
                                          .at = Instant{25h},
                                          .devices = {"desk-01"},
                                          .operations = {7, 9},
                                          .explanation = "gone"}}}};
  expected.about = {.property = "no silent loss", .kind = "lost"};
  EXPECT_EQ(record.version, expected.version);
  EXPECT_TRUE(record == expected);
}

/// What is said about a record in which something was changed.
std::string flaw_after(const std::function<void(Json&)>& change) {
  Json json = to_json(failed_record("aa", {{.property = "honesty", .kind = "lie"}}));
  change(json);
  const UnreadableRecord unreadable = refused(json_text(json));
  EXPECT_EQ(unreadable.remedy, "run the scenario again to get one");
  return unreadable.reason;
}

TEST(RunRecordTest, WhatDoesNotFitIsNamed) {
  EXPECT_EQ(flaw_after([](Json& json) { json.erase("seed"); }), "\"seed\" is missing");
  EXPECT_EQ(flaw_after([](Json& json) { json["seed"] = "-1"; }), "\"seed\" is not a number");
  EXPECT_EQ(flaw_after([](Json& json) { json["format"] = 0; }), "\"format\" is not a version");
  EXPECT_EQ(flaw_after([](Json& json) { json["format"] = 1.5; }), "\"format\" is not an integer");
  EXPECT_EQ(flaw_after([](Json& json) { json["verdict"] = "fine"; }),
            "no verdict is called \"fine\"");
  EXPECT_EQ(flaw_after([](Json& json) {
              json["measures"]["events"] = {{"unit", ""}};
            }),
            "\"value\" is missing");
  EXPECT_EQ(flaw_after([](Json& json) {
              json["measures"]["events"] = {{"unit", ""}, {"value", UINT64_MAX}};
            }),
            "\"value\" does not fit into 64 bits");
  EXPECT_EQ(flaw_after([](Json& json) {
              json["properties"][0]["judged"] = {{{"what", "looks"}, {"count", -1}}};
            }),
            "\"count\" is not a count");
}

TEST(RunRecordTest, WhatContradictsItselfIsRefused) {
  EXPECT_EQ(flaw_after([](Json& json) { json["verdict"] = "pass"; }),
            "the verdict hides the violations that are recorded");
  EXPECT_EQ(flaw_after([](Json& json) { json["properties"].erase(1); }),
            "no violation is recorded");
  EXPECT_EQ(flaw_after([](Json& json) { json["verdict"] = "crashed"; }),
            "the verdict does not agree with how the process ended");
  EXPECT_EQ(flaw_after([](Json& json) {
              json["measures"]["number of events"] = {{"unit", ""}, {"value", 1}};
            }),
            "a name among the measures is none");
}

/// All keys of an object and of what is in it.
void add_keys(const Json& json, std::vector<std::string>& keys) {
  if (json.is_array()) {
    for (const Json& element : json) add_keys(element, keys);
  }
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items()) {
    keys.push_back(key);
    add_keys(value, keys);
  }
}

TEST(RunRecordTest, KeysAreIdentifiers) {
  RunRecord record = failed_record("aa", {{.property = "no silent loss", .kind = "went away"}});
  record.policies = {{.name = "push_batch", .unit = "count", .value = 50}};
  std::vector<std::string> keys;
  add_keys(to_json(record), keys);
  EXPECT_GT(keys.size(), 30U);
  for (const std::string& key : keys) EXPECT_TRUE(is_identifier(key)) << key;
  for (const char* text : {"", "9th", "no silent loss", "a-b", "\xc3\xa9"}) {
    EXPECT_FALSE(is_identifier(text)) << text;
  }
}

TEST(RunRecordTest, EachWayToFailCountsOnce) {
  RunRecord record = failed_record("aa", {{.property = "honesty", .kind = "lie"},
                                          {.property = "convergence", .kind = "different"}});
  record.properties[1].violations.push_back(record.properties[1].violations.front());
  record.properties[1].violations.back().explanation = "again";
  const auto failures = failures_of(record);
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].explanation, "desk-01 lie");
  EXPECT_EQ(marks_of(record)[0].property, "honesty");
  EXPECT_EQ(sorted_marks(record)[0].property, "convergence");
  const std::vector<scenarios::FailureMark> death{
      {.property = "crash or hang", .kind = "signal 11"}};
  EXPECT_EQ(marks_of(crashed_record("signal 11")), death);
  EXPECT_TRUE(marks_of(passed_record()).empty());
}

TEST(RunRecordTest, VerdictsAreFoundByTheirNames) {
  for (const RunVerdict verdict :
       {RunVerdict::Pass, RunVerdict::Violated, RunVerdict::Inconclusive, RunVerdict::Crashed}) {
    EXPECT_EQ(find_run_verdict(name_of(verdict)), verdict);
  }
  EXPECT_EQ(find_run_verdict("passed"), std::nullopt);
}

}  // namespace
}  // namespace storm::ci
