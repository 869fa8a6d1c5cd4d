#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faults/fault.h"
#include "scenarios/files/table_reader.h"
#include "sim/link_trace.h"

/// What scenarios and plans have to say alike about the names and the number of recorded traces.
namespace storm::scenarios {

/// Reads the name of a trace and returns its index. Reports a name that no trace has, and that the
/// key is not there.
std::optional<std::int64_t> read_trace_name(TableReader& reader, const faults::Parameter& parameter,
                                            const std::vector<sim::LinkTrace>& traces);
/// Reports a name that one of `traces` has.
void check_new_trace_name(TableReader& reader, const std::string& name,
                          const std::vector<sim::LinkTrace>& traces);
/// Reports more traces than there may be; `file` has them. Returns whether there are not.
bool check_trace_count(TableReader& file, std::size_t count);
/// The same, of all their steps.
void check_step_count(TableReader& file, const std::vector<sim::LinkTrace>& traces);

/// Reports a fault that would take so many steps of its trace, which begins anew when it is over,
/// that nobody could wait for the end. `lasts` is for how long it does so, on each of `devices`.
void check_trace_pace(TableReader& reader, std::string_view key, const sim::LinkTrace& trace,
                      Duration lasts, std::int64_t devices);

}  // namespace storm::scenarios
