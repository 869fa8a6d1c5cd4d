// Reads plan files: the file as a whole, and what is there once.

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/plan_file.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/policy_bounds.h"
#include "scenarios/files/reads_reader.h"
#include "scenarios/files/ties_reader.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

void read_start(TableReader& reader, Plan& plan) {
  constexpr std::string_view kExpected = "a date and time such as 2026-03-02T05:00:00Z";
  const FileNode* node = reader.find("start", FileNode::Kind::Moment, kExpected);
  reader.require("start", kExpected);
  if (node == nullptr) return;
  if (node->number < kStartMinSeconds || node->number >= kStartMaxSeconds) {
    reader.report("start", {.problem = "start in [plan] is out of range",
                            .expected = "a year from 2000 to 2099"});
    return;
  }
  plan.start = WallTime{seconds{node->number} + nanoseconds{node->nanoseconds}};
}

std::optional<std::uint64_t> seed_in(const FileNode& node) {
  if (node.kind == FileNode::Kind::Integer && node.number >= 0) {
    return static_cast<std::uint64_t>(node.number);
  }
  if (node.kind != FileNode::Kind::Text) return std::nullopt;
  std::uint64_t seed = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stopped, error] = std::from_chars(node.text.data(), end, seed);
  return error == std::errc{} && stopped == end ? std::optional(seed) : std::nullopt;
}

/// Seeds that TOML's integers cannot hold are texts.
void read_seed(TableReader& reader, Plan& plan) {
  constexpr std::string_view kExpected = "a number from 0 to 18446744073709551615";
  const FileNode* node = reader.find("seed");
  reader.require("seed", kExpected);
  if (node == nullptr) return;
  if (const auto seed = seed_in(*node)) {
    plan.seed = *seed;
  } else {
    reader.report("seed", {.problem = "seed in [plan] cannot be read",
                           .expected = std::string(kExpected),
                           .found = describe(*node)});
  }
}

void read_header(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[plan]", reading.diagnostics);
  Plan& plan = reading.plan;
  // The version has been looked at before.
  reader.find("format");
  plan.scenario = reader.text("scenario").value_or("");
  reader.require("scenario", "the name of the scenario that this comes from");
  check_name(reader, "scenario", plan.scenario);
  read_seed(reader, plan);
  read_start(reader, plan);
  plan.chaos = reader.duration("chaos", 1ms, kRunLengthMax).value_or(kRunLengthMax);
  reader.require("chaos", "how long things go wrong, such as \"1d\"");
  plan.quiet = reader.duration("quiet", 1ms, kQuietMax).value_or(kQuietMax);
  reader.require("quiet", "how long it is quiet after that, such as \"2h\"");
  plan.metrics_every =
      reader.duration("metrics_every", 1s, kRunLengthMax).value_or(plan.metrics_every);
  plan.ties = read_ties(reader);
  reader.finish();
}

void read_expectations(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[expect]", reading.diagnostics);
  Plan& plan = reading.plan;
  const auto drain = reader.duration("drain_within", 1ms, kQuietMax);
  plan.expectations.drain_within = drain;
  if (drain && *drain > plan.quiet) {
    reader.report(
        "drain_within",
        {.problem = "drain_within in [expect] ends after the judges have spoken",
         .expected = fmt::format("at most the quiet phase, \"{}\"", duration_text(plan.quiet)),
         .found = fmt::format("\"{}\"", duration_text(*drain))});
  }
  reader.finish();
}

/// Durations may be whole numbers too, of nanoseconds: plans are also written where nobody knows
/// which policy is which.
std::optional<std::int64_t> read_policy(TableReader& reader, const Vocabulary& vocabulary,
                                        const std::string& name) {
  const FileNode* node = reader.find(name);
  const bool is_text = node != nullptr && node->kind == FileNode::Kind::Text;
  const bool is_duration = policy_type(vocabulary, name) == engine::PolicyType::Duration && is_text;
  return reader.number(name,
                       policy_bounds(vocabulary, name, is_duration ? Unit::Duration : Unit::Count));
}

void read_policies(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[policies]", reading.diagnostics);
  for (const std::string& name : policy_names(reading.vocabulary)) {
    if (const auto value = read_policy(reader, reading.vocabulary, name)) {
      reading.plan.policies.insert_or_assign(name, *value);
    }
  }
  reader.finish();
}

/// Requires: the devices have been read.
void check_plan_samples(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[plan]", reading.diagnostics);
  const Plan& plan = reading.plan;
  check_samples(reader, "metrics_every", plan.chaos + plan.quiet, plan.metrics_every,
                static_cast<std::int64_t>(plan.devices.size()));
}

void read_devices(TableReader& file, PlanReading& reading) {
  const auto tables = file.tables("device");
  file.require("device", "at least one device: [[device]]");
  if (static_cast<std::int64_t>(tables.size()) > kDevicesMax) {
    file.report("device", {.problem = "too many devices",
                           .expected = fmt::format("at most {}", kDevicesMax),
                           .found = fmt::format("{}", tables.size())});
    return;
  }
  for (const FileNode* table : tables) read_planned_device(*table, reading);
  if (tables.empty() && file.find("device") != nullptr) {
    file.report("device", {.problem = "the plan has no devices",
                           .expected = "at least one device: [[device]]"});
  }
}

void read_faults(TableReader& file, PlanReading& reading) {
  const auto tables = file.tables("fault");
  if (static_cast<std::int64_t>(tables.size()) > kFaultsMax) {
    file.report("fault", {.problem = "too many faults",
                          .expected = fmt::format("at most {}", kFaultsMax),
                          .found = fmt::format("{}", tables.size())});
    return;
  }
  for (const FileNode* table : tables) read_planned_fault(*table, reading);
}

void read_tables(TableReader& file, PlanReading& reading) {
  if (const FileNode* table = file.table("plan")) read_header(*table, reading);
  if (const FileNode* table = file.table("reads")) {
    reading.plan.reads = read_reads(*table, reading.diagnostics);
  }
  if (const FileNode* table = file.table("expect")) read_expectations(*table, reading);
  if (const FileNode* table = file.table("policies")) read_policies(*table, reading);
  if (const FileNode* table = file.table("server")) read_planned_server(*table, reading);
  read_planned_traces(file, reading);
  read_devices(file, reading);
  read_planned_operations(file, reading);
  read_faults(file, reading);
  if (const FileNode* table = file.table("plan")) check_plan_samples(*table, reading);
  file.finish();
}

/// Looks at the version before anything else: what a newer program wrote would only be taken for
/// mistakes.
bool is_known_version(const FileNode& root, Diagnostics& diagnostics) {
  TableReader file(root, "the file", diagnostics);
  const FileNode* table = file.table("plan");
  file.require("plan", "a table that says what this is: [plan]");
  if (table == nullptr) return false;
  TableReader reader(*table, "[plan]", diagnostics);
  const std::string known = fmt::format("the version of the format: {}", kPlanFormat);
  const auto version = reader.number("format", count_bounds(1, INT64_MAX));
  reader.require("format", known);
  if (version && *version > kPlanFormat) {
    reader.report("format", {.problem = fmt::format("the plan was made by a newer version: this "
                                                    "program reads up to {}",
                                                    kPlanFormat),
                             .expected = known + ", or the syncstorm that made the plan",
                             .found = fmt::format("{}", *version)});
  }
  return version && *version <= kPlanFormat;
}

}  // namespace

void check_name(TableReader& reader, std::string_view key, const std::string& name) {
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           letter == '-';
  });
  // A scenario's names have 64, and the planner appends a number.
  constexpr std::size_t kNameLengthMax = 72;
  if (is_plain && name.size() <= kNameLengthMax) return;
  reader.report(key, {.problem = fmt::format("{} in {} is not a plain name", key, reader.name()),
                      .expected = fmt::format("at most {} of a-z, 0-9, _ and -", kNameLengthMax)});
}

bool is_plan_file(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("[plan]")) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

ReadPlan read_plan(std::string_view text, std::string_view file_name,
                   const Vocabulary& vocabulary) {
  Diagnostics diagnostics(file_name);
  const FileNode root = read_file_tree(text, diagnostics, kPlanBytesMax);
  if (!diagnostics.empty()) return diagnostics.in_file_order();
  if (!is_known_version(root, diagnostics)) return diagnostics.in_file_order();
  Plan plan;
  PlanReading reading{
      .plan = plan, .vocabulary = vocabulary, .diagnostics = diagnostics, .devices = {}};
  TableReader file(root, "the file", diagnostics);
  read_tables(file, reading);
  if (!diagnostics.empty()) return diagnostics.in_file_order();
  std::stable_sort(plan.operations.begin(), plan.operations.end(),
                   [](const PlannedOperation& left, const PlannedOperation& right) {
                     return left.at < right.at;
                   });
  std::stable_sort(
      plan.faults.begin(), plan.faults.end(),
      [](const PlannedFault& left, const PlannedFault& right) { return left.begin < right.begin; });
  return plan;
}

}  // namespace storm::scenarios
