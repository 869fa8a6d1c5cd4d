// Reads the recorded traces of a plan.

#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/link_trace_rows.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/trace_name_reader.h"

namespace storm::scenarios {
namespace {

/// Where a text's first character stands: behind the quotation mark.
Place inside(const FileNode& text) {
  return {.line = text.place.line, .column = text.place.column + 1};
}

std::optional<sim::LinkTrace> read_steps(const FileNode& columns, const FileNode& steps,
                                         TableReader& reader, Diagnostics& diagnostics) {
  LinkTraceRows rows(diagnostics);
  if (!rows.read_columns(columns.text, inside(columns))) return std::nullopt;
  for (const FileNode& step : steps.items) {
    if (step.kind != FileNode::Kind::Text) {
      reader.report("steps", {.problem = "wrong type in steps of [[trace]]",
                              .expected = "a text for each step",
                              .found = describe(step)});
      return std::nullopt;
    }
    rows.read_row(step.text, inside(step));
  }
  return rows.finish(steps.place);
}

void read_planned_trace(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[[trace]]", reading.diagnostics);
  const std::string name = reader.text("name").value_or("");
  reader.require("name", "a name such as \"drive\"");
  check_name(reader, "name", name);
  check_new_trace_name(reader, name, reading.plan.traces);
  const FileNode* columns =
      reader.find("columns", FileNode::Kind::Text, "a text such as \"at,state,latency\"");
  reader.require("columns", "a text such as \"at,state,latency\"");
  const FileNode* steps =
      reader.find("steps", FileNode::Kind::Array, "an array with a text for each step");
  reader.require("steps", "an array with a text for each step");
  sim::LinkTrace trace;
  if (columns != nullptr && steps != nullptr) {
    trace = read_steps(*columns, *steps, reader, reading.diagnostics).value_or(trace);
  }
  trace.name = name;
  reader.finish();
  // One that cannot be read keeps its name, or each fault that has it would be reported too.
  reading.plan.traces.push_back(std::move(trace));
}

}  // namespace

void read_planned_traces(TableReader& file, PlanReading& reading) {
  const auto tables = file.tables("trace");
  if (!check_trace_count(file, tables.size())) return;
  for (const FileNode* table : tables) read_planned_trace(*table, reading);
  check_step_count(file, reading.plan.traces);
}

}  // namespace storm::scenarios
