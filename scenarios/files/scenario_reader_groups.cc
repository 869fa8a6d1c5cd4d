// Reads what exists: scopes, the server, groups of devices.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/files/link_profiles.h"
#include "scenarios/files/scenario_reader_parts.h"
#include "scenarios/files/tearing_names.h"

namespace storm::scenarios {
namespace {

constexpr std::int64_t kTeamsMax = 10'000;
constexpr std::int64_t kDocumentsMax = 10'000;

const std::array<std::string, 3> kScopeNames{"own", "team", "company"};

void read_link(TableReader& parent, LinkSpec& link, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("link");
  if (table == nullptr) return;
  TableReader reader(*table, "link of " + parent.name(), diagnostics);
  std::vector<std::string> names;
  for (const LinkProfile& profile : link_profiles()) names.emplace_back(profile.name);
  if (const auto name = reader.name_of("profile", names, "link profile")) {
    for (const LinkProfile& profile : link_profiles()) {
      if (profile.name == *name) link = profile.link;
    }
  }
  link.latency = reader.duration_range("latency", 0s, kLatencyMax).value_or(link.latency);
  link.jitter = reader.duration_range("jitter", 0s, kLatencyMax).value_or(link.jitter);
  link.loss_ppm = reader.range("loss", kProbabilityBounds).value_or(link.loss_ppm);
  link.duplication_ppm =
      reader.range("duplication", kProbabilityBounds).value_or(link.duplication_ppm);
  link.reordering_ppm =
      reader.range("reordering", kProbabilityBounds).value_or(link.reordering_ppm);
  link.bytes_per_second =
      reader.range("bytes_per_second", kRateBounds).value_or(link.bytes_per_second);
  reader.finish();
}

/// The scopes that a group is in when its table does not say.
std::vector<ScopeKind> all_scopes(const ScopesSpec& scopes) {
  std::vector<ScopeKind> kinds{ScopeKind::Own};
  if (scopes.teams > 0) kinds.push_back(ScopeKind::Team);
  if (scopes.company_documents > 0) kinds.push_back(ScopeKind::Company);
  return kinds;
}

std::vector<ScopeKind> read_group_scopes(TableReader& reader, const ScopesSpec& scopes) {
  const std::vector<ScopeKind> existing = all_scopes(scopes);
  const auto names = reader.texts("scopes");
  if (!names) return existing;
  std::vector<ScopeKind> kinds;
  for (const std::string& name : *names) {
    const auto known = std::find(kScopeNames.begin(), kScopeNames.end(), name);
    if (known == kScopeNames.end()) {
      reader.report("scopes", {.problem = fmt::format("no kind of scope is called \"{}\"", name),
                               .expected = "some of " + join_names(kScopeNames),
                               .nearest = nearest_name(name, kScopeNames)});
      continue;
    }
    const auto kind = static_cast<ScopeKind>(known - kScopeNames.begin());
    if (std::find(existing.begin(), existing.end(), kind) == existing.end()) {
      reader.report("scopes",
                    {.problem = fmt::format("there is no {} to be in", name),
                     .expected = kind == ScopeKind::Team ? "teams in [scopes]"
                                                         : "company_documents in [scopes]"});
    } else if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      kinds.push_back(kind);
    }
  }
  if (kinds.empty() && names->empty()) {
    reader.report("scopes", {.problem = "the group has no documents",
                             .expected = "some of " + join_names(kScopeNames)});
  }
  return kinds;
}

void check_group_name(TableReader& reader, const Scenario& scenario, const std::string& name) {
  check_plain_name(reader, "name", name);
  if (name == "server") {
    reader.report("name", {.problem = "a group cannot be called \"server\"",
                           .expected = "another name: faults use this one for the server"});
  }
  if (const GroupSpec* first = find_group(scenario, name); first != nullptr) {
    reader.report("name", {.problem = fmt::format("a second group is called \"{}\"", name),
                           .expected = fmt::format("another name: the first stands in line {}",
                                                   first->place.line)});
  }
}

}  // namespace

void read_clock(TableReader& parent, ClockSpec& clock, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("clock");
  if (table == nullptr) return;
  TableReader reader(*table, "clock of " + parent.name(), diagnostics);
  clock.offset =
      reader.duration_range("offset", -kClockOffsetMax, kClockOffsetMax).value_or(clock.offset);
  clock.drift_ppb = reader.range("drift_ppm", kDriftBounds).value_or(clock.drift_ppb);
  reader.finish();
}

void read_disk(TableReader& parent, DiskSpec& disk, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("disk");
  if (table == nullptr) return;
  TableReader reader(*table, "disk of " + parent.name(), diagnostics);
  disk.capacity_bytes = reader.range("capacity", kDiskBounds).value_or(disk.capacity_bytes);
  disk.sync_latency =
      reader.duration_range("sync_latency", 0s, kSyncLatencyMax).value_or(disk.sync_latency);
  disk.tearing = read_tearing(reader);
  reader.finish();
}

void read_scopes(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[scopes]", context.diagnostics);
  ScopesSpec& scopes = context.scenario.scopes;
  const Bounds documents = count_bounds(0, kDocumentsMax);
  scopes.own_documents = reader.number("own_documents", documents).value_or(scopes.own_documents);
  scopes.teams = reader.number("teams", count_bounds(0, kTeamsMax)).value_or(scopes.teams);
  scopes.team_documents =
      reader.number("team_documents", documents).value_or(scopes.team_documents);
  scopes.company_documents =
      reader.number("company_documents", documents).value_or(scopes.company_documents);
  const auto within = reader.duration("created_within", 1s, context.scenario.duration);
  scopes.created_within =
      within.value_or(std::min<Duration>(scopes.created_within, context.scenario.duration));
  reader.finish();
}

void read_server(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[server]", context.diagnostics);
  read_clock(reader, context.scenario.server.clock, context.diagnostics);
  read_disk(reader, context.scenario.server.disk, context.diagnostics);
  reader.finish();
}

void read_group(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[[group]]", context.diagnostics);
  GroupSpec group;
  group.place = table.place;
  group.name = reader.text("name").value_or("");
  reader.require("name", "a name such as \"office\"");
  if (!group.name.empty()) check_group_name(reader, context.scenario, group.name);
  group.devices = reader.number("devices", count_bounds(1, kDevicesMax)).value_or(1);
  reader.require("devices", "how many devices the group has");
  group.scopes = read_group_scopes(reader, context.scenario.scopes);
  read_clock(reader, group.clock, context.diagnostics);
  read_link(reader, group.link, context.diagnostics);
  read_disk(reader, group.disk, context.diagnostics);
  reader.finish();
  context.scenario.groups.push_back(std::move(group));
}

std::vector<std::string> group_names(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const GroupSpec& group : scenario.groups) {
    // A group that appears twice or has no name has been reported.
    const bool is_new = std::find(names.begin(), names.end(), group.name) == names.end();
    if (is_new && !group.name.empty()) names.push_back(group.name);
  }
  return names;
}

const GroupSpec* find_group(const Scenario& scenario, std::string_view name) {
  for (const GroupSpec& group : scenario.groups) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

bool check_no_device(TableReader& reader, std::string_view key, const Scenario& scenario) {
  const FileNode* node = reader.find(key);
  if (node == nullptr || node->kind != FileNode::Kind::Text) return true;
  const std::string& name = node->text;
  const std::size_t dash = name.rfind('-');
  if (dash == std::string::npos || dash + 1 == name.size()) return true;
  const bool has_number = std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dash) + 1,
                                      name.end(), [](char c) { return c >= '0' && c <= '9'; });
  const GroupSpec* group = find_group(scenario, std::string_view(name).substr(0, dash));
  if (!has_number || group == nullptr || find_group(scenario, name) != nullptr) return true;
  reader.report(
      key, {.problem = fmt::format("\"{}\" is one device, which only the seed can choose", name),
            .expected = fmt::format("the group: on = \"{0}\", with how_many = 1; or a "
                                    "group of its own",
                                    group->name)});
  return false;
}

bool shares_documents(const GroupSpec& group) {
  return std::any_of(group.scopes.begin(), group.scopes.end(),
                     [](ScopeKind kind) { return kind != ScopeKind::Own; });
}

}  // namespace storm::scenarios
