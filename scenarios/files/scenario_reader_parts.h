#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/files/diagnostic.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/files/file_tree.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/files/table_reader.h"
#include "scenarios/plan/scenario.h"

/// The parts of the scenario reader, one for each table of the file. Each adds what it reads to the
/// scenario and what is wrong to the diagnostics; what it leaves then is of no use, but sound
/// enough for the parts that come after it.
namespace storm::scenarios {

struct ReadingContext {
  Scenario& scenario;
  const Vocabulary& vocabulary;
  Diagnostics& diagnostics;
};

/// Reports a name that cannot stand in device names, metric labels and file names.
void check_plain_name(TableReader& reader, std::string_view key, const std::string& name);

void read_clock(TableReader& parent, ClockSpec& clock, Diagnostics& diagnostics);
void read_disk(TableReader& parent, DiskSpec& disk, Diagnostics& diagnostics);

void read_scopes(const FileNode& table, ReadingContext context);
void read_server(const FileNode& table, ReadingContext context);
/// Requires: the scopes have been read.
void read_group(const FileNode& table, ReadingContext context);
/// `file_name` is the scenario's.
void read_traces(TableReader& file, std::string_view file_name, ReadingContext context);
/// Requires: the groups have been read.
void read_workload(const FileNode& table, ReadingContext context);
/// Requires: the groups and traces have been read.
void read_fault(const FileNode& table, ReadingContext context);
/// The same.
void read_chaos(const FileNode& table, ReadingContext context);
/// The same.
void read_recording(const FileNode& table, ReadingContext context);

/// The different names of the groups, in the order of the file.
std::vector<std::string> group_names(const Scenario& scenario);
/// The group of that name, or null.
const GroupSpec* find_group(const Scenario& scenario, std::string_view name);
/// Whether `key` does not name one of a group's devices, "phone-01"; reports it if it does.
bool check_no_device(TableReader& reader, std::string_view key, const Scenario& scenario);
/// Whether the group's devices share documents with others.
bool shares_documents(const GroupSpec& group);

/// The part of the run that `from` and `until` cut out; the whole of it where they are absent.
void read_period(TableReader& reader, Duration run_length, Duration& from, Duration& until);
std::optional<Rhythm> read_rhythm(TableReader& reader);

}  // namespace storm::scenarios
