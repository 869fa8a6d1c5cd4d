#pragma once

#include "ci/result/json_fields.h"
#include "scenarios/search/failure_mark.h"

namespace storm::ci {

/// Which failure, in JSON: `{"property": ..., "kind": ...}`.
Json to_json(const scenarios::FailureMark& mark);
/// The mark that an object has, beside whatever else it has. Throws UnfitJson.
scenarios::FailureMark failure_mark_in(const Json& object);

}  // namespace storm::ci
