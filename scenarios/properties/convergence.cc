#include "scenarios/properties/convergence.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::Snapshot;

constexpr std::uint64_t kDifferencesNamedMax = 3;

struct Difference {
  std::uint64_t missing = 0;
  std::uint64_t extra = 0;
  std::uint64_t different = 0;
  std::uint64_t compared = 0;
  std::string words;

  std::uint64_t documents() const { return missing + extra + different; }
  bool wants_words() const { return documents() <= kDifferencesNamedMax; }
};

bool holds(const DevicePlan& device, const std::string& scope) {
  return std::ranges::find(device.scopes, scope) != device.scopes.end();
}

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

void append(Difference& difference, const std::string& words) {
  if (!difference.wants_words()) return;
  if (!difference.words.empty()) difference.words += "; ";
  difference.words += words;
}

Difference compare(const DevicePlan& device, const Snapshot& replica, const Snapshot& server) {
  Difference difference;
  auto here = replica.begin();
  auto there = server.begin();
  while (here != replica.end() || there != server.end()) {
    if (there != server.end() && !holds(device, there->second.scope) &&
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
    } else if (!holds(device, there->second.scope)) {
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

std::string_view kind_of(const Difference& difference) {
  if (difference.missing != 0) return "missing on the replica";
  if (difference.extra != 0) return "only on the replica";
  return "different on the replica";
}

}  // namespace

Judgement judge_convergence(const Evidence& evidence) {
  Findings findings("convergence");
  findings.count("replicas compared", 0);
  findings.count("documents compared", 0);
  for (std::uint32_t i = 0; i < evidence.plan.devices.size(); ++i) {
    const DevicePlan& device = evidence.plan.devices[i];
    if (evidence.left_broken.contains(i)) {
      findings.count("not judged: left broken");
      continue;
    }
    Violation violation;
    violation.at = evidence.judged_at;
    violation.devices = {i};
    if (i >= evidence.replicas.size() || !evidence.replicas[i]) {
      findings.count("replicas that could not be asked");
      violation.kind = "could not be asked";
      violation.explanation = fmt::format(
          "{} could not be asked what it shows on {}: its replica was not running or its store "
          "did not open, {} after the heal.",
          device.name, moment(evidence.judged_at),
          stretch(evidence.judged_at - evidence.healed_at));
      if (findings.breach(violation.kind)) findings.list(std::move(violation));
      continue;
    }
    const Difference difference = compare(device, *evidence.replicas[i], evidence.server);
    findings.count("replicas compared");
    findings.count("documents compared", difference.compared);
    if (difference.documents() == 0) continue;
    findings.count("replicas that differ");
    findings.count("documents that differ", difference.documents());
    violation.kind = kind_of(difference);
    violation.explanation = fmt::format(
        "{} differs from the server in {} of {} documents on {}, {} after the heal: {} missing, {} "
        "only there, {} different. First: {}{}.",
        device.name, difference.documents(), difference.compared, moment(evidence.judged_at),
        stretch(evidence.judged_at - evidence.healed_at), difference.missing, difference.extra,
        difference.different, difference.words,
        difference.documents() > kDifferencesNamedMax ? "; and others" : "");
    if (findings.breach(violation.kind)) findings.list(std::move(violation));
  }
  return findings.take();
}

}  // namespace storm::scenarios
