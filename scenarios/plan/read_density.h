#pragma once

#include <cstdint>

#include "engine/env/time.h"

namespace storm::scenarios {

/// How often users look at what they have. Reading is something that users do: it opens stores,
/// mends them and touches disks, and so it is part of a run, like any operation. Beside these, an
/// author always looks at a document before changing it, and everybody once the application has
/// come up and at the end.
struct ReadDensity {
  /// After every n-th operation that was accepted its author looks at the document. Zero: never.
  std::uint32_t after_operations = 1;
  /// After every n-th exchange that can have brought something the user looks at a document that
  /// others have changed. Zero: never.
  std::uint32_t after_exchanges = 1;
  /// How often a user looks at everything.
  Duration snapshots_every = 24h;

  bool operator==(const ReadDensity&) const = default;
};

}  // namespace storm::scenarios
