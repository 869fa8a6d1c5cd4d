#pragma once

#include <cstdint>
#include <string>

#include "ci/result/run_record.h"

namespace storm::ci {

/// A run as JUnit XML, for CI systems: a test suite with one case for each property, which fails
/// when the property was violated. `finished_unix_seconds` is when the run ended, in real time.
/// There is no standard; this is the part of the dialects that the schemas of Jenkins' xunit plugin
/// and of Ant both take, with the seed in the names, since GitLab drops cases with equal ones.
std::string to_junit(const RunRecord& record, std::int64_t finished_unix_seconds);

}  // namespace storm::ci
