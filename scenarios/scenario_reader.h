#pragma once

#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/system.h"
#include "faults/fault.h"
#include "scenarios/diagnostic.h"
#include "scenarios/scenario.h"

namespace storm::scenarios {

/// The names that a scenario may use and that other parts of the program define.
struct Vocabulary {
  /// Of all engines; a name may be there several times.
  std::span<const engine::PolicyDescription> policies;
  std::span<const faults::FaultKind> faults;
};

/// A scenario, or everything that is wrong with it: at least one diagnostic, in the order of
/// the file.
using ReadScenario = std::variant<Scenario, std::vector<Diagnostic>>;

/// Reads a scenario file, whose language scenarios/README.md describes. Any bytes are allowed:
/// what is not a scenario is an answer, never an exception or an assertion.
/// `file_name` is for the diagnostics; no file is opened.
ReadScenario read_scenario(std::string_view text, std::string_view file_name,
                           const Vocabulary& vocabulary);

}  // namespace storm::scenarios
