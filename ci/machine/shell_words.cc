#include "ci/machine/shell_words.h"

#include <fmt/format.h>

#include "metrics/shown_text.h"

namespace storm::ci {

namespace {

/// In octal, which both the shell and whoever reads the line get to see as plain letters.
std::string spelled_out(const std::string& word) {
  std::string quoted = "$'";
  for (const char letter : word) {
    if (letter == '\'' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (letter >= ' ' && letter <= '~') {
      quoted += letter;
    } else {
      quoted += fmt::format("\\{:03o}", static_cast<unsigned char>(letter));
    }
  }
  return quoted + "'";
}

}  // namespace

std::string shell_word(const std::string& word) {
  const bool plain = word.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_-+=./,:@%") == std::string::npos;
  if (plain && !word.empty()) return word;
  if (metrics::printable(word) != word) return spelled_out(word);
  std::string quoted = "'";
  for (const char letter : word) {
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

}  // namespace storm::ci
