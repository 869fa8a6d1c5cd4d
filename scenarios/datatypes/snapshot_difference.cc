#include "scenarios/datatypes/snapshot_difference.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

using engine::Document;

/// Skips counters that are zero, from `place` on.
template <class Iterator>
Iterator skip_zeros(Iterator place, Iterator end) {
  while (place != end && place->second == 0) ++place;
  return place;
}

/// The first counter whose value differs, in words; empty when all are equal.
std::string counter_difference(const Document& here, const Document& there) {
  auto mine = skip_zeros(here.counters.begin(), here.counters.end());
  auto theirs = skip_zeros(there.counters.begin(), there.counters.end());
  const auto my_end = here.counters.end();
  const auto their_end = there.counters.end();
  while (mine != my_end || theirs != their_end) {
    const bool only_mine = theirs == their_end || (mine != my_end && mine->first < theirs->first);
    const bool only_theirs = !only_mine && (mine == my_end || theirs->first < mine->first);
    const std::int64_t my_value = only_theirs ? 0 : mine->second;
    const std::int64_t their_value = only_mine ? 0 : theirs->second;
    const std::string& name = only_theirs ? theirs->first : mine->first;
    if (my_value != their_value) {
      return fmt::format("counter {} is {} here and {} on the server", name, my_value, their_value);
    }
    if (!only_theirs) mine = skip_zeros(std::next(mine), my_end);
    if (!only_mine) theirs = skip_zeros(std::next(theirs), their_end);
  }
  return {};
}

/// The first field whose value differs, in words; empty when all are equal.
std::string field_difference(const Document& here, const Document& there) {
  for (const auto& [name, value] : here.fields) {
    const auto place = there.fields.find(name);
    if (place == there.fields.end()) {
      return fmt::format("{} is {} here and absent on the server", name, in_quotes(value));
    }
    if (place->second != value) {
      return fmt::format("{} is {} here and {} on the server", name, in_quotes(value),
                         in_quotes(place->second));
    }
  }
  for (const auto& [name, value] : there.fields) {
    if (!here.fields.contains(name)) {
      return fmt::format("{} is absent here and {} on the server", name, in_quotes(value));
    }
  }
  return {};
}

std::string document_difference(const Document& here, const Document& there) {
  if (here == there) return {};
  if (here.scope != there.scope) {
    return fmt::format("its scope is {} here and {} on the server", here.scope, there.scope);
  }
  std::string words = field_difference(here, there);
  return words.empty() ? counter_difference(here, there) : words;
}

void append(SnapshotDifference& difference, const std::string& words) {
  if (difference.documents() > SnapshotDifference::kNamedMax) return;
  if (!difference.words.empty()) difference.words += "; ";
  difference.words += words;
}

}  // namespace

SnapshotDifference compare_snapshots(const engine::Snapshot& replica,
                                     const engine::Snapshot& server,
                                     std::span<const std::string> scopes) {
  const auto held = [scopes](const std::string& scope) {
    return std::ranges::find(scopes, scope) != scopes.end();
  };
  SnapshotDifference difference;
  auto here = replica.begin();
  auto there = server.begin();
  while (here != replica.end() || there != server.end()) {
    if (there != server.end() && !held(there->second.scope) &&
        (here == replica.end() || here->first != there->first)) {
      ++there;
      continue;
    }
    ++difference.compared;
    if (there == server.end() || (here != replica.end() && here->first < there->first)) {
      ++difference.extra;
      append(difference, fmt::format("{} is here and not on the server", here->first));
      ++here;
    } else if (here == replica.end() || there->first < here->first) {
      ++difference.missing;
      append(difference, fmt::format("{} is on the server and not here", there->first));
      ++there;
    } else if (!held(there->second.scope)) {
      ++difference.extra;
      append(difference, fmt::format("{} is here though scope {} is not this device's", here->first,
                                     there->second.scope));
      ++here;
      ++there;
    } else {
      const std::string words = document_difference(here->second, there->second);
      if (!words.empty()) {
        ++difference.different;
        append(difference, fmt::format("in {}, {}", here->first, words));
      }
      ++here;
      ++there;
    }
  }
  return difference;
}

}  // namespace storm::scenarios
