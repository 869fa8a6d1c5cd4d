#include "scenarios/files/scenario_reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/files/policy_bounds.h"
#include "scenarios/files/reads_reader.h"
#include "scenarios/files/scenario_reader_parts.h"
#include "scenarios/files/ties_reader.h"

namespace storm::scenarios {
namespace {

void read_start(TableReader& reader, Scenario& scenario) {
  constexpr std::string_view kExpected = "a date and time such as 2026-03-02T05:00:00Z";
  const FileNode* node = reader.find("start", FileNode::Kind::Moment, kExpected);
  reader.require("start", kExpected);
  if (node == nullptr) return;
  if (node->number < kStartMinSeconds || node->number >= kStartMaxSeconds) {
    reader.report("start", {.problem = "start in [scenario] is out of range",
                            .expected = "a year from 2000 to 2099"});
    return;
  }
  scenario.start = WallTime{seconds{node->number}};
}

void read_covers(TableReader& reader, Scenario& scenario) {
  scenario.covers = reader.texts("covers").value_or(std::vector<std::string>{});
  for (const std::string& row : scenario.covers) {
    const bool is_row = row.size() >= 2 && row.size() <= 4 && row[0] >= 'A' && row[0] <= 'Z' &&
                        std::all_of(row.begin() + 1, row.end(),
                                    [](char digit) { return digit >= '0' && digit <= '9'; });
    if (is_row) continue;
    reader.report("covers", {.problem = fmt::format("\"{}\" is no row id", row),
                             .expected = "a letter and a number such as \"C20\""});
  }
}

void read_header(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[scenario]", context.diagnostics);
  Scenario& scenario = context.scenario;
  scenario.name = reader.text("name").value_or("");
  reader.require("name", "a name such as \"month_offline\"");
  check_plain_name(reader, "name", scenario.name);
  scenario.says = reader.text("says").value_or("");
  reader.require("says", "a sentence that says what the scenario is about");
  read_covers(reader, scenario);
  read_start(reader, scenario);
  scenario.duration = reader.duration("duration", 1s, kRunLengthMax).value_or(kRunLengthMax);
  reader.require("duration", "a duration such as \"31d\"");
  scenario.quiet = reader.duration("quiet", 1s, kQuietMax).value_or(Duration{2h});
  scenario.ties = read_ties(reader);
  const std::vector<std::string> heals{"everything", "core"};
  if (reader.name_of("heals", heals, "what the heal reaches") == "core") scenario.heal = Heal::Core;
  reader.finish();
}

void read_policies(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[policies]", context.diagnostics);
  for (const std::string& name : policy_names(context.vocabulary)) {
    const bool is_duration = policy_type(context.vocabulary, name) == engine::PolicyType::Duration;
    const auto value = reader.number(
        name, policy_bounds(context.vocabulary, name, is_duration ? Unit::Duration : Unit::Count));
    if (value) context.scenario.policies.insert_or_assign(name, *value);
  }
  reader.finish();
}

void read_expectations(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[expect]", context.diagnostics);
  Scenario& scenario = context.scenario;
  const auto drain = reader.duration("drain_within", 1s, kQuietMax);
  scenario.drain_within = drain;
  if (drain && *drain > scenario.quiet) {
    reader.report(
        "drain_within",
        {.problem = "drain_within in [expect] ends after the judges have spoken",
         .expected = fmt::format("at most the quiet phase, \"{}\"", duration_text(scenario.quiet)),
         .found = fmt::format("\"{}\"", duration_text(*drain))});
  }
  reader.finish();
}

void read_metrics(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[metrics]", context.diagnostics);
  context.scenario.metrics_every =
      reader.duration("every", 1s, kRunLengthMax).value_or(context.scenario.metrics_every);
  std::int64_t devices = 0;
  for (const GroupSpec& group : context.scenario.groups) devices += group.devices;
  check_samples(reader, "every", context.scenario.duration + context.scenario.quiet,
                context.scenario.metrics_every, devices);
  reader.finish();
}

void read_groups(TableReader& file, ReadingContext context) {
  for (const FileNode* table : file.tables("group")) read_group(*table, context);
  file.require("group", "at least one group of devices: [[group]]");
  std::int64_t devices = 0;
  for (const GroupSpec& group : context.scenario.groups) devices += group.devices;
  if (devices <= kDevicesMax) return;
  file.report("group", {.problem = "too many devices",
                        .expected = fmt::format("at most {} in all", kDevicesMax),
                        .found = fmt::format("{}", devices)});
}

/// A scenario in which nobody would do anything judges nothing.
void check_something_happens(TableReader& file, ReadingContext context) {
  const Scenario& scenario = context.scenario;
  if (scenario.workloads.empty() && !scenario.recording) {
    file.require("workload", "something for users to do: [[workload]] or [recording]");
  }
  std::int64_t operations = 0;
  for (const WorkloadSpec& workload : scenario.workloads) {
    const GroupSpec* group = find_group(scenario, workload.group);
    if (group != nullptr) operations += group->devices * workload.operations.high;
  }
  if (operations <= kOperationsMax) return;
  file.report("workload", {.problem = "too many operations",
                           .expected = fmt::format("at most {} in all", kOperationsMax),
                           .found = fmt::format("up to {}", operations)});
}

void read_tables(const FileNode& root, std::string_view file_name, ReadingContext context) {
  TableReader file(root, "the file", context.diagnostics);
  if (const FileNode* table = file.table("scenario")) {
    read_header(*table, context);
  } else {
    context.scenario.duration = kRunLengthMax;
    context.scenario.quiet = kQuietMax;
  }
  file.require("scenario", "a table that says what this is: [scenario]");
  if (const FileNode* table = file.table("policies")) read_policies(*table, context);
  if (const FileNode* table = file.table("scopes")) read_scopes(*table, context);
  if (const FileNode* table = file.table("server")) read_server(*table, context);
  read_groups(file, context);
  for (const FileNode* table : file.tables("workload")) read_workload(*table, context);
  if (const FileNode* table = file.table("recording")) read_recording(*table, context);
  read_traces(file, file_name, context);
  for (const FileNode* table : file.tables("fault")) read_fault(*table, context);
  if (const FileNode* table = file.table("chaos")) read_chaos(*table, context);
  if (const FileNode* table = file.table("reads")) {
    context.scenario.reads = read_reads(*table, context.diagnostics);
  }
  if (const FileNode* table = file.table("expect")) read_expectations(*table, context);
  if (const FileNode* table = file.table("metrics")) read_metrics(*table, context);
  check_something_happens(file, context);
  file.finish();
}

}  // namespace

void check_plain_name(TableReader& reader, std::string_view key, const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '-';
  });
  constexpr std::size_t kNameLengthMax = 64;
  if (is_plain && name.size() <= kNameLengthMax) return;
  reader.report(key, {.problem = fmt::format("{} in {} is not a plain name", key, reader.name()),
                      .expected = fmt::format("at most {} of a-z, 0-9, _ and -", kNameLengthMax)});
}

ReadScenario read_scenario(std::string_view text, std::string_view file_name,
                           const Vocabulary& vocabulary) {
  Diagnostics diagnostics(file_name);
  const FileNode root = read_file_tree(text, diagnostics);
  if (!diagnostics.empty()) return diagnostics.in_file_order();
  Scenario scenario;
  read_tables(root, file_name, {scenario, vocabulary, diagnostics});
  if (!diagnostics.empty()) return diagnostics.in_file_order();
  return scenario;
}

}  // namespace storm::scenarios
