#pragma once

#include <string_view>

#include "scenarios/files/table_reader.h"
#include "sim/tearing.h"

namespace storm::scenarios {

/// How a disk tears, as scenarios and plans write it: "never", "old_and_new" or "garbage".
std::string_view tearing_name(sim::Tearing tearing);

/// Reads `tearing` from a disk's table.
sim::Tearing read_tearing(TableReader& reader);

}  // namespace storm::scenarios
