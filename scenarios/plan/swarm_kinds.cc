#include "scenarios/plan/swarm_kinds.h"

#include <algorithm>
#include <array>

namespace storm::scenarios {
namespace {

constexpr std::int64_t kPercent = 10'000;  // in parts per million
constexpr Duration kForAsLongAsItMay = days{400};

constexpr std::int64_t nanos(Duration duration) { return duration.count(); }

constexpr std::array<SwarmRange, 1> kPartialRanges{
    {{.parameter = "share", .low = 20 * kPercent, .high = 80 * kPercent}}};
constexpr std::array<SwarmRange, 2> kFlappingRanges{
    {{.parameter = "up", .low = nanos(20s), .high = nanos(10min)},
     {.parameter = "down", .low = nanos(1s), .high = nanos(5min)}}};
constexpr std::array<SwarmRange, 5> kQualityRanges{
    {{.parameter = "latency", .low = nanos(20ms), .high = nanos(3s)},
     {.parameter = "jitter", .low = 0, .high = nanos(2s)},
     {.parameter = "loss", .low = 0, .high = 20 * kPercent},
     {.parameter = "duplication", .low = 0, .high = 10 * kPercent},
     {.parameter = "reordering", .low = 0, .high = 20 * kPercent}}};
constexpr std::array<SwarmRange, 1> kAnswersRanges{
    {{.parameter = "share", .low = 10 * kPercent, .high = 100 * kPercent}}};
constexpr std::array<SwarmRange, 1> kReplyRanges{{{.parameter = "times", .low = 1, .high = 40}}};
constexpr std::array<SwarmRange, 1> kResetRanges{
    {{.parameter = "share", .low = 10 * kPercent, .high = 100 * kPercent}}};
constexpr std::array<SwarmRange, 1> kStepRanges{
    {{.parameter = "by", .low = nanos(-days{1}), .high = nanos(days{1})}}};
constexpr std::array<SwarmRange, 1> kDriftRanges{
    {{.parameter = "ppb", .low = -5'000'000, .high = 5'000'000}}};
constexpr std::array<SwarmRange, 1> kFutureRanges{
    {{.parameter = "by", .low = nanos(days{1}), .high = nanos(days{3650})}}};
constexpr std::array<SwarmRange, 1> kCoarseRanges{
    {{.parameter = "grain", .low = nanos(1ms), .high = nanos(2s)}}};
constexpr std::array<SwarmRange, 1> kFullRanges{
    {{.parameter = "free_bytes", .low = 0, .high = 32 << 10}}};
constexpr std::array<SwarmRange, 1> kErrorRanges{{{.parameter = "nth", .low = 1, .high = 60}}};
constexpr std::array<SwarmRange, 1> kShortRanges{
    {{.parameter = "share", .low = 1 * kPercent, .high = 30 * kPercent}}};
constexpr std::array<SwarmRange, 3> kSlowRanges{
    {{.parameter = "read", .low = 0, .high = nanos(20ms)},
     {.parameter = "write", .low = 0, .high = nanos(20ms)},
     {.parameter = "sync", .low = nanos(10ms), .high = nanos(2s)}}};
constexpr std::array<SwarmRange, 1> kCrashRanges{
    {{.parameter = "disk_calls", .low = 0, .high = 40}}};
constexpr std::array<SwarmRange, 1> kCrashAtRanges{{{.parameter = "nth", .low = 1, .high = 8}}};
constexpr std::array<SwarmRange, 1> kCollectRanges{
    {{.parameter = "older_than", .low = nanos(10min), .high = nanos(days{1})}}};

constexpr std::array<SwarmRange, 1> kServerSlowRanges{
    {{.parameter = "by", .low = nanos(100ms), .high = nanos(20s)}}};
constexpr std::array<SwarmRange, 3> kOverloadRanges{
    {{.parameter = "service_time", .low = nanos(50ms), .high = nanos(8s)},
     {.parameter = "workers", .low = 1, .high = 3},
     {.parameter = "waiting", .low = 0, .high = 12}}};

constexpr std::array<SwarmRange, 2> kRetentionRanges{
    {{.parameter = "older_than", .low = nanos(10min), .high = nanos(12h)},
     {.parameter = "interval", .low = nanos(5min), .high = nanos(2h)}}};
constexpr std::array<SwarmRange, 1> kQuotaRanges{
    {{.parameter = "share", .low = 0, .high = 99 * kPercent}}};

constexpr auto kKinds = std::to_array<SwarmKind>({
    {.kind = "partition", .longest = kForAsLongAsItMay, .ranges = {}},
    {.kind = "partial_partition", .longest = kForAsLongAsItMay, .ranges = kPartialRanges},
    {.kind = "flapping", .longest = 6h, .ranges = kFlappingRanges},
    {.kind = "link_quality", .longest = days{1}, .ranges = kQualityRanges},
    {.kind = "captive_portal", .longest = days{1}, .ranges = {}},
    {.kind = "server_answers", .longest = 6h, .ranges = kAnswersRanges},
    {.kind = "reply_lost", .longest = days{1}, .ranges = kReplyRanges},
    {.kind = "connection_reset", .longest = 6h, .ranges = kResetRanges},
    {.kind = "clock_step", .longest = {}, .ranges = kStepRanges},
    {.kind = "clock_drift", .longest = days{2}, .ranges = kDriftRanges},
    {.kind = "clock_reset", .longest = 6h, .ranges = {}},
    {.kind = "clock_far_future", .longest = 6h, .ranges = kFutureRanges},
    {.kind = "clock_frozen", .longest = 6h, .ranges = {}},
    {.kind = "clock_coarse", .longest = 6h, .ranges = kCoarseRanges},
    {.kind = "disk_full", .longest = 6h, .ranges = kFullRanges},
    {.kind = "disk_error", .longest = 1h, .ranges = kErrorRanges},
    {.kind = "disk_read_only", .longest = 6h, .ranges = {}},
    {.kind = "disk_short_writes", .longest = 6h, .ranges = kShortRanges},
    {.kind = "disk_slow", .longest = 6h, .ranges = kSlowRanges},
    {.kind = "suspend", .longest = days{1}, .ranges = {}},
    {.kind = "crash", .longest = 2h, .ranges = kCrashRanges},
    {.kind = "crash_at", .longest = 2h, .ranges = kCrashAtRanges},
    {.kind = "restart", .longest = 2h, .ranges = {}},
    {.kind = "collect_tombstones", .longest = {}, .ranges = kCollectRanges},
    {.kind = "server_restored", .longest = kForAsLongAsItMay, .ranges = {}},
    {.kind = "group_partition", .longest = kForAsLongAsItMay, .ranges = kPartialRanges},
    {.kind = "internet_lost", .longest = kForAsLongAsItMay, .ranges = {}},
    {.kind = "server_slow", .longest = 6h, .ranges = kServerSlowRanges},
    {.kind = "server_overloaded", .longest = days{1}, .ranges = kOverloadRanges},
    {.kind = "retention_shortened", .longest = days{2}, .ranges = kRetentionRanges},
    {.kind = "quota_shrunk", .longest = 6h, .ranges = kQuotaRanges},
});

}  // namespace

std::span<const SwarmKind> swarm_kinds() { return kKinds; }

const SwarmKind* find_swarm_kind(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &SwarmKind::kind);
  return found == kKinds.end() ? nullptr : &*found;
}

}  // namespace storm::scenarios
