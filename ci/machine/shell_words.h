#pragma once

#include <string>

namespace storm::ci {

/// `word` as a shell takes it for one word: in quotation marks if it needs them. A word that cannot
/// be shown as it is (metrics::printable()) is spelled out as $'\033', which POSIX has since 2024
/// and bash, ksh and zsh always had.
std::string shell_word(const std::string& word);

}  // namespace storm::ci
