#include "ci/result/failure_mark_json.h"

namespace storm::ci {

Json to_json(const scenarios::FailureMark& mark) {
  return {{"property", mark.property}, {"kind", mark.kind}};
}

scenarios::FailureMark failure_mark_in(const Json& object) {
  return {.property = text_in(object, "property"), .kind = text_in(object, "kind")};
}

}  // namespace storm::ci
