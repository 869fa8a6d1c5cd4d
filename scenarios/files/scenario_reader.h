#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/system.h"
#include "faults/fault.h"
#include "scenarios/files/diagnostic.h"
#include "scenarios/plan/scenario.h"

namespace storm::scenarios {

/// Why a file cannot be read, in words.
struct UnreadableFile {
  std::string why;
};

/// Hands over a whole file. `path` is one that can be opened: what a scenario writes, seen from the
/// scenario's own folder.
using ReadFile = std::function<std::variant<std::string, UnreadableFile>(const std::string& path)>;

/// What a scenario may use and other parts of the program define or do.
struct Vocabulary {
  /// Of all engines; a name may be there several times.
  std::span<const engine::PolicyDescription> policies;
  std::span<const faults::FaultKind> faults;
  /// For the files that a scenario names. Absent: there are none.
  ReadFile read_file{};
};

/// A scenario, or everything that is wrong with it: at least one diagnostic, in the order of
/// the file.
using ReadScenario = std::variant<Scenario, std::vector<Diagnostic>>;

/// Reads a scenario file, whose language scenarios/README.md describes. Any bytes are allowed:
/// what is not a scenario is an answer, never an exception or an assertion.
/// `file_name` is for the diagnostics, and says where files that the scenario names are. No file is
/// opened, but by the vocabulary's function.
ReadScenario read_scenario(std::string_view text, std::string_view file_name,
                           const Vocabulary& vocabulary);

}  // namespace storm::scenarios
