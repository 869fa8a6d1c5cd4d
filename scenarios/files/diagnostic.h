#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/plan/place.h"

namespace storm::scenarios {

/// One thing that is wrong with a file that a person wrote, in words that let the person repair it.
struct Diagnostic {
  /// Filled in by Diagnostics::add().
  std::string file{};
  Place place{};
  /// What is wrong: `unknown key "duraton" in [scenario]`.
  std::string problem{};
  /// What could stand there, in words; may be empty.
  std::string expected{};
  /// What stands there; may be empty.
  std::string found{};
  /// The valid name that is closest to what was found, when one is close; may be empty.
  std::string nearest{};
};

/// The diagnostic as a compiler would print it, without a final newline; what a terminal should not
/// be sent is masked:
///
///     month.toml:4:1: error: unknown key "duraton" in [scenario]
///         expected one of name, says, covers, start, duration, quiet
///         hint: did you mean "duration"?
std::string to_text(const Diagnostic& diagnostic);

/// The candidate with the fewest typing errors away from `name`, the first of equals, or an empty
/// string when none is near enough to be meant.
/// Source: the distance is that of Damerau, CACM 7(3), 1964, restricted to adjacent exchanges.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// `a, b, c`
std::string join_names(std::span<const std::string> names);

/// Collects the diagnostics of one file. Keeps the first
/// `kDiagnosticsMax` of them: a reader that went wrong once should not fill a terminal.
class Diagnostics {
 public:
  static constexpr std::size_t kDiagnosticsMax = 50;

  explicit Diagnostics(std::string_view file) : file_(file) {}

  /// Adds one. Its file is filled in here.
  void add(Diagnostic diagnostic);
  /// Adds what is wrong with another file, which this one names.
  void add_all(const std::vector<Diagnostic>& of_another_file);

  bool empty() const { return list_.empty(); }
  /// Those of other files come last.
  std::vector<Diagnostic> in_file_order() const;

 private:
  std::string file_;
  std::vector<Diagnostic> list_;
};

}  // namespace storm::scenarios
