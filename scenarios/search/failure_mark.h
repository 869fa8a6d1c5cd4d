#pragma once

#include <compare>
#include <string>
#include <vector>

/// Which failure: what shrinkers keep, folders are about, replays compare and campaigns count.
namespace storm::scenarios {

struct RunReport;
struct Violation;

/// What makes two failures the same: stable over seeds and over edits of the plan.
struct FailureMark {
  std::string property;
  /// The violation's kind.
  std::string kind;

  auto operator<=>(const FailureMark&) const = default;
};

/// `convergence: missing on the replica`
std::string to_text(const FailureMark& mark);

FailureMark mark_of(const Violation& violation);
/// Every way in which a run failed, once each, in the order in which they were judged.
std::vector<FailureMark> marks_of(const RunReport& report);
/// The first violation that has that mark, or null.
const Violation* violation_of(const RunReport& report, const FailureMark& mark);

}  // namespace storm::scenarios
