#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/plan/planner.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

/// Somebody's slip of the hand: bytes from `at` on are replaced.
struct Slip {
  std::size_t at = 0;
  std::size_t erased = 0;
  std::string inserted;
};

rc::Gen<Slip> any_slip() {
  static const std::vector<std::string> kPieces{"",
                                                "\"",
                                                "=",
                                                "[",
                                                "]",
                                                "[[",
                                                "{",
                                                "}",
                                                "\n",
                                                "-",
                                                "0",
                                                "99999999999999999999",
                                                "1e308",
                                                "nan",
                                                "\"-1d\"",
                                                "\"400d\"",
                                                "[\"1d\", \"2d\"]",
                                                "from",
                                                "until",
                                                "every = \"1s\"\n",
                                                "[[group]]\n",
                                                "\xff",
                                                "é",
                                                ".",
                                                "devices = 10000\n",
                                                "operations = 100000\n",
                                                "2026-01-01"};
  return rc::gen::construct<Slip>(rc::gen::inRange<std::size_t>(0, 1200),
                                  rc::gen::inRange<std::size_t>(0, 24),
                                  rc::gen::elementOf(kPieces));
}

std::string slipped(std::string text, const std::vector<Slip>& slips) {
  for (const Slip& slip : slips) {
    const std::size_t at = slip.at % (text.size() + 1);
    text.replace(at, slip.erased, slip.inserted);
  }
  return text;
}

/// An answer that a person can use: a place in the file and a sentence.
void check_diagnostics(const std::vector<Diagnostic>& diagnostics, const std::string& text) {
  RC_ASSERT(!diagnostics.empty());
  const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n') + 2);
  for (const Diagnostic& diagnostic : diagnostics) {
    RC_ASSERT(!diagnostic.problem.empty());
    RC_ASSERT(diagnostic.file == "test.toml");
    RC_ASSERT(diagnostic.place.line <= lines);
  }
}

RC_GTEST_PROP(ScenarioReaderProperty, SlipsAreExplainedOrStillMakeAScenario, ()) {
  const auto slips = *rc::gen::resize(4, rc::gen::container<std::vector<Slip>>(any_slip()));
  const std::string text = slipped(text_of(good_lines()), slips);
  const ReadScenario read = read_test_scenario(text);
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    check_diagnostics(*diagnostics, text);
  } else {
    const auto& scenario = std::get<Scenario>(read);
    RC_ASSERT(!scenario.groups.empty());
    std::int64_t size = 0;
    for (const FaultSpec& fault : scenario.faults) {
      if (fault.every) size += scenario.duration / *fault.every * fault.how_many;
    }
    for (const WorkloadSpec& workload : scenario.workloads) size += workload.operations.high;
    // What the reader lets through can be planned; big ones would take too long here.
    if (size < 1000 && scenario.groups.size() < 4) make_plan_without_operations(scenario, 1);
  }
}

RC_GTEST_PROP(ScenarioReaderProperty, AnyBytesAreAnswered, (const std::string& text)) {
  const ReadScenario read = read_test_scenario(text);
  RC_ASSERT(std::holds_alternative<std::vector<Diagnostic>>(read));
  check_diagnostics(std::get<std::vector<Diagnostic>>(read), text);
}

}  // namespace
}  // namespace storm::scenarios
