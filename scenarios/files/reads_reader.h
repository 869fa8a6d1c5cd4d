#pragma once

#include "scenarios/files/table_reader.h"
#include "scenarios/plan/plan.h"

namespace storm::scenarios {

/// Reads the table `[reads]` of a scenario or a plan: how often users look at what they have. What
/// is not there stays as it is by default.
ReadDensity read_reads(const FileNode& table, Diagnostics& diagnostics);

/// The table as read_reads() reads it; empty when everything is as by default.
std::string reads_table(const ReadDensity& reads);

}  // namespace storm::scenarios
