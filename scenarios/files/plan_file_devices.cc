// Reads what exists in a plan: devices and the server.

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/tearing_names.h"

namespace storm::scenarios {
namespace {

/// Whether a name may be the server's.
enum class Server : std::uint8_t { Refused, Allowed };

// More names than that do not help anybody who looks for one.
constexpr std::size_t kNamesShownMax = 20;

void read_clock(TableReader& parent, ClockPlan& clock, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("clock");
  if (table == nullptr) return;
  TableReader reader(*table, "clock of " + parent.name(), diagnostics);
  clock.offset =
      reader.duration("offset", -kClockOffsetMax, kClockOffsetMax).value_or(clock.offset);
  clock.drift_ppb = reader.number("drift_ppm", kDriftBounds).value_or(clock.drift_ppb);
  reader.finish();
}

void read_disk(TableReader& parent, DiskPlan& disk, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("disk");
  if (table == nullptr) return;
  TableReader reader(*table, "disk of " + parent.name(), diagnostics);
  if (const auto capacity = reader.number("capacity", kDiskBounds)) {
    disk.capacity_bytes = static_cast<std::uint64_t>(*capacity);
  }
  disk.sync_latency =
      reader.duration("sync_latency", 0s, kSyncLatencyMax).value_or(disk.sync_latency);
  disk.tearing = read_tearing(reader);
  reader.finish();
}

/// Reads "1/3".
std::optional<Ratio> fraction_in(const std::string& text) {
  Ratio ratio;
  const char* end = text.data() + text.size();
  const auto above = std::from_chars(text.data(), end, ratio.num);
  if (above.ec != std::errc{} || above.ptr == end || *above.ptr != '/') return std::nullopt;
  const auto below = std::from_chars(above.ptr + 1, end, ratio.den);
  const bool is_whole = below.ec == std::errc{} && below.ptr == end;
  if (!is_whole || ratio.den == 0 || ratio.num > ratio.den) return std::nullopt;
  return ratio;
}

void read_ratio(TableReader& reader, std::string_view key, Ratio& ratio) {
  const FileNode* node = reader.find(key);
  if (node == nullptr) return;
  if (node->kind == FileNode::Kind::Text && node->text.find('/') != std::string::npos) {
    if (const auto fraction = fraction_in(node->text)) {
      ratio = *fraction;
    } else {
      reader.report(key, {.problem = fmt::format("{} in {} cannot be read", key, reader.name()),
                          .expected = "a probability such as 0.01, \"1%\" or \"1/3\"",
                          .found = describe(*node)});
    }
  } else if (const auto ppm = reader.number(key, kProbabilityBounds)) {
    ratio = Ratio{.num = static_cast<std::uint32_t>(*ppm), .den = kMillion};
  }
}

void read_link(TableReader& parent, LinkPlan& link, Diagnostics& diagnostics) {
  const FileNode* table = parent.table("link");
  if (table == nullptr) return;
  TableReader reader(*table, "link of " + parent.name(), diagnostics);
  link.latency = reader.duration("latency", 0s, kLatencyMax).value_or(link.latency);
  link.jitter = reader.duration("jitter", 0s, kLatencyMax).value_or(link.jitter);
  read_ratio(reader, "loss", link.loss);
  read_ratio(reader, "duplication", link.duplication);
  read_ratio(reader, "reordering", link.reordering);
  if (const auto rate = reader.number("bytes_per_second", kRateBounds)) {
    link.bytes_per_second = static_cast<std::uint64_t>(*rate);
  }
  reader.finish();
}

void check_device_name(TableReader& reader, const PlanReading& reading, const std::string& name) {
  check_name(reader, "name", name);
  if (name == kServerName) {
    reader.report("name", {.problem = "a device cannot be called \"server\"",
                           .expected = "another name: faults use this one for the server"});
  }
  if (const auto first = reading.devices.find(name); first != reading.devices.end()) {
    reader.report("name", {.problem = fmt::format("a second device is called \"{}\"", name),
                           .expected = fmt::format("another name: the first stands in line {}",
                                                   first->second.place.line)});
  }
}

std::vector<std::string> read_scopes(TableReader& reader) {
  auto scopes = reader.texts("scopes").value_or(std::vector<std::string>{});
  reader.require("scopes", "whose documents the device holds, such as [\"team/01\"]");
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    const auto here = scopes.begin() + static_cast<std::ptrdiff_t>(i);
    if (scopes[i].empty()) {
      reader.report("scopes", {.problem = "a scope without a name", .expected = "a text"});
    } else if (std::find(scopes.begin(), here, scopes[i]) != here) {
      reader.report("scopes",
                    {.problem = fmt::format("the scope \"{}\" is there twice", scopes[i])});
    }
  }
  return scopes;
}

std::optional<std::uint32_t> find_name(TableReader& reader, std::string_view key,
                                       const PlanReading& reading, Server server) {
  const bool or_server = server == Server::Allowed;
  const auto name = reader.text(key);
  reader.require(key, or_server ? "the name of a device, or \"server\"" : "the name of a device");
  if (!name) return std::nullopt;
  if (or_server && *name == kServerName) return kServerTarget;
  if (const auto found = reading.devices.find(*name); found != reading.devices.end()) {
    return found->second.index;
  }
  std::vector<std::string> names;
  for (const DevicePlan& device : reading.plan.devices) names.push_back(device.name);
  if (or_server) names.emplace_back(kServerName);
  reader.report(key, {.problem = fmt::format("no device is called \"{}\"", *name),
                      .expected = names.size() <= kNamesShownMax ? "one of " + join_names(names)
                                                                 : "the name of a [[device]]",
                      .nearest = nearest_name(*name, names)});
  return std::nullopt;
}

}  // namespace

void read_planned_server(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[server]", reading.diagnostics);
  read_clock(reader, reading.plan.server_clock, reading.diagnostics);
  read_disk(reader, reading.plan.server_disk, reading.diagnostics);
  reader.finish();
}

void read_planned_device(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[[device]]", reading.diagnostics);
  DevicePlan device;
  device.name = reader.text("name").value_or("");
  reader.require("name", "a name such as \"office-01\"");
  if (!device.name.empty()) check_device_name(reader, reading, device.name);
  device.group = reader.text("group").value_or("");
  check_name(reader, "group", device.group);
  device.scopes = read_scopes(reader);
  read_clock(reader, device.clock, reading.diagnostics);
  read_link(reader, device.link, reading.diagnostics);
  read_disk(reader, device.disk, reading.diagnostics);
  const std::vector<std::string> healings{"healed", "left_broken"};
  if (reader.name_of("healing", healings, "way of healing") == "left_broken") {
    device.healing = Healing::LeftBroken;
  }
  reader.finish();
  const auto index = static_cast<std::uint32_t>(reading.plan.devices.size());
  reading.devices.try_emplace(device.name, NamedDevice{.index = index, .place = table.place});
  reading.plan.devices.push_back(std::move(device));
}

std::optional<std::uint32_t> read_device_name(TableReader& reader, std::string_view key,
                                              const PlanReading& reading) {
  return find_name(reader, key, reading, Server::Refused);
}

std::optional<std::uint32_t> read_target_name(TableReader& reader, std::string_view key,
                                              const PlanReading& reading) {
  return find_name(reader, key, reading, Server::Allowed);
}

}  // namespace storm::scenarios
