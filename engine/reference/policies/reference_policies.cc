#include "engine/reference/policies/reference_policies.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/env/assertion.h"

namespace storm::engine::reference {
namespace {

constexpr std::int64_t nanos(Duration duration) { return duration.count(); }

constexpr std::int64_t kCountMax = 10'000;
constexpr std::int64_t kValueBytesMax = 1 << 20;
// What a client does again and again: shorter pauses make a world of a month that never ends.
constexpr std::int64_t kPauseMin = nanos(100ms);

constexpr std::array<PolicyDescription, 11> kDescriptions{{
    {"heartbeat_every", PolicyType::Duration, nanos(10min),
     "how often an idle client asks for changes and renews its subscription to hints", kPauseMin},
    {"request_timeout", PolicyType::Duration, nanos(10s), "how long a client waits for a response",
     kPauseMin},
    {"backoff_first", PolicyType::Duration, nanos(1s), "the pause after the first failed request",
     kPauseMin},
    {"backoff_max", PolicyType::Duration, nanos(5min),
     "what that pause doubles to at most, jitter included", kPauseMin},
    {"invalidation_delay", PolicyType::Duration, nanos(1s),
     "how long the server gathers changes before it hints to those who share the scope"},
    {"clock_ahead_max", PolicyType::Duration, nanos(1min),
     "how far ahead of the server's clock a stamp is believed; more counts as written on arrival"},
    {"compare_every", PolicyType::Duration, nanos(days{7}),
     "how often a client compares what its disk gives back with what the server has, and replaces "
     "a "
     "store that is damaged",
     kPauseMin},
    {"push_batch", PolicyType::Count, 50, "how many operations travel in one request"},
    {"pull_page", PolicyType::Count, 200, "how many documents travel in one response"},
    {"value_bytes_max", PolicyType::Count, kValueBytesMax,
     "the longest value that the server takes, like the length of a column; longer ones are "
     "refused"},
    {"acknowledged_kept", PolicyType::Count, 1000,
     "how many acknowledged operations a client keeps, to send them again to a server that has "
     "lost "
     "its newest changes; some hundred bytes each"},
}};

std::int64_t value_of(const Policies& policies, std::string_view name) {
  const auto set = policies.find(std::string(name));
  if (set != policies.end()) return set->second;
  const auto described = std::ranges::find(kDescriptions, name, &PolicyDescription::name);
  STORM_ASSERT(described != kDescriptions.end());
  return described->default_value;
}

Duration duration_of(const Policies& policies, std::string_view name) {
  return Duration{std::max<std::int64_t>(value_of(policies, name), 0)};
}

/// A wait that must not become a busy loop.
Duration pause_of(const Policies& policies, std::string_view name) {
  return std::max<Duration>(duration_of(policies, name), 1ms);
}

std::uint64_t count_of(const Policies& policies, std::string_view name, std::int64_t most) {
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(value_of(policies, name), 1, most));
}

}  // namespace

std::span<const PolicyDescription> policy_descriptions() { return kDescriptions; }

ReferencePolicies read_policies(const Policies& policies) {
  ReferencePolicies read;
  read.heartbeat_every = pause_of(policies, "heartbeat_every");
  read.request_timeout = pause_of(policies, "request_timeout");
  read.backoff_first = pause_of(policies, "backoff_first");
  read.backoff_max = std::max(read.backoff_first, pause_of(policies, "backoff_max"));
  read.invalidation_delay = duration_of(policies, "invalidation_delay");
  read.clock_ahead_max = duration_of(policies, "clock_ahead_max");
  read.compare_every = pause_of(policies, "compare_every");
  read.push_batch = count_of(policies, "push_batch", kCountMax);
  read.pull_page = count_of(policies, "pull_page", kCountMax);
  read.value_bytes_max = count_of(policies, "value_bytes_max", kValueBytesMax);
  read.acknowledged_kept = count_of(policies, "acknowledged_kept", kCountMax);
  read.defects = read_defects(policies);
  // What never drains or never waits would keep a device busy for ever.
  STORM_ASSERT(read.push_batch > 0);
  STORM_ASSERT(read.pull_page > 0);
  STORM_ASSERT(read.backoff_first > Duration::zero());
  STORM_ASSERT(read.backoff_first <= read.backoff_max);
  return read;
}

}  // namespace storm::engine::reference
