#include "scenarios/recording/recording_report.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

engine::OperationId id(std::uint64_t number) { return engine::OperationId{number}; }

std::string value(std::uint64_t number, const std::string& text) {
  return unique_value("writer", id(number), "text", text);
}

/// One writer's Set of the register `text` of `document`.
void set(Ledger& ledger, std::uint64_t number, std::uint32_t device, const std::string& seen,
         const std::string& text, Answer answer = Answer::Accepted,
         const std::string& document = "note") {
  engine::Operation operation;
  operation.id = id(number);
  operation.kind = engine::OperationKind::Set;
  operation.document = document;
  operation.field = "text";
  operation.value = value(number, text);
  LedgerEntry& entry = ledger.begin(std::move(operation), device, Instant{});
  entry.answer = answer;
  entry.seen_value = seen;
}

engine::Snapshot showing(const std::string& standing) {
  engine::Snapshot snapshot;
  snapshot["note"].fields["text"] = standing;
  return snapshot;
}

TEST(RecordingReportTest, WhatWasReplacedUnseenIsLost) {
  Ledger ledger;
  set(ledger, 1, 0, "", "abc");
  set(ledger, 2, 1, value(1, "abc"), "abc, and five");  // Overwritten by number 3, unseen.
  set(ledger, 3, 0, value(1, "abc"), "abc!");
  set(ledger, 4, 0, value(3, "abc!"), "abc!?", Answer::Refused);
  set(ledger, 5, 1, "", "gone", Answer::Accepted, "deleted note");
  const RecordingReport report = report_recording(ledger, showing(value(3, "abc!")));
  ASSERT_EQ(report.writers.size(), 2U);
  EXPECT_EQ(report.writers[0].written.edits, 3U);
  EXPECT_EQ(report.writers[0].kept.characters, 4U);
  EXPECT_EQ(report.writers[0].not_taken.characters, 1U);
  EXPECT_EQ(report.writers[1].overwritten_unseen.edits, 1U);
  EXPECT_EQ(report.writers[1].overwritten_unseen.characters, 10U);
  EXPECT_EQ(report.writers[1].deleted.characters, 4U);
  Plan plan;
  plan.devices.resize(2);
  plan.devices[1].name = "writer-02";
  EXPECT_NE(to_text(report, plan).find("overwritten unseen  10 characters in 1 edits (71.4 %)"),
            std::string::npos)
      << to_text(report, plan);
}

TEST(RecordingReportTest, AChainThatRunsInACircleEnds) {
  Ledger ledger;
  set(ledger, 1, 0, value(2, "b"), "a");
  set(ledger, 2, 0, value(1, "a"), "b");
  const RecordingReport report = report_recording(ledger, showing(value(2, "b")));
  EXPECT_EQ(report.writers.at(0).kept.edits, 2U);
}

TEST(CharactersAddedTest, CountsTheShortestDifference) {
  EXPECT_EQ(characters_added("", "abc"), 3U);
  EXPECT_EQ(characters_added("abc", "abc"), 0U);
  EXPECT_EQ(characters_added("abc", ""), 0U);
  EXPECT_EQ(characters_added("the cat sat", "the black cat has sat"), 10U);
  EXPECT_EQ(characters_added("é", "éé"), 1U);
}

}  // namespace
}  // namespace storm::scenarios
