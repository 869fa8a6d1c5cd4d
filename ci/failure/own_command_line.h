#pragma once

#include <optional>
#include <string>

namespace storm::ci {

/// The line that ran a world, as it may be shown to whoever is to type it; nothing when it is not
/// one that this program writes. It stands in a file that anybody may have written, and people run
/// what they are told to: so it has to be `run` or `verify`, a path, and options that repeat a
/// world and write nothing elsewhere, quoted as shell_word() does it. The first word becomes
/// `syncstorm`, whatever it is.
std::optional<std::string> own_command_line(const std::string& line);

}  // namespace storm::ci
