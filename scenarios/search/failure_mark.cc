#include "scenarios/search/failure_mark.h"

#include <algorithm>
#include <utility>

#include "scenarios/properties/property.h"
#include "scenarios/world/runner.h"

namespace storm::scenarios {

std::string to_text(const FailureMark& mark) { return mark.property + ": " + mark.kind; }

FailureMark mark_of(const Violation& violation) {
  return {.property = violation.property, .kind = violation.kind};
}

std::vector<FailureMark> marks_of(const RunReport& report) {
  std::vector<FailureMark> marks;
  for (const JudgedProperty& property : report.properties) {
    for (const Violation& violation : property.judgement.violations) {
      FailureMark mark = mark_of(violation);
      if (std::ranges::find(marks, mark) == marks.end()) marks.push_back(std::move(mark));
    }
  }
  return marks;
}

const Violation* violation_of(const RunReport& report, const FailureMark& mark) {
  for (const JudgedProperty& property : report.properties) {
    for (const Violation& violation : property.judgement.violations) {
      if (mark_of(violation) == mark) return &violation;
    }
  }
  return nullptr;
}

}  // namespace storm::scenarios
