// Writes plans as files.

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <limits>

#include "faults/fault_catalogue.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/files/link_trace_rows.h"
#include "scenarios/files/plan_file.h"
#include "scenarios/files/plan_file_parts.h"
#include "scenarios/files/reads_reader.h"
#include "scenarios/files/tearing_names.h"
#include "scenarios/files/toml_text.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {
namespace {

constexpr std::size_t kColumns = 100;

std::string text_of(Duration duration) { return quantity_text(duration.count(), Unit::Duration); }

std::string text_of_bytes(std::uint64_t bytes) {
  return quantity_text(static_cast<std::int64_t>(bytes), Unit::Bytes);
}

/// Parts per million as a decimal number; other fractions as "1/3", since they draw differently.
std::string text_of(Ratio ratio) {
  if (ratio.den == kMillion) return quantity_text(ratio.num, Unit::Probability);
  return fmt::format("\"{}/{}\"", ratio.num, ratio.den);
}

std::string text_of(WallTime moment) {
  const auto since_epoch = moment.time_since_epoch();
  const auto midnight = std::chrono::floor<days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days{midnight}};
  const std::chrono::hh_mm_ss<Duration> time{since_epoch - midnight};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:09}", time.subseconds().count());
  return text + 'Z';
}

std::string text_of_seed(std::uint64_t seed) {
  constexpr auto kIntegerMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return seed <= kIntegerMax ? fmt::format("{}", seed) : fmt::format("\"{}\"", seed);
}

std::string clock_line(const ClockPlan& clock) {
  return fmt::format("clock = {{ offset = {}, drift_ppm = {} }}\n", text_of(clock.offset),
                     quantity_text(clock.drift_ppb, Unit::PartsPerBillion));
}

std::string disk_line(const DiskPlan& disk) {
  const bool is_usual = disk.tearing == DiskPlan{}.tearing;
  const std::string tearing =
      is_usual ? "" : fmt::format(", tearing = \"{}\"", tearing_name(disk.tearing));
  return fmt::format("disk = {{ capacity = {}, sync_latency = {}{} }}\n",
                     text_of_bytes(disk.capacity_bytes), text_of(disk.sync_latency), tearing);
}

std::string link_line(const LinkPlan& link) {
  return fmt::format(
      "link = {{ latency = {}, jitter = {}, loss = {}, duplication = {}, reordering = {}, "
      "bytes_per_second = {} }}\n",
      text_of(link.latency), text_of(link.jitter), text_of(link.loss), text_of(link.duplication),
      text_of(link.reordering), text_of_bytes(link.bytes_per_second));
}

std::string expectations_table(const Expectations& expectations) {
  if (!expectations.drain_within) return {};
  return fmt::format("\n[expect]\ndrain_within = {}\n", text_of(*expectations.drain_within));
}

std::string header(const Plan& plan) {
  return fmt::format(
      "# One run of the scenario {}, with all that happens in it. To be read, edited and run:\n"
      "#   syncstorm run FILE\n\n"
      "[plan]\nformat = {}\nscenario = {}\nseed = {} # of the noise that is left: latencies, "
      "losses\n"
      "start = {}\nchaos = {} # from the start to the heal\n"
      "quiet = {} # from the heal to the judges\nmetrics_every = {}\n{}{}{}",
      plan.scenario, kPlanFormat, toml_text(plan.scenario), text_of_seed(plan.seed),
      text_of(plan.start), text_of(plan.chaos), text_of(plan.quiet), text_of(plan.metrics_every),
      plan.ties == sim::Ties::Shuffled ? "ties = \"shuffled\"\n" : "", reads_table(plan.reads),
      expectations_table(plan.expectations));
}

std::string policies_table(const Plan& plan,
                           std::span<const engine::PolicyDescription> descriptions) {
  if (plan.policies.empty()) return {};
  std::string text = "\n[policies]\n";
  for (const auto& [name, value] : plan.policies) {
    const auto described = std::ranges::find(descriptions, name, &engine::PolicyDescription::name);
    const bool is_duration =
        described != descriptions.end() && described->type == engine::PolicyType::Duration;
    text += fmt::format("{} = {}\n", toml_key(name),
                        quantity_text(value, is_duration ? Unit::Duration : Unit::Count));
  }
  return text;
}

std::string device_table(const DevicePlan& device) {
  std::string scopes;
  for (const std::string& scope : device.scopes) {
    scopes += (scopes.empty() ? "" : ", ") + toml_text(scope);
  }
  std::string text = fmt::format("\n[[device]]\nname = {}\n", toml_text(device.name));
  if (!device.group.empty()) text += fmt::format("group = {}\n", toml_text(device.group));
  if (device.healing == Healing::LeftBroken) text += "healing = \"left_broken\"\n";
  return text + fmt::format("scopes = [{}]\n", scopes) + clock_line(device.clock) +
         link_line(device.link) + disk_line(device.disk);
}

std::string texts_text(std::string_view key, const std::map<std::string, std::string>& texts) {
  std::string inside;
  std::string table = fmt::format("[operation.{}]\n", key);
  for (const auto& [name, text] : texts) {
    const std::string pair = fmt::format("{} = {}", toml_key(name), toml_text(text));
    inside += (inside.empty() ? " " : ", ") + pair;
    table += pair + '\n';
  }
  const std::string line = fmt::format("{} = {{{}{}}}\n", key, inside, inside.empty() ? "" : " ");
  // One character is the new line.
  const bool fits = line.size() <= kColumns + 1 && line.find('\n') == line.size() - 1;
  return fits ? line : table;
}

/// Appends what a verb writes of its operation.
class TableEditWriter final : public EditWriter {
 public:
  explicit TableEditWriter(std::string& table) : table_(table) {}

  void text(std::string_view key, const std::string& text) override {
    table_ += fmt::format("{} = {}\n", key, toml_text(text));
  }
  void number(std::string_view key, std::int64_t number) override {
    table_ += fmt::format("{} = {}\n", key, number);
  }
  void texts(std::string_view key, const std::map<std::string, std::string>& texts) override {
    table_ += texts_text(key, texts);
  }

 private:
  std::string& table_;
};

std::string operation_table(const PlannedOperation& planned, const Plan& plan) {
  const engine::Operation& operation = planned.operation;
  const Verb& verb = verb_of(operation);
  std::string text = fmt::format(
      "\n[[operation]]\nid = {}\nat = {}\ndevice = {}\nkind = \"{}\"\nscope = {}\ndocument = {}\n",
      static_cast<std::uint64_t>(operation.id), text_of(planned.at.time_since_epoch()),
      toml_text(plan.devices.at(planned.device).name), verb.name, toml_text(operation.scope),
      toml_text(operation.document));
  TableEditWriter edit(text);
  if (verb.write != nullptr) verb.write(operation, edit);
  return text;
}

/// A text for each step: a reader that stumbles can say in which line.
std::string trace_table(const sim::LinkTrace& trace) {
  std::string text = fmt::format("\n[[trace]]\nname = {}\ncolumns = {}\nsteps = [\n",
                                 toml_text(trace.name), toml_text(columns_text(trace)));
  for (const std::string& row : row_texts(trace)) text += fmt::format("  {},\n", toml_text(row));
  return text + "]\n";
}

std::string parameter_value(const faults::Parameter& parameter, std::int64_t value,
                            const Plan& plan) {
  if (parameter.type == faults::ParameterType::Trace) {
    return toml_text(plan.traces.at(static_cast<std::size_t>(value)).name);
  }
  if (parameter.type != faults::ParameterType::Choice) {
    return quantity_text(value, unit_of(parameter.type));
  }
  return toml_text(parameter.choices[static_cast<std::size_t>(value)]);
}

std::string fault_table(const PlannedFault& fault, const Plan& plan) {
  const bool on_server = fault.target == kServerTarget;
  std::string text =
      fmt::format("\n[[fault]]\nkind = {}\non = {}\nbegin = {}\n", toml_text(fault.kind),
                  toml_text(on_server ? kServerName : plan.devices.at(fault.target).name),
                  text_of(fault.begin.time_since_epoch()));
  if (fault.end) text += fmt::format("end = {}\n", text_of(fault.end->time_since_epoch()));
  const faults::FaultKind* kind = faults::find_fault_kind(fault.kind);
  if (kind == nullptr) return text;
  for (const faults::Parameter& parameter : kind->parameters) {
    const auto value = fault.parameters.find(parameter.name);
    if (value == fault.parameters.end()) continue;
    text +=
        fmt::format("{} = {}\n", parameter.name, parameter_value(parameter, value->second, plan));
  }
  return text;
}

}  // namespace

std::string to_toml(const Plan& plan, std::span<const engine::PolicyDescription> policies) {
  std::string text = header(plan) + policies_table(plan, policies);
  text += "\n[server]\n" + clock_line(plan.server_clock) + disk_line(plan.server_disk);
  for (const sim::LinkTrace& trace : plan.traces) text += trace_table(trace);
  for (const DevicePlan& device : plan.devices) text += device_table(device);
  for (const PlannedFault& fault : plan.faults) text += fault_table(fault, plan);
  for (const PlannedOperation& planned : plan.operations) text += operation_table(planned, plan);
  return text;
}

}  // namespace storm::scenarios
