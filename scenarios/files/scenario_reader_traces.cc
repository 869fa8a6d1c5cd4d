// Reads which recorded traces there are, and the files that they stand in.

#include <fmt/format.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/files/link_trace_reader.h"
#include "scenarios/files/scenario_reader_parts.h"
#include "scenarios/files/trace_name_reader.h"

namespace storm::scenarios {
namespace {

constexpr std::string_view kFileExpected =
    "a file, seen from the scenario's folder, such as \"traces/drive.csv\"";

/// What `path`, written in the file `beside`, is called by a program that runs elsewhere.
std::string path_beside(std::string_view beside, const std::string& path) {
  if (path.starts_with('/')) return path;
  return std::string(beside.substr(0, beside.rfind('/') + 1)) + path;
}

LinkTraceFormat read_format(TableReader& reader) {
  const std::vector<std::string> names{"csv", "mahimahi"};
  return reader.name_of("format", names, "format of traces") == "mahimahi"
             ? LinkTraceFormat::Mahimahi
             : LinkTraceFormat::Csv;
}

/// The trace in that file; one without steps when there is something wrong, which is reported.
sim::LinkTrace trace_in(const std::string& path, LinkTraceFormat format, TableReader& reader,
                        ReadingContext context) {
  const auto content = context.vocabulary.read_file
                           ? context.vocabulary.read_file(path)
                           : UnreadableFile{.why = "files cannot be opened from here"};
  if (const auto* unreadable = std::get_if<UnreadableFile>(&content)) {
    reader.report("file",
                  {.problem = fmt::format("the recorded trace cannot be read: {}", unreadable->why),
                   .expected = std::string(kFileExpected)});
    return {};
  }
  auto outcome = read_link_trace(std::get<std::string>(content), path, format);
  if (auto* trace = std::get_if<sim::LinkTrace>(&outcome)) return std::move(*trace);
  context.diagnostics.add_all(std::get<std::vector<Diagnostic>>(outcome));
  return {};
}

void read_trace(const FileNode& table, std::string_view file_name, ReadingContext context) {
  TableReader reader(table, "[[trace]]", context.diagnostics);
  const std::string name = reader.text("name").value_or("");
  reader.require("name", "a name such as \"drive\"");
  check_plain_name(reader, "name", name);
  check_new_trace_name(reader, name, context.scenario.traces);
  const auto file = reader.text("file");
  reader.require("file", kFileExpected);
  const LinkTraceFormat format = read_format(reader);
  sim::LinkTrace trace;
  if (file) trace = trace_in(path_beside(file_name, *file), format, reader, context);
  trace.name = name;
  reader.finish();
  // One that cannot be read keeps its name, or each fault that has it would be reported too.
  context.scenario.traces.push_back(std::move(trace));
}

}  // namespace

void read_traces(TableReader& file, std::string_view file_name, ReadingContext context) {
  const auto tables = file.tables("trace");
  if (!check_trace_count(file, tables.size())) return;
  for (const FileNode* table : tables) read_trace(*table, file_name, context);
  check_step_count(file, context.scenario.traces);
}

}  // namespace storm::scenarios
