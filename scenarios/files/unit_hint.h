#pragma once

#include <string>
#include <string_view>

#include "scenarios/files/unit_text.h"

namespace storm::scenarios {

/// What somebody who wrote `text` for a duration or a size may have meant, as it has to be written:
/// "8kB" for "8KB", "5m" for "5 minutes". Empty when nothing suggests itself.
std::string nearest_quantity(std::string_view text, Unit unit);

}  // namespace storm::scenarios
