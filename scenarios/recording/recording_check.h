#pragma once

#include <optional>
#include <string_view>

#include "scenarios/files/diagnostic.h"
#include "scenarios/recording/recording.h"

namespace storm::scenarios {

/// Why the recording cannot be replayed, or nothing when it can: each position lies in the text as
/// its writer saw it, and the text after everything is the recorded one. It is not either where
/// two writers inserted at one position without knowing of each other, as nobody says in which
/// order that has to stand. `file_name` is for the diagnostic.
std::optional<Diagnostic> find_unplayable(const Recording& recording, std::string_view file_name);

}  // namespace storm::scenarios
