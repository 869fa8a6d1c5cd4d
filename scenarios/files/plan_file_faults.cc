// Reads what goes wrong in a plan.

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/files/file_limits.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/trace_name_reader.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

std::optional<std::int64_t> read_choice(TableReader& reader, const faults::Parameter& parameter) {
  std::vector<std::string> names;
  for (const std::string_view choice : parameter.choices) names.emplace_back(choice);
  const auto name = reader.name_of(parameter.name, names, parameter.name);
  if (!name) return std::nullopt;
  return std::find(names.begin(), names.end(), *name) - names.begin();
}

std::optional<std::int64_t> read_value(TableReader& reader, const faults::Parameter& parameter,
                                       const Plan& plan, const PlannedFault& fault) {
  if (parameter.type == faults::ParameterType::Trace) {
    const auto index = read_trace_name(reader, parameter, plan.traces);
    if (index) {
      check_trace_pace(reader, parameter.name, plan.traces[static_cast<std::size_t>(*index)],
                       fault.end.value_or(Instant{plan.chaos}) - fault.begin, 1);
    }
    return index;
  }
  if (parameter.type == faults::ParameterType::Choice) return read_choice(reader, parameter);
  return reader.number(
      parameter.name,
      Bounds{.unit = unit_of(parameter.type), .low = parameter.minimum, .high = parameter.maximum});
}

void read_parameters(TableReader& reader, const faults::FaultKind& kind, const Plan& plan,
                     PlannedFault& fault) {
  for (const faults::Parameter& parameter : kind.parameters) {
    const auto value = read_value(reader, parameter, plan, fault);
    const bool is_trace = parameter.type == faults::ParameterType::Trace;
    if (!value && !parameter.default_value && !is_trace) {
      reader.require(parameter.name,
                     fmt::format("{} for a fault of kind \"{}\"",
                                 unit_description(unit_of(parameter.type)), kind.name));
    }
    fault.parameters.insert_or_assign(std::string(parameter.name),
                                      value.value_or(parameter.default_value.value_or(0)));
  }
}

void check_target(TableReader& reader, const faults::FaultKind& kind, std::uint32_t target) {
  const bool is_on_server = target == kServerTarget;
  const bool fits =
      kind.target == faults::Target::Any || (kind.target == faults::Target::Server) == is_on_server;
  if (fits) return;
  reader.report("on", {.problem = fmt::format("a fault of kind \"{}\" does not strike {}",
                                              kind.name, is_on_server ? "the server" : "devices"),
                       .expected = is_on_server ? "the name of a device" : "\"server\""});
}

void read_times(TableReader& reader, const faults::FaultKind* kind, const Plan& plan,
                PlannedFault& fault) {
  const auto begin = read_moment(reader, "begin", plan);
  fault.begin = begin.value_or(Instant{});
  if (fault.begin >= Instant{plan.chaos}) {
    reader.report("begin",
                  {.problem = "[[fault]] begins when everything is healed",
                   .expected = fmt::format("a time before \"{}\"", duration_text(plan.chaos))});
  }
  if (reader.find("end") == nullptr) return;
  if (kind != nullptr && kind->extent == faults::Extent::Instant) {
    reader.report("end",
                  {.problem = fmt::format("a fault of kind \"{}\" happens and is over", kind->name),
                   .expected = "no end"});
    return;
  }
  fault.end = read_moment(reader, "end", plan);
  if (begin && fault.end && *fault.end <= *begin) {
    reader.report("end",
                  {.problem = "[[fault]] ends before it begins",
                   .expected = fmt::format("a time after its begin, \"{}\"",
                                           duration_text(begin->time_since_epoch())),
                   .found = fmt::format("\"{}\"", duration_text(fault.end->time_since_epoch()))});
  }
}

const faults::FaultKind* find_kind(const Vocabulary& vocabulary, const std::string& name) {
  const auto found = std::find_if(vocabulary.faults.begin(), vocabulary.faults.end(),
                                  [&](const auto& known) { return known.name == name; });
  return found == vocabulary.faults.end() ? nullptr : &*found;
}

}  // namespace

void read_planned_fault(const FileNode& table, PlanReading& reading) {
  TableReader reader(table, "[[fault]]", reading.diagnostics);
  PlannedFault fault;
  std::vector<std::string> kinds;
  for (const faults::FaultKind& known : reading.vocabulary.faults) kinds.emplace_back(known.name);
  fault.kind = reader.name_of("kind", kinds, "kind of fault").value_or("");
  reader.require("kind", "one of " + join_names(kinds));
  const faults::FaultKind* kind = find_kind(reading.vocabulary, fault.kind);
  const auto target = read_target_name(reader, "on", reading);
  fault.target = target.value_or(0);
  if (target && kind != nullptr) check_target(reader, *kind, *target);
  read_times(reader, kind, reading.plan, fault);
  if (kind != nullptr) {
    read_parameters(reader, *kind, reading.plan, fault);
    // Without a kind nobody knows which parameters are right.
    reader.finish();
  }
  reading.plan.faults.push_back(std::move(fault));
}

}  // namespace storm::scenarios
