#pragma once

#include <string>

namespace storm::ci {

/// What `--version` prints, and what results are labelled with.
const char* version();

/// What to type in this folder to call this very program: its name if the shell would find it, else
/// its path, from here if it lies below.
std::string program_word();

}  // namespace storm::ci
