#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scenarios/search/plan_moves.h"

/// The simplifications of scenarios/search/plan_moves.h, one function each, and what has to do with
/// them.
namespace storm::scenarios {

/// Pulls times together, brings the heal forward and shortens the quiet phase, though never below
/// what judges need: the drain bound has to be over before the last quarter, in which they listen
/// for traffic.
std::vector<Move> shorter_gaps(const Plan& plan);
/// Parameters of faults at their defaults, or nearer to them. Shorter faults are shorter gaps.
std::vector<Move> simpler_faults(const Plan& plan);
/// Values `v1`, documents `d1`, operations numbered from one, increments by one, creates with one
/// field. Values stay unique: judges tell writes apart by them.
std::vector<Move> simpler_values(const Plan& plan);
/// Clocks that are right from the start, or less wrong.
std::vector<Move> healthier_clocks(const Plan& plan);
/// Ties in scheduling order, devices that heal, links with a plain latency and nothing else, disks
/// as they come, no scopes that nobody uses, fewer reads.
std::vector<Move> plainer_machines(const Plan& plan);

/// Recorded traces with fewer steps, and without what was recorded of a kind, such as the loss.
std::vector<Move> shorter_recordings(const Plan& plan);

/// How many recorded traces the plan has.
std::size_t count_traces(const Plan& plan);
/// The plan without `number` of them from `first` on, and without the faults that replay those.
Plan drop_traces(const Plan& plan, std::size_t first, std::size_t number);

/// Numbers on the way from `value` to `simple`, nearest to `simple` first: itself, round durations,
/// and the half of the way.
std::vector<std::int64_t> nearer_to(std::int64_t simple, std::int64_t value);

}  // namespace storm::scenarios
