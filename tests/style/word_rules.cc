#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "tests/style/rules.h"

namespace storm::style {
namespace {

/// Where in the code a word is banned.
enum class Where : std::uint8_t {
  Anywhere,
  Called,
  /// In front of `::`, or brought in with `using enum`.
  Qualifies,
};

/// Which folders a ban holds in.
enum class Scope : std::uint8_t {
  /// Where the same seed must give the same run.
  Deterministic,
  /// There, save where Asio is wrapped: engine/env and sim.
  OutsideAsio,
  /// Every folder but tests.
  Everywhere,
  /// Above the engines, save where data types say what their kinds of operation mean.
  OutsideDataTypes,
};

struct Ban {
  std::string_view word;
  Where where;
  Scope scope;
  std::string_view instead;
};

using enum Where;
using enum Scope;

constexpr std::string_view kClock = "the Clock of the device";
constexpr std::string_view kSleep = "co_await clock.sleep_for(d)";
constexpr std::string_view kRandom = "Random, forked by name";
constexpr std::string_view kSorted = "std::map or a sorted vector, or say `// look-up only`";
constexpr std::string_view kInteger = "integers: nanoseconds, bytes, Ratio";
constexpr std::string_view kOneThread = "one thread and one event queue";
constexpr std::string_view kExplicit = "explicit configuration";
constexpr std::string_view kStorage = "Storage, or a stream handed in";
constexpr std::string_view kDataType = "the verbs of scenarios/datatypes, which hold for any kind";
constexpr std::string_view kSpawn = "spawn(): others swallow exceptions";

constexpr std::array kBans{
    Ban{"system_clock", Anywhere, Deterministic, kClock},
    Ban{"steady_clock", Anywhere, Deterministic, kClock},
    Ban{"high_resolution_clock", Anywhere, Deterministic, kClock},
    Ban{"gettimeofday", Anywhere, Deterministic, kClock},
    Ban{"clock_gettime", Anywhere, Deterministic, kClock},
    Ban{"localtime", Anywhere, Deterministic, kClock},
    Ban{"this"
        "_thread",
        Anywhere, Deterministic, kSleep},
    Ban{"usleep", Called, Deterministic, kSleep},
    Ban{"nanosleep", Called, Deterministic, kSleep},
    Ban{"random_device", Anywhere, Deterministic, kRandom},
    Ban{"mt19937", Anywhere, Deterministic, kRandom},
    Ban{"mt19937_64", Anywhere, Deterministic, kRandom},
    Ban{"minstd_rand", Anywhere, Deterministic, kRandom},
    Ban{"default_random_engine", Anywhere, Deterministic, kRandom},
    Ban{"rand", Called, Deterministic, kRandom},
    Ban{"srand", Called, Deterministic, kRandom},
    Ban{"unordered_map", Anywhere, Deterministic, kSorted},
    Ban{"unordered_set", Anywhere, Deterministic, kSorted},
    Ban{"unordered_multimap", Anywhere, Deterministic, kSorted},
    Ban{"unordered_multiset", Anywhere, Deterministic, kSorted},
    Ban{"double", Anywhere, Deterministic, kInteger},
    Ban{"float", Anywhere, Deterministic, kInteger},
    Ban{"strtod", Called, Deterministic, kInteger},
    Ban{"stod", Called, Deterministic, kInteger},
    Ban{"jthread", Anywhere, Deterministic, kOneThread},
    Ban{"mutex", Anywhere, Deterministic, kOneThread},
    Ban{"condition_variable", Anywhere, Deterministic, kOneThread},
    Ban{"pthread_create", Anywhere, Deterministic, kOneThread},
    Ban{"thread_local", Anywhere, Everywhere, "a member of what owns it"},
    Ban{"getenv", Called, Deterministic, kExplicit},
    Ban{"setlocale", Called, Deterministic, kExplicit},
    Ban{"current_path", Called, Deterministic, kExplicit},
    Ban{"fopen", Called, Deterministic, kStorage},
    Ban{"ifstream", Anywhere, Deterministic, kStorage},
    Ban{"ofstream", Anywhere, Deterministic, kStorage},
    Ban{"fstream", Anywhere, Deterministic, kStorage},
    Ban{"asio", Anywhere, OutsideAsio, "engine/env/task.h and the seams"},
    Ban{"detached", Anywhere, Everywhere, kSpawn},
    Ban{"OperationKind", Qualifies, OutsideDataTypes, kDataType},
    Ban{"assert", Called, Everywhere, "STORM_ASSERT, which is on in every build"},
};

/// Banned only with `std::` in front: the words alone are good names.
constexpr std::array kStandardBans{
    Ban{"time", Called, Deterministic, kClock},
    Ban{"clock", Called, Deterministic, kClock},
    Ban{"thread", Anywhere, Deterministic, kOneThread},
    Ban{"async", Anywhere, Deterministic, kOneThread},
    Ban{"atomic", Anywhere, Deterministic, kOneThread},
    Ban{"signal", Called, Deterministic, kOneThread},
    Ban{"shuffle", Anywhere, Deterministic, kRandom},
    Ban{"sample", Anywhere, Deterministic, kRandom},
    Ban{"hash", Anywhere, Deterministic, "XXH3 over canonical bytes"},
    Ban{"locale", Anywhere, Deterministic, kExplicit},
};

bool in_one_of(std::string_view path, std::initializer_list<std::string_view> folders) {
  return std::ranges::any_of(folders, [&](std::string_view f) { return path.starts_with(f); });
}

bool holds_in(Scope scope, std::string_view path) {
  const bool deterministic =
      in_one_of(path, {"engine/", "sim/", "faults/", "scenarios/", "metrics/"});
  switch (scope) {
    case Deterministic:
      return deterministic;
    case OutsideAsio:
      return (deterministic || path.starts_with("ci/")) &&
             !in_one_of(path, {"engine/env/", "sim/"});
    case Everywhere:
      return deterministic || path.starts_with("ci/");
    case OutsideDataTypes:
      return in_one_of(path, {"sim/", "faults/", "metrics/", "scenarios/", "ci/"}) &&
             !path.starts_with("scenarios/datatypes/");
  }
  return true;
}

bool is_called(std::string_view code, const Word& word) {
  const std::size_t next = code.find_first_not_of(" \n", word.offset + word.text.size());
  if (next == std::string_view::npos || code[next] != '(') return false;
  // A member of that name is somebody else's function.
  return word.offset == 0 || (code[word.offset - 1] != '.' && code[word.offset - 1] != '>');
}

bool is_standard(std::string_view code, const Word& word) {
  return code.substr(0, word.offset).ends_with("std::");
}

bool qualifies(std::string_view code, const Word& word) {
  if (code.substr(word.offset + word.text.size()).starts_with("::")) return true;
  const std::string_view before = code.substr(0, word.offset);
  return before.ends_with("using enum ") || before.ends_with("using enum engine::");
}

bool matches(const Ban& ban, std::string_view code, const Word& word) {
  if (word.text != ban.word) return false;
  switch (ban.where) {
    case Anywhere:
      return true;
    case Called:
      return is_called(code, word);
    case Qualifies:
      return qualifies(code, word);
  }
  return true;
}

const Ban* ban_of(std::string_view code, const Word& word) {
  static constexpr Ban kDistribution{"distribution", Anywhere, Deterministic, kRandom};
  const auto is_match = [&](const Ban& ban) { return matches(ban, code, word); };
  if (const auto found = std::ranges::find_if(kBans, is_match); found != kBans.end()) {
    return &*found;
  }
  if (!is_standard(code, word)) return nullptr;
  if (word.text.ends_with("_distribution")) return &kDistribution;
  const auto found = std::ranges::find_if(kStandardBans, is_match);
  return found == kStandardBans.end() ? nullptr : &*found;
}

/// Whether a comment on the line, or on the one above, gives a reason.
bool is_excused(const std::vector<std::string_view>& lines, std::size_t line, bool is_hashed) {
  const std::size_t first = line >= 2 ? line - 2 : 0;
  for (std::size_t i = first; i < line; ++i) {
    const std::size_t comment = lines[i].find("//");
    if (comment == std::string_view::npos) continue;
    const std::string_view text = lines[i].substr(comment);
    constexpr std::string_view kMark = "// style: ";
    if (text.starts_with(kMark) && text.size() > kMark.size() + 3) return true;
    if (is_hashed && text.find("look-up only") != std::string_view::npos) return true;
  }
  return false;
}

void check_words(const SourceFile& file, std::string_view code, std::vector<Finding>& findings) {
  const std::vector<std::string_view> lines = lines_of(file.text);
  for (const Word& word : words_of(code)) {
    const Ban* ban = ban_of(code, word);
    if (ban == nullptr || !holds_in(ban->scope, file.path)) continue;
    const std::size_t line = line_at(code, word.offset);
    // The line that uses it is where the reason stands.
    if (lines[line - 1].starts_with("#include")) continue;
    if (is_excused(lines, line, word.text.starts_with("unordered_"))) continue;
    findings.push_back({.path = file.path,
                        .line = line,
                        .says = std::string(word.text) + ": use " + std::string(ban->instead)});
  }
}

void check_catch_all(const SourceFile& file, std::string_view code,
                     std::vector<Finding>& findings) {
  if (!holds_in(Everywhere, file.path)) return;
  const std::vector<std::string_view> lines = lines_of(file.text);
  for (std::size_t at = code.find("catch (...)"); at != std::string_view::npos;
       at = code.find("catch (...)", at + 1)) {
    const std::size_t line = line_at(code, at);
    if (is_excused(lines, line, false)) continue;
    findings.push_back(
        {.path = file.path,
         .line = line,
         .says = "catch (...) only at the top of spawn and main: name what you expect"});
  }
}

}  // namespace

std::vector<Finding> banned_word_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    if (!file.is_cpp() || file.path.starts_with("tests/")) continue;
    const std::string code = code_only(file.text);
    check_words(file, code, findings);
    check_catch_all(file, code, findings);
  }
  return findings;
}

}  // namespace storm::style
