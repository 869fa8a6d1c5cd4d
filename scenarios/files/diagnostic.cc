#include "scenarios/files/diagnostic.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <tuple>
#include <utility>

#include "metrics/shown_text.h"

namespace storm::scenarios {
namespace {

// Longer names are compared by their beginnings: the distance costs the product of the lengths.
constexpr std::size_t kComparedLengthMax = 64;

std::size_t typing_errors(std::string_view from, std::string_view to) {
  const std::size_t width = to.size() + 1;
  std::vector<std::size_t> before_last(width);
  std::vector<std::size_t> last(width);
  std::vector<std::size_t> current(width);
  for (std::size_t j = 0; j < width; ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j < width; ++j) {
      const std::size_t changed = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, changed});
      const bool exchanged = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (exchanged) current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[to.size()];
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic) {
  // Parts of it come out of the file, which may hold anything.
  using metrics::printable;
  std::string text =
      fmt::format("{}:{}:{}: error: {}", printable(diagnostic.file), diagnostic.place.line,
                  diagnostic.place.column, printable(diagnostic.problem));
  if (!diagnostic.expected.empty()) text += "\n    expected " + printable(diagnostic.expected);
  if (!diagnostic.found.empty()) {
    text += (diagnostic.expected.empty() ? "\n    found " : ", found ");
    text += printable(diagnostic.found);
  }
  if (!diagnostic.nearest.empty()) {
    text += fmt::format("\n    hint: did you mean \"{}\"?", printable(diagnostic.nearest));
  }
  return text;
}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  const std::string_view wanted = name.substr(0, kComparedLengthMax);
  std::size_t best_errors = 1 + wanted.size() / 3;
  std::string best;
  for (const std::string& candidate : candidates) {
    const std::string_view compared = std::string_view(candidate).substr(0, kComparedLengthMax);
    const bool is_beginning = !wanted.empty() && compared.starts_with(wanted);
    // Half a name is a name that somebody did not remember, not a typing error.
    const std::size_t errors = is_beginning ? 1 : typing_errors(wanted, compared);
    const bool nearer = errors < best_errors || (errors == best_errors && best.empty());
    // Something of the name must be left, or any short name would do.
    if (nearer && errors < std::max(wanted.size(), compared.size())) {
      best_errors = errors;
      best = candidate;
    }
  }
  return best;
}

std::string join_names(std::span<const std::string> names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<Diagnostic> Diagnostics::in_file_order() const {
  std::vector<Diagnostic> sorted = list_;
  const auto key = [this](const Diagnostic& diagnostic) {
    return std::tuple(diagnostic.file != file_, std::string_view(diagnostic.file),
                      diagnostic.place);
  };
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [&key](const Diagnostic& left, const Diagnostic& right) { return key(left) < key(right); });
  return sorted;
}

void Diagnostics::add_all(const std::vector<Diagnostic>& of_another_file) {
  for (const Diagnostic& diagnostic : of_another_file) {
    if (list_.size() == kDiagnosticsMax) return;
    list_.push_back(diagnostic);
  }
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (list_.size() == kDiagnosticsMax) return;
  diagnostic.file = file_;
  list_.push_back(std::move(diagnostic));
}

}  // namespace storm::scenarios
