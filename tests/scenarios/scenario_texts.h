#pragma once

#include <string>
#include <variant>
#include <vector>

#include "engine/system.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/files/scenario_reader.h"

namespace storm::scenarios {

/// Policies for tests of the reader, which does not need any engine.
inline constexpr engine::PolicyDescription kTestPolicies[] = {
    {.name = "batch_max", .type = engine::PolicyType::Count, .default_value = 10, .says = ""},
    {.name = "retry_max", .type = engine::PolicyType::Duration, .default_value = 0, .says = ""},
    {.name = "beat_every",
     .type = engine::PolicyType::Duration,
     .default_value = Duration{1min}.count(),
     .says = "",
     .minimum = Duration{1s}.count()},
};

inline Vocabulary test_vocabulary() {
  return Vocabulary{.policies = kTestPolicies, .faults = faults::fault_kinds()};
}

/// A small scenario that is right. Tests change one line of it; the lines are numbered from one.
inline std::vector<std::string> good_lines() {
  return {
      "[scenario]",                            // 1
      "name = \"good\"",                       // 2
      "says = \"A scenario that is right.\"",  // 3
      "start = 2026-03-02T05:00:00Z",          // 4
      "duration = \"10d\"",                    // 5
      "quiet = \"1h\"",                        // 6
      "[policies]",                            // 7
      "batch_max = 20",                        // 8
      "[scopes]",                              // 9
      "teams = 2",                             // 10
      "[[group]]",                             // 11
      "name = \"office\"",                     // 12
      "devices = 3",                           // 13
      "clock.offset = [\"-1h\", \"1h\"]",      // 14
      "link.profile = \"office_lan\"",         // 15
      "[[group]]",                             // 16
      "name = \"field\"",                      // 17
      "devices = 4",                           // 18
      "link.loss = [\"1%\", 0.02]",            // 19
      "[[workload]]",                          // 20
      "group = \"office\"",                    // 21
      "operations = [30, 50]",                 // 22
      "from = \"2h\"",                         // 23
      "[[workload]]",                          // 24
      "group = \"field\"",                     // 25
      "operations = 60",                       // 26
      "from = \"2h\"",                         // 27
      "[[fault]]",                             // 28
      "kind = \"partition\"",                  // 29
      "on = \"field\"",                        // 30
      "from = [\"1d\", \"2d\"]",               // 31
      "until = \"9d\"",                        // 32
      "direction = \"both\"",                  // 33
      "[[fault]]",                             // 34
      "kind = \"restart\"",                    // 35
      "on = \"server\"",                       // 36
      "from = \"1d\"",                         // 37
      "lasts = \"5m\"",                        // 38
      "every = \"2d\"",                        // 39
      "[[fault]]",                             // 40
      "kind = \"clock_step\"",                 // 41
      "on = \"office\"",                       // 42
      "how_many = 1",                          // 43
      "from = \"3d\"",                         // 44
      "by = [\"-3h\", \"3h\"]",                // 45
      "[expect]",                              // 46
      "drain_within = \"20m\"",                // 47
      "[metrics]",                             // 48
      "every = \"1h\"",                        // 49
  };
}

inline std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The good scenario with one line replaced.
inline std::string with_line(std::size_t line, const std::string& replacement) {
  std::vector<std::string> lines = good_lines();
  lines.at(line - 1) = replacement;
  return text_of(lines);
}

inline ReadScenario read_test_scenario(const std::string& text) {
  return read_scenario(text, "test.toml", test_vocabulary());
}

/// The diagnostics as text, one after the other; empty for a scenario that is right.
inline std::string complaints(const std::string& text) {
  const ReadScenario read = read_test_scenario(text);
  std::string result;
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    for (const Diagnostic& diagnostic : *diagnostics) result += to_text(diagnostic) + "\n";
  }
  return result;
}

}  // namespace storm::scenarios
