#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "engine/systems.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/scenario_reader.h"

namespace storm::scenarios {

/// Hands over the files that scenarios of the project name; tests run in its top folder.
inline std::variant<std::string, UnreadableFile> read_from_disk(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return UnreadableFile{.why = path + " is not there"};
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

/// The scenario of that file, which the project comes with; a failure where it is wrong.
inline Scenario shipped_scenario(const std::string& path) {
  const auto text = read_from_disk(path);
  const ReadScenario read = read_scenario(std::get<std::string>(text), path,
                                          {.policies = engine::find_system("reference")->policies,
                                           .faults = faults::fault_kinds(),
                                           .read_file = read_from_disk});
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    for (const Diagnostic& diagnostic : *diagnostics) ADD_FAILURE() << to_text(diagnostic);
    return {};
  }
  return std::get<Scenario>(read);
}

}  // namespace storm::scenarios
