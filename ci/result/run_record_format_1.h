#pragma once

#include "ci/result/json_fields.h"
#include "ci/result/run_record.h"

namespace storm::ci {

/// The record in a `failure.json` of format 1, which syncstorm 0.1 wrote: the violated properties
/// alone, instants in whole seconds, what was judged as an object whose keys are words, and no
/// policies, defects and measures. Throws UnfitJson.
RunRecord record_of_format_1(const Json& json);

}  // namespace storm::ci
