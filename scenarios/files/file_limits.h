#pragma once

#include <cstdint>
#include <string_view>

#include "engine/env/time.h"
#include "faults/fault.h"
#include "scenarios/files/table_reader.h"

/// What the numbers in scenario files and plan files may be, the same for both.
namespace storm::scenarios {

// Longer runs would overflow nothing, but no one device's clock is modelled for years.
constexpr Duration kRunLengthMax = days{400};
constexpr Duration kQuietMax = days{30};
// Years outside of these are typing errors, and some do not fit into nanoseconds.
constexpr std::int64_t kStartMinSeconds = 946'684'800;    // 2000-01-01
constexpr std::int64_t kStartMaxSeconds = 4'102'444'800;  // 2100-01-01
constexpr Duration kClockOffsetMax = days{40'000};
constexpr std::int64_t kDriftMaxPpb = 100'000'000;
constexpr std::int64_t kDevicesMax = 10'000;
constexpr std::int64_t kOperationsMax = 5'000'000;
constexpr std::int64_t kFaultsMax = 1'000'000;
constexpr std::int64_t kMillion = 1'000'000;
// More than a day of one step a second, in all recorded traces of one file.
constexpr std::size_t kTraceStepsMax = 100'000;
// Each step is an event of the run.
constexpr Duration kTraceStepMin = 1ms;
// Of one fault, with all its devices: a minute on a machine of today.
constexpr std::int64_t kTraceStepsRunMax = 200'000'000;
// A message has to arrive before any sensible time-out can end.
constexpr Duration kLatencyMax = 1min;
constexpr Duration kSyncLatencyMax = 10s;
constexpr Bounds kRateBounds{.unit = Unit::Bytes, .low = 0, .high = std::int64_t{1} << 40};
constexpr Bounds kProbabilityBounds{.unit = Unit::Probability, .low = 0, .high = kMillion};
constexpr Bounds kDriftBounds{
    .unit = Unit::PartsPerBillion, .low = -kDriftMaxPpb, .high = kDriftMaxPpb};
// Below this an engine's empty store and the journal of its first transactions need not fit, and
// the run would judge nothing.
constexpr Bounds kDiskBounds{.unit = Unit::Bytes,
                             .low = 256 << 10,
                             .high = std::int64_t{1} << 40,
                             .why = "less may not hold the empty store that a device starts with"};

// A sample of a device has a dozen figures of sixteen bytes, and all stay in memory: 400 MB.
constexpr std::int64_t kSamplesMax = 2'000'000;

/// Reports metrics that would be sampled more often, over all devices, than a machine can hold.
/// `key` is what says how often.
void check_samples(TableReader& reader, std::string_view key, Duration length, Duration every,
                   std::int64_t devices);

/// How a fault's parameter of that type is written.
Unit unit_of(faults::ParameterType type);

}  // namespace storm::scenarios
