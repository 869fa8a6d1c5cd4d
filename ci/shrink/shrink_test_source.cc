#include "ci/shrink/shrink_test_source.h"

#include <array>
#include <cctype>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "ci/machine/progress_line.h"
#include "engine/env/random.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "metrics/shown_text.h"
#include "scenarios/datatypes/data_type_catalogue.h"

namespace storm::ci {

namespace {

using scenarios::Plan;

/// A string literal. Octal escapes have at most three digits, so that what follows stays apart.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c >= ' ' && c <= '~' && c != '?') {
      result += c;
    } else {
      result += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return result + "\"";
}

/// What makes a std::string of the text. A plain literal would end at a zero byte.
std::string literal(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return quoted(text);
  return fmt::format("std::string({}, {})", quoted(text), text.size());
}

/// `1h + 30min`
std::string literal(Duration duration) {
  if (duration == Duration::zero()) return "0s";
  if (duration == Duration::min()) return "Duration::min()";
  if (duration < Duration::zero()) return "-(" + literal(-duration) + ")";
  struct Unit {
    Duration size;
    std::string_view suffix;
  };
  constexpr std::array<Unit, 6> kUnits{Unit{1h, "h"},   Unit{1min, "min"}, Unit{1s, "s"},
                                       Unit{1ms, "ms"}, Unit{1us, "us"},   Unit{1ns, "ns"}};
  std::string result;
  for (const Unit& unit : kUnits) {
    const auto count = duration / unit.size;
    duration %= unit.size;
    if (count == 0) continue;
    if (!result.empty()) result += " + ";
    result += fmt::format("{}{}", count, unit.suffix);
  }
  return result;
}

std::string literal(Instant instant) {
  return fmt::format("Instant{{{}}}", literal(instant.time_since_epoch()));
}

std::string literal(Ratio ratio) {
  return fmt::format("{{.num = {}, .den = {}}}", ratio.num, ratio.den);
}

std::string literal(const scenarios::ClockPlan& clock) {
  return fmt::format("{{.offset = {}, .drift_ppb = {}}}", literal(clock.offset), clock.drift_ppb);
}

std::string_view literal(sim::Tearing tearing) {
  switch (tearing) {
    case sim::Tearing::Never:
      return "sim::Tearing::Never";
    case sim::Tearing::OldAndNew:
      return "sim::Tearing::OldAndNew";
    case sim::Tearing::Garbage:
      return "sim::Tearing::Garbage";
  }
  return "sim::Tearing::OldAndNew";
}

std::string literal(const scenarios::DiskPlan& disk) {
  return fmt::format("{{.capacity_bytes = {}, .sync_latency = {}, .tearing = {}}}",
                     disk.capacity_bytes, literal(disk.sync_latency), literal(disk.tearing));
}

std::string literal(const std::vector<std::string>& texts) {
  std::string result = "{";
  for (const std::string& text : texts) {
    if (result.size() > 1) result += ", ";
    result += literal(text);
  }
  return result + "}";
}

std::string literal(const std::map<std::string, std::string>& fields) {
  std::string result = "{";
  for (const auto& [name, value] : fields) {
    if (result.size() > 1) result += ", ";
    result += fmt::format("{{{}, {}}}", literal(name), literal(value));
  }
  return result + "}";
}

std::string device_text(const scenarios::DevicePlan& device) {
  const scenarios::LinkPlan& link = device.link;
  const bool broken = device.healing == scenarios::Healing::LeftBroken;
  const char* healing = broken ? ",\n       .healing = Healing::LeftBroken" : "";
  return fmt::format(
      "      {{.name = {},\n"
      "       .group = {},\n"
      "       .scopes = {},\n"
      "       .clock = {},\n"
      "       .link = {{.latency = {},\n"
      "                .jitter = {},\n"
      "                .loss = {},\n"
      "                .duplication = {},\n"
      "                .reordering = {},\n"
      "                .bytes_per_second = {}}},\n"
      "       .disk = {}{}}},\n",
      literal(device.name), literal(device.group), literal(device.scopes), literal(device.clock),
      literal(link.latency), literal(link.jitter), literal(link.loss), literal(link.duplication),
      literal(link.reordering), link.bytes_per_second, literal(device.disk), healing);
}

std::string operation_text(const scenarios::PlannedOperation& planned) {
  const engine::Operation& operation = planned.operation;
  return fmt::format(
      "      {{.at = {},\n"
      "       .device = {},\n"
      "       .operation = {{.id = OperationId{{{}}},\n"
      "                     .kind = OperationKind::{},\n"
      "                     .scope = {},\n"
      "                     .document = {},\n"
      "                     .field = {},\n"
      "                     .value = {},\n"
      "                     .delta = {},\n"
      "                     .fields = {}}}}},\n",
      literal(planned.at), planned.device, static_cast<std::uint64_t>(operation.id),
      scenarios::verb_of(operation).enumerator, literal(operation.scope),
      literal(operation.document), literal(operation.field), literal(operation.value),
      operation.delta, literal(operation.fields));
}

std::string trace_step_text(const sim::LinkTraceStep& step) {
  const bool is_down = step.state == sim::LinkTraceStep::State::Down;
  std::string text = fmt::format("{{.at = {}", literal(step.at));
  if (is_down) text += ", .state = sim::LinkTraceStep::State::Down";
  if (step.latency) text += fmt::format(", .latency = {}", literal(*step.latency));
  if (step.jitter) text += fmt::format(", .jitter = {}", literal(*step.jitter));
  if (step.loss_ppm) text += fmt::format(", .loss_ppm = {}", *step.loss_ppm);
  if (step.bytes_per_second) {
    text += fmt::format(", .bytes_per_second = {}", *step.bytes_per_second);
  }
  return text + '}';
}

std::string trace_text(const sim::LinkTrace& trace) {
  std::string steps;
  for (const sim::LinkTraceStep& step : trace.steps) {
    if (!steps.empty()) steps += ",\n                 ";
    steps += trace_step_text(step);
  }
  return fmt::format(
      "      {{.name = {},\n"
      "       .steps = {{{}}},\n"
      "       .length = {}}},\n",
      literal(trace.name), steps, literal(trace.length));
}

/// Durations as such, and the name of a choice beside its number.
std::string parameter_text(const faults::FaultKind* kind, const std::string& name,
                           std::int64_t value) {
  std::string plain = fmt::format("{{{}, {}}}", literal(name), value);
  if (kind == nullptr) return plain;
  for (const faults::Parameter& parameter : kind->parameters) {
    if (parameter.name != name || parameter.type != faults::ParameterType::Duration) continue;
    return fmt::format("{{{}, Duration{{{}}}.count()}}", literal(name), literal(Duration{value}));
  }
  return plain;
}

std::string fault_text(const scenarios::PlannedFault& fault) {
  const faults::FaultKind* kind = faults::find_fault_kind(fault.kind);
  std::string parameters;
  for (const auto& [name, value] : fault.parameters) {
    if (!parameters.empty()) parameters += ",\n                      ";
    parameters += parameter_text(kind, name, value);
  }
  return fmt::format(
      "      {{.kind = {},\n"
      "       .target = {},\n"
      "       .begin = {},\n"
      "       .end = {},\n"
      "       .parameters = {{{}}}}},\n",
      literal(fault.kind),
      fault.target == scenarios::kServerTarget ? "kServerTarget" : fmt::format("{}", fault.target),
      literal(fault.begin), fault.end ? literal(*fault.end) : "std::nullopt", parameters);
}

template <class Items, class ToText>
std::string list_text(std::string_view name, const Items& items, const ToText& to_text) {
  if (items.empty()) return {};
  std::string result = fmt::format("  plan.{} = {{\n", name);
  for (const auto& item : items) result += to_text(item);
  return result + "  };\n";
}

std::string plan_function(const Plan& plan) {
  std::string text = "Plan shrunk_plan() {\n  Plan plan;\n";
  text += fmt::format("  plan.scenario = {};\n", literal(plan.scenario));
  text += fmt::format("  plan.seed = {}U;\n", plan.seed);
  text += fmt::format("  plan.start = WallTime{{{}}};  // {}\n",
                      literal(plan.start.time_since_epoch()), date_text(plan.start));
  if (plan.ties == sim::Ties::Shuffled) text += "  plan.ties = sim::Ties::Shuffled;\n";
  text += fmt::format("  plan.chaos = {};\n", literal(plan.chaos));
  text += fmt::format("  plan.quiet = {};\n", literal(plan.quiet));
  text += fmt::format("  plan.metrics_every = {};\n", literal(plan.metrics_every));
  if (plan.reads != scenarios::ReadDensity{}) {
    text += fmt::format("  plan.reads.after_operations = {};\n", plan.reads.after_operations);
    text += fmt::format("  plan.reads.after_exchanges = {};\n", plan.reads.after_exchanges);
    text +=
        fmt::format("  plan.reads.snapshots_every = {};\n", literal(plan.reads.snapshots_every));
  }
  if (plan.expectations.drain_within) {
    text += fmt::format("  plan.expectations.drain_within = {};\n",
                        literal(*plan.expectations.drain_within));
  }
  for (const auto& [name, value] : plan.policies) {
    text += fmt::format("  plan.policies[{}] = {};\n", literal(name), value);
  }
  text += fmt::format("  plan.server_clock = {};\n", literal(plan.server_clock));
  text += fmt::format("  plan.server_disk = {};\n", literal(plan.server_disk));
  text += list_text("devices", plan.devices, device_text);
  text += list_text("traces", plan.traces, trace_text);
  text += list_text("operations", plan.operations, operation_text);
  text += list_text("faults", plan.faults, fault_text);
  return text + "  return plan;\n}\n";
}

/// `NoSilentLoss`
std::string camel_case(std::string_view words) {
  std::string result;
  bool upper = true;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) == 0) {
      upper = true;
    } else {
      result += static_cast<char>(upper ? std::toupper(byte) : std::tolower(byte));
      upper = false;
    }
  }
  return result;
}

/// Text that cannot end a comment: lines of at most 96 columns that begin with slashes.
std::string comment(std::string_view text) {
  constexpr std::size_t kColumnsMax = 96;
  std::string result = "//";
  std::size_t column = result.size();
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    // Compilers still warn of the trigraph that once was a backslash.
    if (word.ends_with("?\?/")) word += '.';
    if (column + word.size() + 1 > kColumnsMax) {
      result += "\n//";
      column = 2;
    }
    result += ' ' + word;
    column += word.size() + 1;
    word.clear();
  };
  for (const char c : metrics::printable_lines(text)) {
    // A backslash at the end of a line would go on into the next.
    if (c == ' ' || c == '\n') {
      end_word();
    } else {
      word += c == '\\' ? '/' : c;
    }
  }
  end_word();
  return result + "\n";
}

/// Put together here, so that nobody takes them for what this file includes.
std::string preamble() {
  std::string text;
  for (const char* header : {"<optional>", "", "\"gtest/gtest.h\"", "", "\"engine/systems.h\"",
                             "\"scenarios/plan/plan.h\"", "\"scenarios/world/runner.h\""}) {
    text += *header == '\0' ? "\n" : fmt::format("#include {}\n", header);
  }
  return "\n" + text +
         "\nnamespace storm::scenarios {\nnamespace {\n\n"
         "using engine::OperationId;\nusing engine::OperationKind;\n\n";
}

}  // namespace

std::string test_source(const Plan& plan, const TestSourceFacts& facts) {
  std::string text =
      comment(fmt::format("What is left of {}, seed {}. {}: {}: {}", plan.scenario, plan.seed,
                          facts.mark.property, facts.mark.kind, facts.explanation));
  text += comment("Fails as long as the property is violated. Made by " + facts.made_by);
  text += preamble();
  text += plan_function(plan);
  text += fmt::format(
      "\nTEST(ShrunkTest, {}Holds) {{\n"
      "  const engine::System* system = engine::find_system({});\n"
      "  ASSERT_NE(system, nullptr);\n"
      "  const Plan plan = shrunk_plan();\n"
      "  RunOptions options;\n"
      "  options.system = system;\n"
      "  const RunReport report = run_world(plan, options);\n"
      "  for (const JudgedProperty& property : report.properties) {{\n"
      "    if (property.name != {}) continue;\n"
      "    for (const Violation& violation : property.judgement.violations) {{\n"
      "      ADD_FAILURE() << violation.property << \": \" << violation.kind << \": \"\n"
      "                    << violation.explanation;\n"
      "    }}\n"
      "  }}\n"
      "}}\n\n"
      "}}  // namespace\n"
      "}}  // namespace storm::scenarios\n",
      camel_case(facts.mark.property), literal(facts.engine), literal(facts.mark.property));
  return text;
}

}  // namespace storm::ci
