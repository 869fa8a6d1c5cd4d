#include "scenarios/search/shrink.h"

#include <algorithm>
#include <set>
#include <utility>

namespace storm::scenarios {

namespace {

/// What a violation names, as a plan of its own. Candidates, the smallest first.
class Guesses final {
 public:
  Guesses(const Plan& plan, const Violation& violation) : plan_(plan) {
    for (const PlannedOperation& planned : plan.operations) {
      const bool named = std::ranges::find(violation.operations, planned.operation.id) !=
                         violation.operations.end();
      if (named) documents_.insert(planned.operation.document);
    }
    devices_.insert(violation.devices.begin(), violation.devices.end());
    for (const PlannedOperation& planned : plan.operations) {
      if (documents_.contains(planned.operation.document)) workers_.insert(planned.device);
    }
    workers_.insert(devices_.begin(), devices_.end());
  }

  static std::size_t count() { return 4; }

  Plan make(std::size_t index) const {
    if (index == 0) return of_devices(of_documents(), devices_);
    if (index == 1) return of_devices(of_documents(), workers_);
    if (index == 2) return of_documents();
    return of_devices(plan_, devices_);
  }

 private:
  Plan of_documents() const {
    if (documents_.empty()) return plan_;
    std::vector<bool> removed;
    for (const PlannedOperation& planned : plan_.operations) {
      removed.push_back(!documents_.contains(planned.operation.document));
    }
    return without_operations(plan_, removed);
  }

  static Plan of_devices(const Plan& plan, const std::set<std::uint32_t>& devices) {
    if (devices.empty()) return plan;
    std::vector<bool> removed;
    for (std::uint32_t i = 0; i < plan.devices.size(); ++i) removed.push_back(!devices.contains(i));
    return without_devices(plan, removed);
  }

  const Plan& plan_;
  std::set<std::string> documents_;
  std::set<std::uint32_t> devices_;
  /// Those, and whoever did something to the documents.
  std::set<std::uint32_t> workers_;
};

class Shrinker final {
 public:
  Shrinker(Plan plan, Trials& trials, const ShrinkOptions& options)
      : plan_(std::move(plan)), trials_(trials), options_(options) {}

  Shrunk run() {
    if (options_.violation != nullptr) guess(*options_.violation);
    std::size_t idle = 0;
    // A pass is worth repeating only after another one has changed the plan.
    for (std::size_t next = 0; idle < passes() && !trials_.over(); next = (next + 1) % passes()) {
      const std::uint64_t before = improvements_;
      run_pass(next);
      idle = improvements_ == before ? idle + 1 : 0;
    }
    const ShrinkEnd end = trials_.over() ? ShrinkEnd::TimeUp : ShrinkEnd::Smallest;
    return {.plan = std::move(plan_), .end = end};
  }

 private:
  static std::size_t passes() { return removables().size() + simplifiers().size(); }

  void run_pass(std::size_t number) {
    const std::span<const Removable> all = removables();
    if (number < all.size()) {
      begin_pass(all[number].name);
      remove(all[number]);
    } else {
      const Simplifier& simplifier = simplifiers()[number - all.size()];
      begin_pass(simplifier.name);
      simplify(simplifier);
    }
  }

  void begin_pass(std::string_view name) {
    pass_ = name;
    if (options_.pass_begun) options_.pass_begun({.pass = pass_, .plan = plan_});
  }

  void accept(Plan better) {
    plan_ = std::move(better);
    ++improvements_;
    if (options_.improved) options_.improved({.pass = pass_, .plan = plan_});
  }

  /// Takes the first of the candidates that fails. Returns its number, or nothing.
  std::optional<std::size_t> take_first(std::size_t count,
                                        const std::function<Plan(std::size_t)>& candidate) {
    if (count == 0) return std::nullopt;
    const auto found = trials_.first_failing(count, candidate);
    if (found) accept(candidate(*found));
    return found;
  }

  void guess(const Violation& violation) {
    begin_pass("what the violation names");
    const Plan original = plan_;
    const Guesses guesses(original, violation);
    take_first(Guesses::count(), [&guesses](std::size_t index) { return guesses.make(index); });
  }

  /// Chunks of halving size, each size over the whole plan; single ones until none can go.
  void remove(const Removable& removable) {
    const std::size_t most = removable.count(plan_);
    if (most <= removable.keep_at_least) return;
    std::size_t chunk = most - removable.keep_at_least;
    while (chunk > 0 && !trials_.over()) {
      const bool helped = remove_chunks(removable, chunk);
      if (chunk > 1) {
        chunk /= 2;
      } else if (!helped) {
        chunk = 0;
      }
    }
  }

  /// One sweep over the plan. Returns whether anything went.
  bool remove_chunks(const Removable& removable, std::size_t chunk) {
    bool helped = false;
    std::size_t first = 0;
    for (std::size_t left = removable.count(plan_); first < left && left > removable.keep_at_least;
         left = removable.count(plan_)) {
      const std::size_t number = std::min(chunk, left - removable.keep_at_least);
      const std::size_t tries = (left - first + number - 1) / number;
      const auto begin = [&](std::size_t index) { return first + index * number; };
      const auto found = take_first(tries, [&](std::size_t index) {
        return removable.without(plan_, begin(index), std::min(number, left - begin(index)));
      });
      if (!found) break;
      helped = true;
      first = begin(*found);
    }
    return helped;
  }

  /// From move to move, going on behind the last that helped, until a whole sweep helps nothing.
  void simplify(const Simplifier& simplifier) {
    bool helped = true;
    while (helped && !trials_.over()) {
      helped = false;
      std::size_t from = 0;
      for (auto moves = simplifier.moves(plan_); from < moves.size();
           moves = simplifier.moves(plan_)) {
        const auto found = take_first(
            moves.size() - from, [&](std::size_t index) { return moves[from + index](plan_); });
        if (!found) break;
        helped = true;
        from += *found;
      }
    }
  }

  Plan plan_;
  Trials& trials_;
  const ShrinkOptions& options_;
  std::string_view pass_;
  std::uint64_t improvements_ = 0;
};

}  // namespace

SerialTrials::SerialTrials(Fails fails, std::uint64_t tries_max)
    : fails_(std::move(fails)), tries_max_(tries_max) {}

std::optional<std::size_t> SerialTrials::first_failing(
    std::size_t count, const std::function<Plan(std::size_t)>& candidate) {
  for (std::size_t i = 0; i < count && !over(); ++i) {
    ++tries_;
    if (fails_(candidate(i))) return i;
  }
  return std::nullopt;
}

Shrunk shrink(Plan plan, Trials& trials, const ShrinkOptions& options) {
  return Shrinker(std::move(plan), trials, options).run();
}

}  // namespace storm::scenarios
