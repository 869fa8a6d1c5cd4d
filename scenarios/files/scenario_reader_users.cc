// Reads what users do: workloads and recordings.

#include <array>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/files/scenario_reader_parts.h"

namespace storm::scenarios {
namespace {

constexpr std::int64_t kOperationsPerDeviceMax = 100'000;
constexpr std::int64_t kWeightMax = 1'000'000;
constexpr std::int64_t kSaveAfterDefault = 40;
constexpr std::int64_t kSaveAfterMax = 10'000;

const std::array<std::string, 2> kRhythmNames{"flat", "office_hours"};

// Mostly edits, as in applications for notes and tasks; deletes are few.
constexpr Mix kDefaultMix{.create_own = 4,
                          .create_shared = 3,
                          .edit_own = 34,
                          .edit_shared = 39,
                          .increment = 18,
                          .remove = 2};
constexpr Mix kDefaultMixAlone{.create_own = 7,
                               .create_shared = 0,
                               .edit_own = 73,
                               .edit_shared = 0,
                               .increment = 18,
                               .remove = 2};

Mix read_mix(TableReader& parent, const GroupSpec* group, Diagnostics& diagnostics) {
  const bool shares = group == nullptr || shares_documents(*group);
  const FileNode* table = parent.find("mix", FileNode::Kind::Table,
                                      "a table such as { create_own = 5, edit_shared = 40 }");
  if (table == nullptr) return shares ? kDefaultMix : kDefaultMixAlone;
  TableReader reader(*table, "mix of " + parent.name(), diagnostics);
  const auto weight = [&reader](std::string_view key) {
    return reader.number(key, count_bounds(0, kWeightMax)).value_or(0);
  };
  Mix mix;
  mix.create_own = weight("create_own");
  mix.create_shared = weight("create_shared");
  mix.edit_own = weight("edit_own");
  mix.edit_shared = weight("edit_shared");
  mix.increment = weight("increment");
  mix.remove = weight("delete");
  reader.finish();
  const std::int64_t shared = mix.create_shared + mix.edit_shared;
  const std::int64_t sum = shared + mix.create_own + mix.edit_own + mix.increment + mix.remove;
  if (sum == 0) {
    parent.report(
        "mix", {.problem = "the mix has nothing in it", .expected = "at least one weight above 0"});
  }
  if (shared > 0 && !shares) {
    parent.report("mix", {.problem = fmt::format("the group \"{}\" shares no documents to work on",
                                                 group->name),
                          .expected = "create_shared and edit_shared to be 0, or a group that is "
                                      "in a team or the company"});
  }
  return mix;
}

/// Reads which group it is about, and reports when there is no such group.
std::string read_group_name(TableReader& reader, const Scenario& scenario) {
  const auto name = reader.name_of("group", group_names(scenario), "group");
  reader.require("group", "the name of a group");
  return name.value_or("");
}

}  // namespace

void read_period(TableReader& reader, Duration run_length, Duration& from, Duration& until) {
  from = reader.duration("from", 0s, run_length).value_or(Duration{});
  const auto end = reader.duration("until", 0s, run_length);
  until = end.value_or(run_length);
  if (from < until) return;
  reader.report(end ? "until" : "from",
                {.problem = fmt::format("{} ends before it begins", reader.name()),
                 .expected = fmt::format("until to be after from, \"{}\"", duration_text(from)),
                 .found = fmt::format("\"{}\"", duration_text(until))});
}

std::optional<Rhythm> read_rhythm(TableReader& reader) {
  const auto name = reader.name_of("rhythm", kRhythmNames, "rhythm");
  if (!name) return std::nullopt;
  return *name == kRhythmNames[0] ? Rhythm::Flat : Rhythm::OfficeHours;
}

void read_workload(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[[workload]]", context.diagnostics);
  WorkloadSpec workload;
  workload.place = table.place;
  workload.group = read_group_name(reader, context.scenario);
  workload.operations =
      reader.range("operations", count_bounds(0, kOperationsPerDeviceMax)).value_or(CountRange{});
  reader.require("operations", "how many operations each device does");
  read_period(reader, context.scenario.duration, workload.from, workload.until);
  workload.rhythm = read_rhythm(reader).value_or(workload.rhythm);
  workload.mix =
      read_mix(reader, find_group(context.scenario, workload.group), context.diagnostics);
  reader.finish();
  context.scenario.workloads.push_back(std::move(workload));
}

void read_recording(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[recording]", context.diagnostics);
  RecordingSpec recording;
  recording.place = table.place;
  recording.group = read_group_name(reader, context.scenario);
  const GroupSpec* group = find_group(context.scenario, recording.group);
  if (group != nullptr && context.scenario.scopes.teams != 1) {
    reader.report("group", {.problem = "the writers of a recording share one scope",
                            .expected = "teams = 1 in [scopes]",
                            .found = fmt::format("{}", context.scenario.scopes.teams)});
  }
  read_period(reader, context.scenario.duration, recording.from, recording.until);
  recording.rhythm = read_rhythm(reader).value_or(recording.rhythm);
  recording.save_after =
      reader.number("save_after", count_bounds(1, kSaveAfterMax)).value_or(kSaveAfterDefault);
  reader.finish();
  if (!context.scenario.workloads.empty()) {
    context.diagnostics.add({.place = table.place,
                             .problem = "the file has both [[workload]] and [recording]",
                             .expected = "one of the two"});
  }
  context.scenario.recording = std::move(recording);
}

}  // namespace storm::scenarios
