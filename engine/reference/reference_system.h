#pragma once

#include "engine/system.h"

namespace storm::engine::reference {

/// The reference engine: an offline-first engine that somebody could ship. See engine/README.md.
System reference_system();

}  // namespace storm::engine::reference
