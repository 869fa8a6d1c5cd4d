#pragma once

#include <span>
#include <string_view>

namespace storm::engine {

/// A mistake that an engine can be asked to make: one that real engines shipped, planted behind a
/// switch at the point where it sat there. Whoever hunts defects can measure himself against them.
///
/// The switch is a policy, so that it travels with plans and failure folders like any other: `1`
/// plants the defect. An engine reads it once, when a process boots.
struct Defect {
  /// The row of the catalogue of defects: "Z01".
  std::string_view id;
  /// The policy that switches it on: "defect.Z01".
  std::string_view policy;
  std::string_view title;
  /// What the engine does then, in place of what is right.
  std::string_view plants;
  /// What has to happen in a run for anybody to notice.
  std::string_view needs;
  /// What is broken then, in words, and the properties that say so.
  std::string_view violates;
  /// Reports of engines that had it: addresses.
  std::span<const std::string_view> ancestors;
};

/// The defect of that name, or null. Names are as in the catalogue.
const Defect* find_defect(std::span<const Defect> defects, std::string_view id);

}  // namespace storm::engine
