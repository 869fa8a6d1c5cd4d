#include "ci/list_command.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <string>
#include <system_error>
#include <vector>

#include "ci/machine/shell_words.h"
#include "ci/machine/trouble.h"
#include "ci/result/load.h"
#include "engine/systems.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "metrics/shown_text.h"
#include "scenarios/files/diagnostic.h"
#include "scenarios/files/unit_text.h"
#include "scenarios/properties/property.h"
#include "scenarios/properties/property_catalogue.h"

namespace storm::ci {

namespace {

void list_scenarios(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  }
  if (error) throw BadInput(fmt::format("{}: {}", folder, error.message()));
  std::ranges::sort(files);
  fmt::print("scenarios (in {})\n", metrics::printable(folder));
  for (const std::string& file : files) {
    try {
      const scenarios::Scenario scenario = load_scenario(file);
      fmt::print("  {:<24} {}\n", scenario.name, metrics::printable(scenario.says));
      if (!scenario.covers.empty()) {
        fmt::print("  {:<24} covers {}\n", "", scenarios::join_names(scenario.covers));
      }
    } catch (const BadInput&) {
      fmt::print("  {:<24} cannot be read; see: syncstorm check {}\n", metrics::printable(file),
                 shell_word(file));
    }
  }
}

void list_properties() {
  fmt::print("properties\n");
  for (const scenarios::Property& property : scenarios::properties()) {
    fmt::print("  {:<24} {}\n", property.name, property.says);
  }
}

const char* type_name(faults::ParameterType type) {
  switch (type) {
    case faults::ParameterType::Duration:
      return "duration";
    case faults::ParameterType::Count:
      return "count";
    case faults::ParameterType::Bytes:
      return "bytes";
    case faults::ParameterType::Probability:
      return "probability";
    case faults::ParameterType::Choice:
      return "choice";
    case faults::ParameterType::Trace:
      return "trace";
  }
  return "?";
}

std::string default_text(const faults::Parameter& parameter) {
  if (!parameter.default_value) return "required";
  const std::int64_t value = *parameter.default_value;
  switch (parameter.type) {
    case faults::ParameterType::Duration:
      return "default " + scenarios::duration_text(Duration{value});
    case faults::ParameterType::Choice:
      return fmt::format("default {}", parameter.choices[static_cast<std::size_t>(value)]);
    case faults::ParameterType::Probability:
      return fmt::format("default {} ppm", value);
    case faults::ParameterType::Count:
    case faults::ParameterType::Bytes:
    case faults::ParameterType::Trace:
      break;
  }
  return fmt::format("default {}", value);
}

void list_faults() {
  fmt::print("faults\n");
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    fmt::print("  {:<24} {}\n", kind.name, kind.says);
    fmt::print("  {:<24} like: {}\n", "", kind.imitates);
    fmt::print("  {:<24} leaves out: {}\n", "", kind.leaves_out);
    for (const faults::Parameter& parameter : kind.parameters) {
      fmt::print("    {:<22} {}; {}; {}\n", parameter.name, type_name(parameter.type),
                 default_text(parameter), parameter.says);
    }
  }
}

void list_engines() {
  fmt::print("engines and their policies\n");
  for (const engine::System& system : engine::systems()) {
    fmt::print("  {:<24} {}\n", system.name, system.says);
    for (const engine::PolicyDescription& policy : system.policies) {
      const std::string value = policy.type == engine::PolicyType::Duration
                                    ? scenarios::duration_text(Duration{policy.default_value})
                                    : fmt::format("{}", policy.default_value);
      fmt::print("    {:<22} default {}; {}\n", policy.name, value, policy.says);
    }
  }
}

void list_defects() {
  fmt::print("defects that can be planted in an engine: --defect ID\n");
  for (const engine::System& system : engine::systems()) {
    for (const engine::Defect& defect : system.defects) {
      fmt::print("  {:<24} {} (engine {})\n", defect.id, defect.title, system.name);
      fmt::print("  {:<24} plants: {}\n", "", defect.plants);
      fmt::print("  {:<24} needs: {}\n", "", defect.needs);
      fmt::print("  {:<24} violates: {}\n", "", defect.violates);
      for (const std::string_view ancestor : defect.ancestors) {
        fmt::print("  {:<24} seen in: {}\n", "", ancestor);
      }
    }
  }
}

}  // namespace

ExitCode list(const ListCommand& command) {
  using What = ListCommand::What;
  const bool everything = command.what == What::Everything;
  if (everything || command.what == What::Scenarios) list_scenarios(command.folder);
  if (everything || command.what == What::Properties) list_properties();
  if (everything || command.what == What::Faults) list_faults();
  if (everything || command.what == What::Engines) list_engines();
  if (everything || command.what == What::Defects) list_defects();
  return ExitCode::Pass;
}

}  // namespace storm::ci
