#pragma once

#include <string>
#include <vector>

#include "scenarios/search/failure_mark.h"

namespace storm::ci {

/// What a repeated run is held against.
struct ExpectedRun {
  /// Of the syncstorm that ran it.
  std::string version;
  std::string engine;
  /// Empty: not known.
  std::string fingerprint;
  /// Of the program that ran it; empty: not known.
  std::string executable_hash;
  /// Sorted, each once; at least one.
  std::vector<scenarios::FailureMark> marks;
};

}  // namespace storm::ci
