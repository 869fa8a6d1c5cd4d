#pragma once

#include <string>

#include "scenarios/plan/plan.h"
#include "scenarios/search/failure_mark.h"

namespace storm::ci {

/// What a test that was made from a failure says about it.
struct TestSourceFacts {
  std::string engine;
  scenarios::FailureMark mark;
  /// The violation's own words.
  std::string explanation;
  /// The line that shrank the plan, to be made again.
  std::string made_by;
};

/// A GoogleTest source that builds the plan with struct initialisers, runs it, and fails as long as
/// the property is violated. It compiles against the library without warnings.
std::string test_source(const scenarios::Plan& plan, const TestSourceFacts& facts);

}  // namespace storm::ci
