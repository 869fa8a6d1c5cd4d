#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/files/diagnostic.h"
#include "scenarios/files/file_tree.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/files/table_reader.h"
#include "scenarios/plan/plan.h"

/// The parts of the plan reader, one for each table of the file. Each adds what it reads to the
/// plan and what is wrong to the diagnostics; what it leaves then is of no use, but sound enough
/// for the parts that come after it.
namespace storm::scenarios {

/// What faults call the server in a file.
constexpr std::string_view kServerName = "server";

/// Reports a name that cannot stand in metric labels and file names.
void check_name(TableReader& reader, std::string_view key, const std::string& name);

/// A device by its name, and where it stands.
struct NamedDevice {
  std::uint32_t index = 0;
  Place place;
};

struct PlanReading {
  Plan& plan;
  const Vocabulary& vocabulary;
  Diagnostics& diagnostics;
  /// Of the devices that have been read.
  std::map<std::string, NamedDevice, std::less<>> devices;
};

void read_planned_server(const FileNode& table, PlanReading& reading);
void read_planned_device(const FileNode& table, PlanReading& reading);
void read_planned_traces(TableReader& file, PlanReading& reading);
/// Requires: the devices have been read.
void read_planned_operations(TableReader& file, PlanReading& reading);
/// Requires: the devices and traces have been read.
void read_planned_fault(const FileNode& table, PlanReading& reading);

/// The device that `key` names. Reports a name that no device has, and a key that is not there.
std::optional<std::uint32_t> read_device_name(TableReader& reader, std::string_view key,
                                              const PlanReading& reading);
/// A device or the server, which is kServerTarget.
std::optional<std::uint32_t> read_target_name(TableReader& reader, std::string_view key,
                                              const PlanReading& reading);
/// A moment of the chaos phase, or its end. Reports a key that is not there.
std::optional<Instant> read_moment(TableReader& reader, std::string_view key, const Plan& plan);

}  // namespace storm::scenarios
