#pragma once

namespace storm::ci {

/// What `--version` prints, and what results are labelled with.
const char* version();

}  // namespace storm::ci
