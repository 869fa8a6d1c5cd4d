#include "tests/style/rules.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

// Shows each rule fire on a few lines of text, and keep still where it must.

namespace storm::style {
namespace {

using Rule = std::vector<Finding> (*)(const std::vector<SourceFile>& files);

/// What a rule says of one file.
std::vector<std::string> says(Rule rule, const std::string& path, const std::string& text) {
  std::vector<std::string> result;
  for (const Finding& finding : rule({{.path = path, .text = text}})) {
    result.push_back(std::to_string(finding.line) + ": " + finding.says);
  }
  return result;
}

std::size_t count(Rule rule, const std::string& path, const std::string& text) {
  return says(rule, path, text).size();
}

/// Whether the rule finds one thing there, at that line.
testing::AssertionResult fires_at(std::size_t line, Rule rule, const std::string& path,
                                  const std::string& text) {
  const std::vector<std::string> findings = says(rule, path, text);
  if (findings.size() == 1 && findings[0].starts_with(std::to_string(line) + ":")) {
    return testing::AssertionSuccess();
  }
  auto failure = testing::AssertionFailure() << path << ": " << findings.size() << " findings";
  for (const std::string& finding : findings) failure << "\n  " << finding;
  return failure;
}

TEST(LayerRuleTest, LayersKnowOnlyWhatIsBelow) {
  const auto fires = [](const std::string& path, const std::string& target) {
    return fires_at(1, layer_findings, path, "#include \"" + target + "\"\n");
  };
  EXPECT_TRUE(fires("engine/env/clock.h", "engine/replica.h"));
  EXPECT_TRUE(fires("engine/replica.h", "sim/kernel.h"));
  EXPECT_TRUE(fires("engine/reference/replica.cc", "engine/naive/naive_replica.h"));
  EXPECT_TRUE(fires("engine/naive/naive_replica.cc", "engine/reference/outbox.h"));
  EXPECT_TRUE(fires("engine/reference/client/outbox.cc", "sim/kernel.h"));
  EXPECT_TRUE(fires("sim/kernel.h", "engine/replica.h"));
  EXPECT_TRUE(fires("sim/kernel.h", "faults/fault.h"));
  EXPECT_TRUE(fires("faults/fault.h", "engine/replica.h"));
  EXPECT_TRUE(fires("faults/fault.h", "metrics/open_metrics.h"));
  EXPECT_TRUE(fires("metrics/sync_health.h", "engine/replica.h"));
  EXPECT_TRUE(fires("metrics/sync_health.h", "scenarios/plan/plan.h"));
  EXPECT_TRUE(fires("scenarios/plan/plan.h", "ci/report.h"));
  for (const std::string folder : {"engine/", "sim/", "faults/", "metrics/", "scenarios/", "ci/"}) {
    EXPECT_TRUE(fires(folder + "thing.h", "tests/fixtures.h"));
  }
}

TEST(LayerRuleTest, LayersMayKnowWhatIsBelow) {
  const auto quiet = [](const std::string& path, const std::string& target) {
    return count(layer_findings, path, "#include \"" + target + "\"\n") == 0;
  };
  EXPECT_TRUE(quiet("engine/replica.h", "engine/env/clock.h"));
  EXPECT_TRUE(quiet("engine/systems.cc", "engine/naive/naive_system.h"));
  EXPECT_TRUE(quiet("engine/reference/client/outbox.cc", "engine/operation.h"));
  EXPECT_TRUE(quiet("sim/kernel.h", "engine/env/time.h"));
  EXPECT_TRUE(quiet("faults/fault.h", "sim/kernel.h"));
  EXPECT_TRUE(quiet("metrics/sync_health.h", "sim/kernel.h"));
  EXPECT_TRUE(quiet("scenarios/world.cc", "engine/systems.h"));
  EXPECT_TRUE(quiet("ci/main.cc", "scenarios/world/world.h"));
  EXPECT_TRUE(quiet("tests/sim/kernel_test.cc", "engine/replica.h"));
}

TEST(LayerRuleTest, LibrariesStayWhereTheyAreWrapped) {
  EXPECT_TRUE(fires_at(2, layer_findings, "engine/replica.h",
                       "#include <vector>\n#include <boost/asio/awaitable.hpp>\n"));
  EXPECT_TRUE(fires_at(1, layer_findings, "ci/main.cc", "#include <boost/asio/post.hpp>\n"));
  EXPECT_TRUE(fires_at(1, layer_findings, "sim/kernel.cc", "#include <toml++/toml.h>\n"));
  EXPECT_TRUE(fires_at(1, layer_findings, "scenarios/plan.cc", "#include <CLI/CLI.hpp>\n"));
  EXPECT_TRUE(fires_at(1, layer_findings, "sim/kernel.cc", "#include <gtest/gtest.h>\n"));
  EXPECT_EQ(count(layer_findings, "sim/kernel.h", "#include <boost/asio/awaitable.hpp>\n"), 0U);
  EXPECT_EQ(count(layer_findings, "tests/a.cc", "#include <gtest/gtest.h>\n"), 0U);
}

TEST(IncludeCycleRuleTest, CycleIsReportedOnce) {
  const std::vector<SourceFile> files{{.path = "sim/a.h", .text = "#include \"sim/b.h\"\n"},
                                      {.path = "sim/b.h", .text = "\n#include \"sim/c.h\"\n"},
                                      {.path = "sim/c.h", .text = "#include \"sim/a.h\"\n"}};
  const std::vector<Finding> findings = include_cycle_findings(files);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].path, "sim/c.h");
}

TEST(IncludeCycleRuleTest, DiamondIsNoCycle) {
  const std::vector<SourceFile> files{
      {.path = "sim/a.h", .text = "#include \"sim/b.h\"\n#include \"sim/c.h\"\n"},
      {.path = "sim/b.h", .text = "#include \"sim/d.h\"\n"},
      {.path = "sim/c.h", .text = "#include \"sim/d.h\"\n"},
      {.path = "sim/d.h", .text = "#include <vector>\n"}};
  EXPECT_TRUE(include_cycle_findings(files).empty());
}

/// What the rule of folders says of files that include one another so, each with its place.
std::vector<std::string> cycles_of(const std::vector<SourceFile>& files) {
  std::vector<std::string> result;
  for (const Finding& finding : folder_cycle_findings(files)) {
    result.push_back(finding.path + ":" + std::to_string(finding.line) + ": " + finding.says);
  }
  return result;
}

TEST(FolderCycleRuleTest, TwoFoldersThatIncludeEachOtherAreReportedWhereLeastMustGo) {
  const std::vector<std::string> findings = cycles_of(
      {{.path = "ci/a/one.cc", .text = "#include \"ci/b/two.h\"\n#include \"ci/b/other.h\"\n"},
       {.path = "ci/b/three.cc", .text = "\n#include \"ci/a/four.h\"\n"}});
  EXPECT_EQ(findings,
            std::vector<std::string>{"ci/b/three.cc:2: includes ci/a/four.h, which closes a cycle "
                                     "of folders: ci/a -> ci/b -> ci/a"});
}

TEST(FolderCycleRuleTest, EveryIncludeOfTheStepIsNamed) {
  const std::vector<std::string> findings =
      cycles_of({{.path = "sim/a/one.cc", .text = "#include \"sim/b/x.h\"\n"},
                 {.path = "sim/a/two.h", .text = "#include \"sim/b/y.h\"\n"},
                 {.path = "sim/b/three.cc", .text = "#include \"sim/a/x.h\"\n"},
                 {.path = "sim/b/four.cc", .text = "#include \"sim/a/y.h\"\n"}});
  EXPECT_EQ(findings, (std::vector<std::string>{"sim/a/one.cc:1: includes sim/b/x.h, which closes "
                                                "a cycle of folders: sim/a -> sim/b -> sim/a",
                                                "sim/a/two.h:1: includes sim/b/y.h, which closes a "
                                                "cycle of folders: sim/a -> sim/b -> sim/a"}));
}

TEST(FolderCycleRuleTest, ALongWayRoundIsACycleTooAndASecondOneIsFound) {
  const std::vector<std::string> findings = cycles_of(
      {{.path = "scenarios/a/x.h", .text = "#include \"scenarios/b/x.h\"\n"},
       {.path = "scenarios/b/x.h", .text = "#include \"scenarios/c/x.h\"\n"},
       {.path = "scenarios/c/x.h", .text = "#include \"scenarios/a/x.h\"\n"},
       {.path = "engine/reference/p/x.h", .text = "#include \"engine/reference/base.h\"\n"},
       {.path = "engine/reference/base.h", .text = "#include \"engine/reference/p/x.h\"\n"}});
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_TRUE(findings[0].ends_with("engine/reference -> engine/reference/p -> engine/reference"))
      << findings[0];
  EXPECT_TRUE(findings[1].ends_with("scenarios/a -> scenarios/b -> scenarios/c -> scenarios/a"))
      << findings[1];
}

TEST(FolderCycleRuleTest, FilesOfOneFolderAndWaysThatOnlyMeetAreNoCycle) {
  const std::vector<std::string> findings =
      cycles_of({{.path = "ci/a/x.h", .text = "#include \"ci/a/y.h\"\n#include \"ci/b/x.h\"\n"},
                 {.path = "ci/a/y.h", .text = "#include \"ci/c/x.h\"\n"},
                 {.path = "ci/b/x.h", .text = "#include \"ci/d/x.h\"\n"},
                 {.path = "ci/c/x.h", .text = "#include \"ci/d/x.h\"\n#include <a/b.h>\n"},
                 // Another layer: who may include whom there is the affair of the layers.
                 {.path = "engine/table.cc", .text = "#include \"engine/naive/x.h\"\n"},
                 {.path = "engine/naive/x.h", .text = "#include \"engine/replica.h\"\n"}});
  EXPECT_EQ(findings, std::vector<std::string>{});
}

TEST(BannedWordRuleTest, RealWorldIsBannedWhereRunsMustRepeat) {
  for (const std::string code : {"auto t = std::chrono::system_clock::now();",
                                 "auto t = std::chrono::steady_clock::now();",
                                 "std::chrono::high_resolution_clock c;",
                                 "auto t = std::time(nullptr);",
                                 "gettimeofday(&t, nullptr);",
                                 "std::this"
                                 "_thread::sleep_for(d);",
                                 "usleep(5);",
                                 "std::random_device device;",
                                 "std::mt19937 g;",
                                 "std::uniform_int_distribution<int> d;",
                                 "int i = rand();",
                                 "srand(1);",
                                 "std::shuffle(a, b, g);",
                                 "std::hash<int> h;",
                                 "std::unordered_map<int, int> m;",
                                 "std::unordered_set<int> s;",
                                 "double d;",
                                 "float f;",
                                 "auto v = std::stod(text);",
                                 "std::thread t;",
                                 "std::jthread t;",
                                 "std::mutex m;",
                                 "std::atomic<int> a;",
                                 "auto f = std::async(g);",
                                 "std::signal(SIGINT, f);",
                                 "auto v = getenv(name);",
                                 "std::locale l;",
                                 "std::ofstream out;",
                                 "FILE* f = fopen(n, m);",
                                 "auto p = fs::current_path();",
                                 "thread_local int t;",
                                 "spawn(work(), detached);",
                                 "assert(x);",
                                 "try { f(); } catch (...) {}"}) {
    for (const std::string folder : {"engine/", "sim/", "faults/", "scenarios/", "metrics/"}) {
      EXPECT_TRUE(fires_at(2, banned_word_findings, folder + "thing.cc", "\n" + code + "\n"))
          << code;
    }
  }
}

TEST(BannedWordRuleTest, CommandLineMayTouchTheRealWorld) {
  EXPECT_EQ(count(banned_word_findings, "ci/main.cc",
                  "auto t = std::chrono::steady_clock::now(); double d; std::thread w;\n"),
            0U);
  EXPECT_TRUE(fires_at(1, banned_word_findings, "ci/main.cc", "assert(x);\n"));
  EXPECT_TRUE(fires_at(1, banned_word_findings, "ci/main.cc", "try {} catch (...) {}\n"));
  EXPECT_TRUE(fires_at(1, banned_word_findings, "ci/main.cc", "thread_local int t;\n"));
}

TEST(BannedWordRuleTest, OnlyTheSeamsAndTheSimulatorNameAsio) {
  const std::string code = "namespace asio = boost::system;\n";
  for (const std::string path : {"engine/a.cc", "engine/reference/a.cc", "faults/a.cc",
                                 "metrics/a.cc", "scenarios/a.cc", "ci/a.cc"}) {
    EXPECT_TRUE(fires_at(1, banned_word_findings, path, code));
  }
  EXPECT_EQ(count(banned_word_findings, "engine/env/task.h", code), 0U);
  EXPECT_EQ(count(banned_word_findings, "sim/process.cc", code), 0U);
}

TEST(BannedWordRuleTest, OnlyEnginesAndDataTypesTellKindsOfOperationsApart) {
  for (const std::string code : {"if (operation.kind == engine::OperationKind::Set) return;",
                                 "case OperationKind::Create:", "using enum OperationKind;",
                                 "using enum engine::OperationKind;"}) {
    for (const std::string path : {"scenarios/plan/a.cc", "scenarios/properties/a.h", "ci/a.cc",
                                   "metrics/a.cc", "scenarios/datatypes_a.cc"}) {
      EXPECT_TRUE(fires_at(1, banned_word_findings, path, code + "\n")) << code;
    }
    for (const std::string path :
         {"scenarios/datatypes/a.cc", "engine/naive/a.cc", "engine/a.h", "tests/scenarios/a.cc"}) {
      EXPECT_EQ(count(banned_word_findings, path, code + "\n"), 0U) << code;
    }
  }
  EXPECT_EQ(count(banned_word_findings, "ci/a.cc", "\"OperationKind::{}\"; OperationKind kind;\n"),
            0U);
}

TEST(BannedWordRuleTest, InnocentNamesPass) {
  EXPECT_EQ(count(banned_word_findings, "sim/a.cc",
                  "// system_clock and double are only talked about\n"
                  "/* rand() */ const char* s = \"steady_clock getenv(\\\" double\";\n"
                  "auto r = R\"(float)\"; clock.time(); int thread = 0; operand(2); x.rand();\n"
                  "char c = '\"'; int n = 1'000; void signal(int);\n"),
            0U);
}

TEST(BannedWordRuleTest, ReasonBesideItExcusesALine) {
  EXPECT_EQ(count(banned_word_findings, "sim/a.cc",
                  "double d;  // style: an interface of SQLite\n"
                  "// style: an interface of SQLite\n"
                  "float f;\n"
                  "std::unordered_map<int, int> m;  // look-up only\n"
                  "} catch (...) {  // style: the top of spawn\n"),
            0U);
  EXPECT_EQ(count(banned_word_findings, "sim/a.cc", "double d;  // style: \n"), 1U);
  EXPECT_EQ(count(banned_word_findings, "sim/a.cc", "double d;  // look-up only\n"), 1U);
  EXPECT_EQ(count(banned_word_findings, "sim/a.cc", "// style: a reason\n\nfloat f;\n"), 1U);
}

TEST(HeaderRuleTest, HeadersBeginWithPragmaAndWords) {
  EXPECT_TRUE(fires_at(1, header_findings, "sim/a.h", "/// A thing.\nclass A {};\n"));
  EXPECT_TRUE(fires_at(1, header_findings, "sim/a.h",
                       "#pragma once\n\n#include <vector>\n\nclass A {\n};\n/// Late.\n"));
  EXPECT_TRUE(fires_at(1, header_findings, "sim/a.h", "#pragma once\n"));
  EXPECT_EQ(count(header_findings, "sim/a.h",
                  "#pragma once\n\nstruct sqlite3;\n\n/// A thing.\nclass A {};\n"),
            0U);
}

TEST(UnusedFileRuleTest, SourcesAreCompiledAndHeadersIncluded) {
  const std::vector<SourceFile> files{
      {.path = "sim/CMakeLists.txt",
       .text = "storm_library(storm_sim\n  a.cc  # b.cc\n  d/e.cc)\n"},
      {.path = "sim/a.cc", .text = "#include \"sim/a.h\"\n"},
      {.path = "sim/a.h", .text = ""},
      {.path = "sim/b.cc", .text = ""},
      {.path = "sim/c.h", .text = ""},
      {.path = "sim/d/e.cc", .text = ""},
      {.path = "tests/sim/a_test.cc", .text = ""}};
  std::vector<std::string> paths;
  for (const Finding& finding : unused_file_findings(files)) paths.push_back(finding.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"sim/b.cc", "sim/c.h", "tests/sim/a_test.cc"}));
}

TEST(DuplicateNameRuleTest, SecondFileOfANameIsReported) {
  const std::vector<Finding> findings =
      duplicate_name_findings({{.path = "engine/clock.h", .text = ""},
                               {.path = "engine/README.md", .text = ""},
                               {.path = "sim/README.md", .text = ""},
                               {.path = "sim/clock.cc", .text = ""},
                               {.path = "sim/clock.h", .text = ""}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].path, "sim/clock.h");
}

/// Whether the second of two files that define these is told that its type's name is taken.
bool clash(const std::string& first, const std::string& second,
           const std::string& second_path = "sim/b.h") {
  const std::vector<Finding> findings = duplicate_type_findings(
      {{.path = "engine/a.h", .text = "namespace storm::engine {\n" + first + "\n}\n"},
       {.path = second_path, .text = "namespace storm::sim {\n" + second + "\n}\n"}});
  return findings.size() == 1 && findings[0].path == second_path && findings[0].line == 2;
}

TEST(DuplicateTypeRuleTest, SecondTypeOfANameIsReported) {
  const std::vector<Finding> findings = duplicate_type_findings(
      {{.path = "engine/a.h", .text = "struct Change {};\n"},
       {.path = "sim/b.h", .text = "\nnamespace x {\nclass Change final {\n};\n}\n"},
       {.path = "tests/sim/b_test.cc", .text = "struct Change {};\n"}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].path, "sim/b.h");
  EXPECT_EQ(findings[0].line, 3U);
  EXPECT_EQ(findings[0].says, "Change is also the name of a type in engine/a.h:1");
}

TEST(DuplicateTypeRuleTest, EveryKindOfTypeCounts) {
  for (const std::string type :
       {"struct A {};", "class A final {};", "class A : public B {};", "class [[nodiscard]] A {};",
        "enum A { One };", "enum class A : int { One };", "enum struct A { One };",
        "template <class T> class A {};", "template <> struct A<int> { int x; }; class A {};"}) {
    EXPECT_TRUE(clash("struct A {};", type)) << type;
    EXPECT_TRUE(clash("struct A {};", type, "sim/b.cc")) << type;
  }
}

TEST(DuplicateTypeRuleTest, WhatOnlyNamesATypeOrBelongsToAnotherIsLeftAlone) {
  for (const std::string innocent :
       {"class A;", "enum class A : int;", "struct Other { struct A {}; enum class A { B }; };",
        "template <class A> void f() {}", "template <class A, class B> struct Other {};",
        "void f(struct A* a);", "void f() { struct A {}; }", "// class A {};", "using A = int;"}) {
    EXPECT_FALSE(clash("struct A {};", innocent)) << innocent;
  }
  EXPECT_FALSE(clash("struct A {};", "namespace { struct A {}; }", "sim/b.cc"));
  EXPECT_TRUE(clash("struct A {};", "namespace { struct B {}; } struct A {};", "sim/b.cc"));
}

TEST(LineRuleTest, LinesAreAtMostAHundredColumns) {
  EXPECT_TRUE(fires_at(1, line_findings, "sim/a.cc", "// " + std::string(98, 'x') + "\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "ci/test", "# " + std::string(99, 'x') + "\n"));
  EXPECT_EQ(count(line_findings, "sim/a.cc", "// " + std::string(97, 'x') + "\n"), 0U);
  std::string umlauts;
  for (int i = 0; i < 97; ++i) umlauts += "\xC3\xBC";
  EXPECT_EQ(count(line_findings, "sim/a.cc", "// " + umlauts + "\n"), 0U);
}

TEST(LineRuleTest, LeftoversAndMachinesAreReported) {
  EXPECT_TRUE(fires_at(2, line_findings, "README.md",
                       "\nFIX"
                       "ME later\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "sim/a.cc",
                       "// X"
                       "XX\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "README.md",
                       "see /ho"
                       "me/me/notes\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "ci/test",
                       "cd \"/wo"
                       "rk/main\"\n"));
  EXPECT_EQ(count(line_findings, "README.md", "see docs/home/page and https://a.b/work/c\n"), 0U);
}

TEST(LineRuleTest, NoTestIsOffOrSleeps) {
  EXPECT_TRUE(fires_at(1, line_findings, "tests/a_test.cc",
                       "TEST(A, DISABLED"
                       "_B) {}\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "tests/a_test.cc",
                       "GTEST"
                       "_SKIP();\n"));
  EXPECT_TRUE(fires_at(1, line_findings, "tests/a_test.cc",
                       "std::this"
                       "_thread::sleep_for(1s);\n"));
}

}  // namespace
}  // namespace storm::style
