#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"
#include "scenarios/search/plan_moves.h"

/// Reduces a plan that fails to a small one that fails in the same way.
namespace storm::scenarios {

/// Tries plans: the one thing that the shrinker cannot do itself. An implementation may try several
/// at once, but its answer must not depend on it.
class Trials {
 public:
  Trials() = default;
  Trials(const Trials&) = delete;
  Trials& operator=(const Trials&) = delete;
  virtual ~Trials() = default;

  /// The first of `count` candidates that fails in the same way, if one does. A candidate is made
  /// by asking for its number, in any order and possibly more than once. Gives up with nothing when
  /// time is over.
  virtual std::optional<std::size_t> first_failing(
      std::size_t count, const std::function<Plan(std::size_t)>& candidate) = 0;
  /// Whether no further candidate will be tried.
  virtual bool over() const = 0;
};

/// Trials in this process, one after the other: for engines that do not crash, and for suites.
class SerialTrials final : public Trials {
 public:
  using Fails = std::function<bool(const Plan&)>;

  /// Tries at most so many plans.
  explicit SerialTrials(Fails fails, std::uint64_t tries_max = UINT64_MAX);

  std::optional<std::size_t> first_failing(
      std::size_t count, const std::function<Plan(std::size_t)>& candidate) override;
  bool over() const override { return tries_ >= tries_max_; }
  std::uint64_t tries() const { return tries_; }

 private:
  Fails fails_;
  std::uint64_t tries_max_;
  std::uint64_t tries_ = 0;
};

/// What a shrinker tells whoever watches it.
struct ShrinkStep {
  /// The pass that is under way: "operations".
  std::string_view pass;
  /// The smallest plan so far.
  const Plan& plan;
};

struct ShrinkOptions {
  /// The violation to be kept, if it is known and is about this very plan: what it names is tried
  /// alone before anything else.
  const Violation* violation = nullptr;
  /// Called after each improvement; may be empty.
  std::function<void(const ShrinkStep&)> improved;
  /// Called at the beginning of each pass; may be empty.
  std::function<void(const ShrinkStep&)> pass_begun;
};

enum class ShrinkEnd : std::uint8_t {
  /// No single step makes the plan smaller.
  Smallest,
  /// The trials were over before.
  TimeUp,
};

struct Shrunk {
  Plan plan;
  ShrinkEnd end = ShrinkEnd::Smallest;
};

/// Takes away devices, faults, recorded traces, documents, operations and policies by delta
/// debugging, then simplifies what is left, again and again until nothing helps. The result has
/// never more of anything than `plan`, and fails if `plan` does. Deterministic, as far as the
/// trials are. Requires: `plan` fails. Source: Zeller & Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input", IEEE TSE 28(2), 2002; here with complements only, and on from where the
/// last one succeeded.
Shrunk shrink(Plan plan, Trials& trials, const ShrinkOptions& options = {});

}  // namespace storm::scenarios
