#pragma once

#include <string>

namespace storm::ci {

/// `word` as a shell takes it for one word: in quotation marks if it needs them.
std::string shell_word(const std::string& word);

}  // namespace storm::ci
