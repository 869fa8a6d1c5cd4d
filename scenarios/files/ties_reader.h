#pragma once

#include "scenarios/files/table_reader.h"
#include "sim/ties.h"

namespace storm::scenarios {

/// Reads `ties`, which scenarios and plans write alike: "scheduled" or "shuffled".
sim::Ties read_ties(TableReader& reader);

}  // namespace storm::scenarios
