#pragma once

#include "engine/system.h"

namespace storm::engine::naive {

/// A sync engine as it is often written the first time, and the worked example of bringing one's
/// own: see README.md beside this file. It meets the whole contract and keeps few of its promises.
System naive_system();

}  // namespace storm::engine::naive
