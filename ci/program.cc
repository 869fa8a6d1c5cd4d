#include "ci/program.h"

namespace storm::ci {

const char* version() { return STORM_VERSION; }

}  // namespace storm::ci
