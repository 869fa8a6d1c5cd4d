#include "scenarios/files/link_profiles.h"

#include <array>

namespace storm::scenarios {
namespace {

constexpr CountRange exactly(std::int64_t value) { return {value, value}; }
constexpr DurationRange exactly(Duration value) { return {value, value}; }

constexpr std::array<LinkProfile, 6> kProfiles{{
    {"perfect", "no delay worth mentioning, nothing lost",
     LinkSpec{.latency = exactly(Duration{1ms}),
              .jitter = exactly(Duration{}),
              .loss_ppm = {},
              .duplication_ppm = {},
              .reordering_ppm = {},
              .bytes_per_second = {}}},
    {"office_lan", "wired, near the server",
     LinkSpec{.latency = exactly(Duration{2ms}),
              .jitter = exactly(Duration{1ms}),
              .loss_ppm = exactly(10),
              .duplication_ppm = exactly(10),
              .reordering_ppm = exactly(100),
              .bytes_per_second = exactly(12'500'000)}},
    {"home_wifi", "wireless at home, behind a cable or DSL line",
     LinkSpec{.latency = exactly(Duration{20ms}),
              .jitter = exactly(Duration{15ms}),
              .loss_ppm = exactly(2'000),
              .duplication_ppm = exactly(200),
              .reordering_ppm = exactly(2'000),
              .bytes_per_second = exactly(2'500'000)}},
    {"mobile_4g", "a telephone on the move",
     LinkSpec{.latency = exactly(Duration{45ms}),
              .jitter = exactly(Duration{40ms}),
              .loss_ppm = exactly(10'000),
              .duplication_ppm = exactly(1'000),
              .reordering_ppm = exactly(10'000),
              .bytes_per_second = exactly(1'000'000)}},
    {"slow_2g", "a telephone at the edge of the network",
     LinkSpec{.latency = exactly(Duration{400ms}),
              .jitter = exactly(Duration{300ms}),
              .loss_ppm = exactly(30'000),
              .duplication_ppm = exactly(2'000),
              .reordering_ppm = exactly(10'000),
              .bytes_per_second = exactly(15'000)}},
    {"satellite", "a geostationary satellite: far, but not slow",
     LinkSpec{.latency = exactly(Duration{300ms}),
              .jitter = exactly(Duration{50ms}),
              .loss_ppm = exactly(5'000),
              .duplication_ppm = exactly(200),
              .reordering_ppm = exactly(1'000),
              .bytes_per_second = exactly(250'000)}},
}};

}  // namespace

std::span<const LinkProfile> link_profiles() { return kProfiles; }

}  // namespace storm::scenarios
