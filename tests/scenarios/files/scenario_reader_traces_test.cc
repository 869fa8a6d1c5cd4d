// Recorded traces in scenarios and in plans: where they are named, and what is said about mistakes.

#include <algorithm>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "gtest/gtest.h"

#include "scenarios/files/plan_file.h"
#include "scenarios/plan/planner.h"
#include "tests/scenarios/scenario_texts.h"

namespace storm::scenarios {
namespace {

/// The good scenario with a recorded trace and a fault that replays it; the lines go on from 50.
std::vector<std::string> lines_with_trace() {
  std::vector<std::string> lines = good_lines();
  lines.insert(lines.end(), {
                                "[[trace]]",                    // 50
                                "name = \"drive\"",             // 51
                                "file = \"traces/drive.csv\"",  // 52
                                "format = \"csv\"",             // 53
                                "[[fault]]",                    // 54
                                "kind = \"link_trace\"",        // 55
                                "on = \"field\"",               // 56
                                "from = \"1d\"",                // 57
                                "lasts = \"1h\"",               // 58
                                "trace = \"drive\"",            // 59
                                "offset = [\"0s\", \"90s\"]",   // 60
                            });
  return lines;
}

ReadScenario read_with_files(const std::vector<std::string>& lines) {
  static const std::map<std::string, std::string> kFiles{
      {"of/drive.csv", "at,state\n0s,up\n1m,down\n90s,end\n"},
      {"of/traces/drive.csv", "at,latency\n0s,35ms\n1m,70ms\n"},
      {"of/traces/lte", "200\n400\n"},
      {"of/short.csv", "at,state\n0s,up\n1ms,down\n2ms,end\n"},
      {"of/bad.csv", "at,latency\n0s,fast\n1m,70ms\n"},
      {"/drive.csv", "at,latency,state\n0s,1ms\n1m,2ms\n3m,,end\n"},
  };
  Vocabulary vocabulary = test_vocabulary();
  vocabulary.read_file = [](const std::string& path) -> std::variant<std::string, UnreadableFile> {
    const auto found = kFiles.find(path);
    if (found == kFiles.end()) return UnreadableFile{.why = path + ": no such file"};
    return found->second;
  };
  return read_scenario(text_of(lines), "of/test.toml", vocabulary);
}

Scenario scenario_of(const std::vector<std::string>& lines) {
  const ReadScenario read = read_with_files(lines);
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&read)) {
    for (const Diagnostic& diagnostic : *diagnostics) ADD_FAILURE() << to_text(diagnostic);
    return {};
  }
  return std::get<Scenario>(read);
}

template <class Outcome>
std::string said_of(const Outcome& outcome) {
  std::string text;
  if (const auto* diagnostics = std::get_if<std::vector<Diagnostic>>(&outcome)) {
    for (const Diagnostic& diagnostic : *diagnostics) text += to_text(diagnostic) + "\n";
  }
  return text;
}

TEST(ScenarioTracesTest, AFilesContentBecomesPartOfThePlan) {
  const Scenario scenario = scenario_of(lines_with_trace());
  ASSERT_EQ(scenario.traces.size(), 1U);
  EXPECT_EQ(scenario.traces[0],
            (sim::LinkTrace{.name = "drive",
                            .steps = {{.at = 0s, .latency = 35ms}, {.at = 60s, .latency = 70ms}},
                            .length = 120s}));
  const Plan plan = make_plan(scenario, 1);
  EXPECT_EQ(plan.traces, scenario.traces);
  EXPECT_EQ(std::ranges::count(plan.faults, "link_trace", &PlannedFault::kind), 4);
  for (const PlannedFault& fault : plan.faults) {
    if (fault.kind != "link_trace") continue;
    EXPECT_EQ(fault.parameters.at("trace"), 0);
    EXPECT_LE(fault.parameters.at("offset"), Duration{90s}.count());
  }
}

TEST(ScenarioTracesTest, FilesAreSeenFromTheScenariosFolderOrFromTheTop) {
  std::vector<std::string> lines = lines_with_trace();
  lines[51] = "file = \"drive.csv\"";
  EXPECT_EQ(scenario_of(lines).traces.at(0).steps.at(1).state, sim::LinkTraceStep::State::Down);
  lines[51] = "file = \"/drive.csv\"";
  EXPECT_EQ(scenario_of(lines).traces.at(0).length, 3min);
}

TEST(ScenarioTracesTest, TheFormatIsSaid) {
  std::vector<std::string> lines = lines_with_trace();
  lines[51] = "file = \"traces/lte\"";
  lines[52] = "format = \"mahimahi\"";
  EXPECT_EQ(scenario_of(lines).traces.at(0).steps.at(0).bytes_per_second, 7'520U);
}

TEST(ScenarioTracesTest, ATraceThatWouldBeginAnewForEverIsRefused) {
  std::vector<std::string> lines = lines_with_trace();
  lines[51] = "file = \"short.csv\"";
  lines[57] = "";
  EXPECT_NE(said_of(read_with_files(lines))
                .find("of/test.toml:59:9: error: the trace \"drive\" would begin anew 388800001 "
                      "times, with 2 steps each, on 4 devices\n    expected at most 200000000 "
                      "steps in all"),
            std::string::npos)
      << said_of(read_with_files(lines));
  lines[57] = "lasts = \"10m\"";
  EXPECT_EQ(said_of(read_with_files(lines)), "");
}

struct Mistake {
  std::size_t line;
  std::string written;
  std::string says;
};

TEST(ScenarioTracesTest, MistakesInAScenarioAreExplained) {
  const std::vector<Mistake> mistakes{
      {51, "nam = \"drive\"", "of/test.toml:50:1: error: [[trace]] needs the key name"},
      {51, "name = \"a b\"", "name in [[trace]] is not a plain name"},
      {51, "name = \"ride\"",
       "of/test.toml:59:9: error: no trace is called \"drive\"\n    expected one of ride"},
      {52, "", "of/test.toml:50:1: error: [[trace]] needs the key file\n    expected a file, seen"},
      {52, "file = \"drove.csv\"",
       "of/test.toml:52:8: error: the recorded trace cannot be read: of/drove.csv: no such file\n"
       "    expected a file, seen from the scenario's folder, such as \"traces/drive.csv\""},
      {52, "file = \"bad.csv\"", "of/bad.csv:2:4: error: latency of a step cannot be read"},
      {53, "format = \"mahimah\"", "did you mean \"mahimahi\"?"},
      {53, "format = \"mahimahi\"",
       "of/traces/drive.csv:1:1: error: the moment of a delivery cannot be read"},
      {53, "[[trace]]\nname = \"drive\"\nfile = \"drive.csv\"",
       "of/test.toml:54:8: error: a second trace is called \"drive\""},
      {59, "trace = \"drove\"",
       "of/test.toml:59:9: error: no trace is called \"drove\"\n    expected one of drive\n    "
       "hint: did you mean \"drive\"?"},
      {59, "", "of/test.toml:54:1: error: [[fault]] needs the key trace\n    expected the name"},
      {59, "trace = 0", "wrong type for trace in [[fault]]"},
      {60, "offset = \"-1s\"", "offset in [[fault]] is out of range"},
  };
  for (const Mistake& mistake : mistakes) {
    std::vector<std::string> lines = lines_with_trace();
    lines.at(mistake.line - 1) = mistake.written;
    const std::string said = said_of(read_with_files(lines));
    EXPECT_NE(said.find(mistake.says), std::string::npos) << mistake.written << " gives:\n" << said;
  }
}

TEST(ScenarioTracesTest, AFileWithMistakesIsReportedOnceAndLast) {
  std::vector<std::string> lines = lines_with_trace();
  lines[51] = "file = \"bad.csv\"";
  lines[59] = "offsat = \"0s\"";
  const auto read = read_with_files(lines);
  const auto& diagnostics = std::get<std::vector<Diagnostic>>(read);
  ASSERT_EQ(diagnostics.size(), 2U) << said_of(read);
  EXPECT_EQ(diagnostics[0].file, "of/test.toml");
  EXPECT_EQ(diagnostics[1].file, "of/bad.csv");
}

TEST(ScenarioTracesTest, WithoutAReaderOfFilesThereAreNone) {
  const std::string said = complaints(text_of(lines_with_trace()));
  EXPECT_NE(said.find("test.toml:52:8: error: the recorded trace cannot be read"),
            std::string::npos)
      << said;
}

TEST(ScenarioTracesTest, ChanceDoesNotDrawWhatNeedsATrace) {
  std::vector<std::string> lines = lines_with_trace();
  lines.emplace_back("[chaos]\nkinds = [\"link_trace\"]");
  const std::string said = said_of(read_with_files(lines));
  EXPECT_NE(said.find("a fault of kind \"link_trace\" is not drawn by chance"), std::string::npos)
      << said;
}

/// A plan with a trace, and a fault that replays it.
std::vector<std::string> plan_lines() {
  return {
      "[plan]",                          // 1
      "format = 1",                      // 2
      "scenario = \"small\"",            // 3
      "seed = 7",                        // 4
      "start = 2026-03-02T05:00:00Z",    // 5
      "chaos = \"10h\"",                 // 6
      "quiet = \"1h\"",                  // 7
      "[[device]]",                      // 8
      "name = \"desk\"",                 // 9
      "scopes = [\"team\"]",             // 10
      "[[fault]]",                       // 11
      "kind = \"link_trace\"",           // 12
      "on = \"desk\"",                   // 13
      "begin = \"2h\"",                  // 14
      "trace = \"drive\"",               // 15
      "[[trace]]",                       // 16
      "name = \"drive\"",                // 17
      "columns = \"at,state,latency\"",  // 18
      "steps = [",                       // 19
      "  \"0s,up,35ms\",",               // 20
      "  \"1m,down\",",                  // 21
      "  \"90s,end\",",                  // 22
      "]",                               // 23
  };
}

ReadPlan read_lines(const std::vector<std::string>& lines) {
  return read_plan(text_of(lines), "plan.toml", test_vocabulary());
}

TEST(ScenarioTracesTest, APlanHasItsTracesWithIt) {
  const ReadPlan read = read_lines(plan_lines());
  ASSERT_EQ(said_of(read), "");
  const Plan& plan = std::get<Plan>(read);
  ASSERT_EQ(plan.traces.size(), 1U);
  EXPECT_EQ(plan.traces[0],
            (sim::LinkTrace{.name = "drive",
                            .steps = {{.at = 0s, .latency = 35ms},
                                      {.at = 60s, .state = sim::LinkTraceStep::State::Down}},
                            .length = 90s}));
  EXPECT_EQ(plan.faults[0].parameters.at("trace"), 0);
  EXPECT_NE(to_toml(plan).find("columns = \"at,state,latency\"\nsteps = [\n  \"0s,up,35ms\",\n"),
            std::string::npos)
      << to_toml(plan);
}

TEST(ScenarioTracesTest, MistakesInAPlanAreExplained) {
  const std::vector<Mistake> mistakes{
      {15, "trace = \"drove\"",
       "plan.toml:15:9: error: no trace is called \"drove\"\n    expected one of drive\n    hint: "
       "did you mean \"drive\"?"},
      {15, "", "plan.toml:11:1: error: [[fault]] needs the key trace"},
      {17, "name = \"../drive\"", "name in [[trace]] is not a plain name"},
      {18, "columns = \"at,state,latncy\"",
       "plan.toml:18:21: error: a recorded trace has no such column"},
      {18, "", "plan.toml:16:1: error: [[trace]] needs the key columns"},
      {20, "  \"0s,up,fast\",", "plan.toml:20:10: error: latency of a step cannot be read"},
      {20, "  7,", "wrong type in steps of [[trace]]"},
      {22, "  \"10s,end\",", "plan.toml:22:4: error: the time of a step is out of range"},
      {23, "]\nfile = \"drive.csv\"", "unknown key \"file\" in [[trace]]"},
      {23, "]\n[[trace]]\nname = \"drive\"\ncolumns = \"at,state\"\nsteps = [\"0s\", \"1s,end\"]",
       "plan.toml:25:8: error: a second trace is called \"drive\""},
  };
  for (const Mistake& mistake : mistakes) {
    std::vector<std::string> lines = plan_lines();
    lines.at(mistake.line - 1) = mistake.written;
    const std::string said = said_of(read_lines(lines));
    EXPECT_NE(said.find(mistake.says), std::string::npos) << mistake.written << " gives:\n" << said;
  }
}

}  // namespace
}  // namespace storm::scenarios
