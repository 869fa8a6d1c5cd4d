// The real recording, given as a file: registered only where the file is.

#include <algorithm>
#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "scenarios/datatypes/wording.h"
#include "scenarios/recording/code_points.h"
#include "scenarios/recording/recorded_text.h"
#include "scenarios/recording/recording.h"
#include "scenarios/recording/recording_planner.h"
#include "scenarios/recording/recording_report.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const Recording& recording() {
  static const Recording kRecording =
      std::get<Recording>(read_recording(read_file(STORM_RECORDING_FILE), STORM_RECORDING_FILE));
  return kRecording;
}

TEST(RecordingFileTest, ReplayReachesTheRecordedEnd) {
  RecordingReplay replay(recording());
  while (!replay.is_over()) ASSERT_NE(replay.step(), nullptr);
  for (std::uint32_t writer = 0; writer < recording().writers; ++writer) {
    replay.merge_all(writer);
    EXPECT_TRUE(replay.text().text(writer) == recording().end_content) << writer;
  }
}

TEST(RecordingFileTest, InACalmWorldTheNotesEndAsTheRecordedText) {
  const std::string path = "scenarios/two_writers.toml";
  Scenario scenario = std::get<Scenario>(read_scenario(read_file(path), path, test_vocabulary()));
  scenario.duration = days{30};
  scenario.faults.clear();
  scenario.groups[0].link = {};
  scenario.recording->rhythm = Rhythm::Flat;
  scenario.recording->until = days{29};
  scenario.recording->save_after = 1;
  const Plan plan = std::get<Plan>(make_recorded_plan(scenario, 1, recording(), path));
  std::map<std::string, std::string> notes;
  for (const PlannedOperation& planned : plan.operations) {
    const engine::Operation& operation = planned.operation;
    if (operation.kind == engine::OperationKind::Delete) {
      notes.erase(operation.document);
    } else {
      const bool is_create = operation.kind == engine::OperationKind::Create;
      notes[operation.document] =
          text_of_value(is_create ? operation.fields.at("text") : operation.value);
    }
  }
  const RecordedSaves saves = recorded_saves(scenario, 1, recording());
  std::u32string end;
  for (const RecordedSaves::Paragraph& paragraph : saves.end) {
    EXPECT_EQ(notes[paragraph.document], paragraph.text) << paragraph.document;
    notes.erase(paragraph.document);
    end += to_code_points(paragraph.text);
  }
  for (const auto& [name, text] : notes) EXPECT_EQ(text, "") << name;
  std::u32string recorded = recording().end_content;
  std::erase(recorded, U'\n');
  EXPECT_TRUE(end == recorded);
}

TEST(RecordingFileTest, LettersAreCountedAsTheFileHasThem) {
  std::array<std::size_t, 2> letters{};
  std::array<std::size_t, 2> line_breaks{};
  for (const Recording::Transaction& transaction : recording().transactions) {
    for (const Recording::Patch& patch : transaction.patches) {
      const auto breaks = std::count(patch.inserted.begin(), patch.inserted.end(), U'\n');
      line_breaks.at(transaction.writer) += static_cast<std::size_t>(breaks);
      letters.at(transaction.writer) += patch.inserted.size() - static_cast<std::size_t>(breaks);
    }
  }
  const std::string path = "scenarios/two_writers.toml";
  const auto scenario = std::get<Scenario>(read_scenario(read_file(path), path, test_vocabulary()));
  const RecordingReport report =
      report_recording(Ledger(), {}, recorded_saves(scenario, 1, recording()));
  ASSERT_EQ(report.writers.size(), 2U);
  for (std::size_t writer = 0; writer < 2; ++writer) {
    EXPECT_EQ(report.writers[writer].written.characters, letters.at(writer));
    EXPECT_EQ(report.writers[writer].line_breaks, line_breaks.at(writer));
  }
}

TEST(RecordingFileTest, TheScenarioMakesAPlanThatCanBeLived) {
  const std::string path = "scenarios/two_writers.toml";
  const ReadScenario read = read_scenario(read_file(path), path, test_vocabulary());
  ASSERT_TRUE(std::holds_alternative<Scenario>(read));
  const auto made = make_recorded_plan(std::get<Scenario>(read), 1, recording(), path);
  ASSERT_TRUE(std::holds_alternative<Plan>(made));
  const Plan& plan = std::get<Plan>(made);
  EXPECT_GT(plan.operations.size(), 500U);
  std::set<std::string> made_documents;
  std::set<std::pair<std::uint32_t, std::string>> deleted;
  Instant last{};
  for (const PlannedOperation& planned : plan.operations) {
    const engine::Operation& operation = planned.operation;
    EXPECT_GE(planned.at, last);
    last = planned.at;
    if (operation.kind == engine::OperationKind::Create) {
      EXPECT_TRUE(made_documents.insert(operation.document).second);
      continue;
    }
    EXPECT_TRUE(made_documents.contains(operation.document));
    EXPECT_FALSE(deleted.contains({planned.device, operation.document}));
    if (operation.kind == engine::OperationKind::Delete) {
      deleted.emplace(planned.device, operation.document);
    }
  }
  EXPECT_LT(last, Instant{plan.chaos});
}

}  // namespace
}  // namespace storm::scenarios
