#include "scenarios/recording/recording_report.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

engine::OperationId id(std::uint64_t number) { return engine::OperationId{number}; }

std::string value(std::uint64_t number, const std::string& text) {
  return unique_value("writer", id(number), "text", text);
}

/// A run that was not run: what two writers saved, each letter being a character of its own, and
/// what became of it.
class HandMadeRun {
 public:
  HandMadeRun() { saves_.devices = {0, 1}; }

  /// The writer saves `text` over the save `seen` (0: over nothing). Capital letters were typed by
  /// the writer 1, others by the writer 0.
  HandMadeRun& save(std::uint32_t writer, std::uint64_t seen, const std::string& text,
                    Answer answer = Answer::Accepted, const std::string& document = "note") {
    engine::Operation operation;
    operation.kind = engine::OperationKind::Set;
    operation.document = document;
    operation.field = "text";
    RecordedSaves::Save saved;
    for (const char letter : text) saved.characters.push_back(character_of(letter));
    LedgerEntry& entry = add(writer, std::move(operation), std::move(saved), answer);
    entry.operation.value = value(texts_.size() + 1, text);
    seen_.emplace_back(entry.operation.id, seen);
    texts_.push_back(text);
    return *this;
  }

  /// The writer deletes the document, having seen the save `seen`.
  HandMadeRun& remove(std::uint32_t writer, std::uint64_t seen, const std::string& document) {
    engine::Operation operation;
    operation.kind = engine::OperationKind::Delete;
    operation.document = document;
    add(writer, std::move(operation), {.characters = {}, .seen = id(seen)}, Answer::Accepted);
    texts_.emplace_back();
    return *this;
  }

  HandMadeRun& type(std::uint32_t writer, char letter) {
    const CharacterId character = character_of(letter);
    saves_.characters[static_cast<std::size_t>(character)] = {.writer = writer,
                                                              .is_line_break = letter == '\n'};
    return *this;
  }

  HandMadeRun& ends_as(const std::string& document, const std::string& text) {
    saves_.end.push_back({.document = document, .text = text});
    return *this;
  }

  /// The report when the save `standing` stands in each of these documents.
  RecordingReport with(const std::vector<std::pair<std::string, std::uint64_t>>& standing) {
    for (const auto& [operation, seen] : seen_) {
      if (seen != 0) ledger_.find(operation)->seen_value = value(seen, texts_.at(seen - 1));
    }
    engine::Snapshot final;
    for (const auto& [document, number] : standing) {
      final[document].fields["text"] = value(number, texts_.at(number - 1));
    }
    return report_recording(ledger_, final, saves_);
  }

 private:
  CharacterId character_of(char letter) {
    const std::size_t place = letters_.find(letter);
    if (place != std::string::npos) return static_cast<CharacterId>(place);
    letters_ += letter;
    const bool is_capital = letter >= 'A' && letter <= 'Z';
    saves_.characters.push_back({.writer = is_capital ? 1U : 0U, .is_line_break = false});
    return static_cast<CharacterId>(letters_.size() - 1);
  }

  LedgerEntry& add(std::uint32_t writer, engine::Operation operation, RecordedSaves::Save save,
                   Answer answer) {
    operation.id = id(saves_.saves.size() + 1);
    saves_.saves.push_back(std::move(save));
    LedgerEntry& entry = ledger_.begin(std::move(operation), writer, Instant{});
    entry.answer = answer;
    return entry;
  }

  Ledger ledger_;
  RecordedSaves saves_;
  std::string letters_;
  std::vector<std::string> texts_;
  std::vector<std::pair<engine::OperationId, std::uint64_t>> seen_;
};

TEST(RecordingReportTest, WhatWasReplacedUnseenIsLost) {
  HandMadeRun run;
  run.save(0, 0, "abc");
  run.save(1, 1, "abcXYZ");  // Overwritten by the next one, unseen.
  run.save(0, 1, "abcd");
  run.save(0, 3, "abcde", Answer::Refused);
  run.save(1, 0, "GONE", Answer::Accepted, "deleted note");
  run.ends_as("note", "abcd");
  const RecordingReport report = run.with({{"note", 3}});
  ASSERT_EQ(report.writers.size(), 2U);
  EXPECT_EQ(report.writers[0].written.edits, 3U);
  EXPECT_EQ(report.writers[0].written.characters, 5U);
  EXPECT_EQ(report.writers[0].kept.characters, 4U);
  EXPECT_EQ(report.writers[0].not_taken.characters, 1U);
  EXPECT_EQ(report.writers[1].overwritten_unseen.edits, 1U);
  EXPECT_EQ(report.writers[1].overwritten_unseen.characters, 3U);
  EXPECT_EQ(report.writers[1].deleted.characters, 4U);
  Plan plan;
  plan.devices.resize(2);
  plan.devices[1].name = "writer-02";
  const std::string text = to_text(report, plan);
  EXPECT_NE(text.find("overwritten unseen  3 characters in 1 edits (42.8 %)"), std::string::npos)
      << text;
  EXPECT_NE(text.find("the end is the recorded text, in 1 notes\n"), std::string::npos) << text;
}

TEST(RecordingReportTest, TextThatMovesIsCountedOnceAndIsNotDeleted) {
  HandMadeRun run;
  run.save(0, 0, "one");
  run.save(0, 0, "twx", Answer::Accepted, "second");
  run.save(0, 2, "tw", Answer::Accepted, "second");
  run.remove(0, 3, "second");
  run.save(0, 1, "onetw");  // The second note is joined to the first.
  run.type(0, '\n').ends_as("note", "onetw");
  const RecordingReport report = run.with({{"note", 5}});
  ASSERT_EQ(report.writers.size(), 1U);
  const WriterReport& writer = report.writers[0];
  EXPECT_EQ(writer.written.characters, 6U) << "o, n, e, t, w and x";
  EXPECT_EQ(writer.kept.characters, 6U) << "x was taken out by the one who had written it";
  EXPECT_EQ(writer.kept.edits, 4U);
  EXPECT_EQ(writer.line_breaks, 1U);
}

TEST(RecordingReportTest, ADeletionThatHadNotSeenTheTextLosesIt) {
  HandMadeRun run;
  run.save(0, 0, "a");
  run.save(1, 1, "aB");
  run.remove(0, 1, "note");
  const RecordingReport report = run.with({});
  EXPECT_EQ(report.writers.at(0).kept.characters, 1U);
  EXPECT_EQ(report.writers.at(1).deleted.characters, 1U);
}

TEST(RecordingReportTest, WhatWasNeverSavedIsCountedApart) {
  HandMadeRun run;
  run.save(0, 0, "a").type(0, 'b');
  const RecordingReport report = run.with({{"note", 1}});
  EXPECT_EQ(report.writers.at(0).written.characters, 2U);
  EXPECT_EQ(report.writers.at(0).characters_never_saved, 1U);
}

TEST(RecordingReportTest, AnotherEndIsSaid) {
  HandMadeRun run;
  run.save(0, 0, "a");
  run.save(0, 0, "b", Answer::Accepted, "extra");
  run.ends_as("note", "A");
  const RecordingReport report = run.with({{"note", 1}, {"extra", 2}});
  Plan plan;
  plan.devices.resize(1);
  EXPECT_NE(to_text(report, plan)
                .find("the end is not the recorded text: 0 of 1 notes are as "
                      "recorded, and 1 are not in it\n"),
            std::string::npos);
}

TEST(RecordingReportTest, AChainThatRunsInACircleEnds) {
  HandMadeRun run;
  run.save(0, 2, "a");
  run.save(0, 1, "b");
  EXPECT_EQ(run.with({{"note", 2}}).writers.at(0).kept.edits, 2U);
}

}  // namespace
}  // namespace storm::scenarios
