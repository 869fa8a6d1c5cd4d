// Reads what goes wrong.

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/files/scenario_reader_parts.h"
#include "scenarios/files/trace_name_reader.h"

namespace storm::scenarios {
namespace {

constexpr std::string_view kServer = "server";
constexpr std::int64_t kTimesMax = 100'000;

std::optional<CountRange> read_choice(TableReader& reader, const faults::Parameter& parameter) {
  std::vector<std::string> names;
  for (const std::string_view choice : parameter.choices) names.emplace_back(choice);
  const auto name = reader.name_of(parameter.name, names, parameter.name);
  if (!name) return std::nullopt;
  const auto index = std::find(names.begin(), names.end(), *name) - names.begin();
  return CountRange{index, index};
}

std::optional<CountRange> read_trace_index(TableReader& reader, const faults::Parameter& parameter,
                                           const Scenario& scenario, const FaultSpec& fault) {
  const auto index = read_trace_name(reader, parameter, scenario.traces);
  if (index) {
    const Duration left = scenario.duration - fault.from.low;
    check_trace_pace(reader, parameter.name, scenario.traces[static_cast<std::size_t>(*index)],
                     fault.every || !fault.lasts ? left : fault.lasts->high, fault.how_many);
  }
  return index ? std::optional(CountRange{*index, *index}) : std::nullopt;
}

void read_parameters(TableReader& reader, const faults::FaultKind& kind, const Scenario& scenario,
                     FaultSpec& fault) {
  for (const faults::Parameter& parameter : kind.parameters) {
    std::optional<CountRange> value;
    if (parameter.type == faults::ParameterType::Trace) {
      value = read_trace_index(reader, parameter, scenario, fault);
    } else if (parameter.type == faults::ParameterType::Choice) {
      value = read_choice(reader, parameter);
    } else {
      value = reader.range(parameter.name, Bounds{.unit = unit_of(parameter.type),
                                                  .low = parameter.minimum,
                                                  .high = parameter.maximum});
    }
    if (!value && parameter.default_value) {
      value = CountRange{*parameter.default_value, *parameter.default_value};
    } else if (!value && parameter.type != faults::ParameterType::Trace) {
      reader.require(parameter.name,
                     fmt::format("{} for a fault of kind \"{}\"",
                                 unit_description(unit_of(parameter.type)), kind.name));
    }
    fault.parameters.insert_or_assign(std::string(parameter.name), value.value_or(CountRange{}));
  }
}

void check_target(TableReader& reader, const faults::FaultKind& kind, bool is_on_server) {
  const bool fits =
      kind.target == faults::Target::Any || (kind.target == faults::Target::Server) == is_on_server;
  if (fits) return;
  reader.report("on", {.problem = fmt::format("a fault of kind \"{}\" does not strike {}",
                                              kind.name, is_on_server ? "the server" : "devices"),
                       .expected = is_on_server ? "the name of a group" : "\"server\""});
}

void read_target(TableReader& reader, const Scenario& scenario, const faults::FaultKind* kind,
                 FaultSpec& fault) {
  std::vector<std::string> names = group_names(scenario);
  names.emplace_back(kServer);
  const auto on =
      check_no_device(reader, "on", scenario) ? reader.name_of("on", names, "group") : std::nullopt;
  reader.require("on", "the name of a group, or \"server\"");
  const bool is_on_server = on && *on == kServer;
  if (on && !is_on_server) fault.group = *on;
  if (on && kind != nullptr) check_target(reader, *kind, is_on_server);
  const GroupSpec* group = find_group(scenario, fault.group);
  const std::int64_t devices = group == nullptr ? 1 : group->devices;
  const auto how_many = reader.number("how_many", count_bounds(1, devices));
  fault.how_many = how_many.value_or(devices);
}

/// Reports times that contradict each other or the kind's nature.
void check_end(TableReader& reader, const faults::FaultKind* kind, const FaultSpec& fault) {
  if (fault.lasts && fault.until) {
    reader.report("until",
                  {.problem = "[[fault]] has both lasts and until", .expected = "one of the two"});
  }
  const bool ends = fault.lasts || fault.until;
  if (kind != nullptr && kind->extent == faults::Extent::Instant && ends) {
    reader.report(fault.lasts ? "lasts" : "until",
                  {.problem = fmt::format("a fault of kind \"{}\" happens and is over", kind->name),
                   .expected = "neither lasts nor until"});
  }
  if (fault.until && fault.until->low <= fault.from.high) {
    reader.report("until", {.problem = "[[fault]] ends before it begins",
                            .expected = fmt::format("until to be after from, \"{}\"",
                                                    duration_text(fault.from.high)),
                            .found = fmt::format("\"{}\"", duration_text(fault.until->low))});
  }
}

void check_within_run(TableReader& reader, const FaultSpec& fault, Duration run_length) {
  const std::string end = fmt::format("\"{}\"", duration_text(run_length));
  if (fault.from.high >= run_length) {
    reader.report("from", {.problem = "[[fault]] begins when the run is over",
                           .expected = "a time before " + end,
                           .found = fmt::format("\"{}\"", duration_text(fault.from.high))});
    return;
  }
  if (!fault.lasts || fault.every) return;
  const Duration ends_at = fault.from.high + fault.lasts->high;
  if (ends_at <= run_length) return;
  reader.report("lasts", {.problem = "[[fault]] ends after the heal",
                          .expected = "from and lasts to be at most " + end + " together",
                          .found = fmt::format("\"{}\"", duration_text(ends_at))});
}

void check_recurrence(TableReader& reader, const faults::FaultKind* kind, const FaultSpec& fault,
                      Duration run_length) {
  if (fault.times && !fault.every) {
    reader.report("times", {.problem = "[[fault]] has times but not every",
                            .expected = "every: how often it comes back"});
  }
  if (!fault.every) return;
  if (fault.until) {
    reader.report("until", {.problem = "[[fault]] has both every and until",
                            .expected = "lasts, for what comes back"});
  }
  const bool is_lasting = kind != nullptr && kind->extent == faults::Extent::Lasting;
  if (is_lasting && !fault.lasts && !fault.until) {
    reader.report("every", {.problem = "[[fault]] comes back but never ends",
                            .expected = "lasts: for how long it stays"});
  }
  const Duration spread = fault.from.high - fault.from.low;
  const Duration longest = spread + (fault.lasts ? fault.lasts->high : Duration{});
  if (longest >= *fault.every) {
    reader.report("every", {.problem = "[[fault]] comes back before it is over",
                            .expected = fmt::format("more than \"{}\"", duration_text(longest)),
                            .found = fmt::format("\"{}\"", duration_text(*fault.every))});
  }
  const std::int64_t comes =
      std::min(run_length / *fault.every + 1, fault.times.value_or(kTimesMax));
  if (comes * fault.how_many > kFaultsMax) {
    reader.report("every", {.problem = "[[fault]] comes back too often",
                            .expected = fmt::format("at most {} times in all", kFaultsMax),
                            .found = fmt::format("{}", comes * fault.how_many)});
  }
}

void read_times(TableReader& reader, const faults::FaultKind* kind, Duration run_length,
                FaultSpec& fault) {
  fault.from = reader.duration_range("from", 0s, run_length).value_or(DurationRange{});
  reader.require("from", "when it begins, such as \"6h\"");
  fault.lasts = reader.duration_range("lasts", 1ns, run_length);
  fault.until = reader.duration_range("until", 0s, run_length);
  fault.every = reader.duration("every", 1s, run_length);
  fault.times = reader.number("times", count_bounds(1, kTimesMax));
  check_end(reader, kind, fault);
  check_within_run(reader, fault, run_length);
  check_recurrence(reader, kind, fault, run_length);
}

}  // namespace

void read_fault(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[[fault]]", context.diagnostics);
  FaultSpec fault;
  fault.place = table.place;
  std::vector<std::string> kinds;
  for (const faults::FaultKind& known : context.vocabulary.faults) kinds.emplace_back(known.name);
  fault.kind = reader.name_of("kind", kinds, "kind of fault").value_or("");
  reader.require("kind", "one of " + join_names(kinds));
  const faults::FaultKind* kind = nullptr;
  for (const faults::FaultKind& known : context.vocabulary.faults) {
    if (known.name == fault.kind) kind = &known;
  }
  read_target(reader, context.scenario, kind, fault);
  read_times(reader, kind, context.scenario.duration, fault);
  if (kind != nullptr) {
    read_parameters(reader, *kind, context.scenario, fault);
    // Without a kind nobody knows which parameters are right.
    reader.finish();
  }
  context.scenario.faults.push_back(std::move(fault));
}

}  // namespace storm::scenarios
