// The real recording, given as a file: registered only where the file is.

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>
#include <variant>

#include "scenarios/recording/recorded_text.h"
#include "scenarios/recording/recording.h"
#include "scenarios/recording/recording_planner.h"
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
