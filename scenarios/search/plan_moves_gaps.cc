#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <vector>

#include "scenarios/properties/bounds.h"
#include "scenarios/search/plan_moves_simpler.h"

namespace storm::scenarios {

namespace {

/// What a gap may become. Not zero: the order of what happens in one instant says little to a
/// reader.
constexpr std::array<Duration, 6> kRoundGaps{1s, 1min, 10min, 1h, 6h, 24h};

/// Everything that happens in a plan before the quiet phase, its start and its heal included, in
/// order and once each.
std::vector<Instant> moments_of(const Plan& plan) {
  std::set<Instant> moments{Instant{}, Instant{plan.chaos}};
  for (const PlannedOperation& planned : plan.operations) moments.insert(planned.at);
  for (const PlannedFault& fault : plan.faults) {
    moments.insert(fault.begin);
    if (fault.end) moments.insert(*fault.end);
  }
  return {moments.begin(), moments.end()};
}

template <class Change>
Plan with_moments(const Plan& plan, const Change& change) {
  Plan result = plan;
  for (PlannedOperation& planned : result.operations) planned.at = change(planned.at);
  for (PlannedFault& fault : result.faults) {
    fault.begin = change(fault.begin);
    if (fault.end) fault.end = change(*fault.end);
  }
  result.chaos = change(Instant{plan.chaos}).time_since_epoch();
  return result;
}

/// Everything from `later` on happens earlier by that much.
Plan pulled_forward(const Plan& plan, Instant later, Duration by) {
  return with_moments(
      plan, [later, by](Instant moment) { return moment >= later ? moment - by : moment; });
}

/// No gap is longer than this.
Plan with_gaps_at_most(const Plan& plan, Duration limit) {
  const std::vector<Instant> before = moments_of(plan);
  std::vector<Instant> after{before.front()};
  for (std::size_t i = 1; i < before.size(); ++i) {
    after.push_back(after.back() + std::min<Duration>(before[i] - before[i - 1], limit));
  }
  return with_moments(plan, [&](Instant moment) {
    const auto found = std::ranges::lower_bound(before, moment);
    return after[static_cast<std::size_t>(found - before.begin())];
  });
}

/// The gap without what is smaller than its biggest units.
std::vector<Duration> rounded(Duration gap) {
  std::vector<Duration> results;
  for (const Duration unit : {Duration{1h}, Duration{1min}, Duration{1s}}) {
    const Duration floor = gap - gap % unit;
    if (floor != Duration::zero() && floor != gap) results.push_back(floor);
  }
  return results;
}

void add_gap(Instant from, Instant to, std::vector<Move>& moves) {
  const Duration gap = to - from;
  std::vector<Duration> shorter;
  for (const Duration round : kRoundGaps) {
    if (round < gap) shorter.push_back(round);
  }
  for (const Duration floor : rounded(gap)) shorter.push_back(floor);
  for (const Duration target : shorter) {
    moves.emplace_back(
        [to, by = gap - target](const Plan& plan) { return pulled_forward(plan, to, by); });
  }
}

/// The shortest quiet phase in which all judges can still judge.
Duration quiet_needed(const Plan& plan) {
  const Duration within = drain_within(plan).value;
  const Duration bound = within + within / 3;
  return std::max<Duration>(std::chrono::ceil<minutes>(bound), 1min);
}

}  // namespace

std::vector<Move> shorter_gaps(const Plan& plan) {
  std::vector<Move> moves;
  const std::vector<Instant> moments = moments_of(plan);
  Duration longest{};
  for (std::size_t i = 1; i < moments.size(); ++i) {
    longest = std::max<Duration>(longest, moments[i] - moments[i - 1]);
  }
  for (const Duration limit : kRoundGaps) {
    if (limit >= longest) break;
    moves.emplace_back([limit](const Plan& from) { return with_gaps_at_most(from, limit); });
  }
  if (const Duration quiet = quiet_needed(plan); quiet < plan.quiet) {
    moves.emplace_back([quiet](const Plan& from) {
      Plan result = from;
      result.quiet = quiet;
      return result;
    });
  }
  // The last gap first: what comes after the failure costs the most and says the least.
  for (std::size_t i = moments.size() - 1; i > 0; --i) add_gap(moments[i - 1], moments[i], moves);
  return moves;
}

}  // namespace storm::scenarios
