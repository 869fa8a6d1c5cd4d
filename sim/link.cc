#include "sim/link.h"

#include <algorithm>

#include "engine/env/assertion.h"
#include "sim/xoshiro.h"

namespace storm::sim {

namespace {

constexpr std::int64_t kHoldBackLatencies = 10;

/// Draws the delay of one copy. Always the same number of draws.
Duration draw_delay(const LinkQuality& quality, Random& random) {
  const Duration jitter = random.between(Duration::zero(), quality.jitter);
  const bool held_back = random.chance(quality.reordering);
  const Duration hold = random.between(Duration::zero(), kHoldBackLatencies * quality.latency);
  return quality.latency + jitter + (held_back ? hold : Duration::zero());
}

}  // namespace

Link::Link(Seed seed, LinkQuality quality) : seed_(seed), healthy_(quality) {}

const LinkQuality& Link::quality() const {
  return degradations_.empty() ? healthy_ : degradations_.back().quality;
}

Passage Link::pass(Direction direction, std::size_t size_bytes, Instant now) {
  const std::size_t side = index(direction);
  repeats_[side] = now == last_[side] ? repeats_[side] + 1 : 0;
  last_[side] = now;
  if (blocked_[side] != 0) return {};
  const LinkQuality& now_quality = quality();
  const auto instant = static_cast<std::uint64_t>(now.time_since_epoch().count());
  Xoshiro random(seed_.fork(side).fork(instant).fork(repeats_[side]));
  const bool lost = random.chance(now_quality.loss);
  const bool doubled = random.chance(now_quality.duplication);
  const Duration first = draw_delay(now_quality, random);
  const Duration second = draw_delay(now_quality, random);

  Duration queued{};
  if (now_quality.bytes_per_second != 0) {
    const auto sending = Duration{
        static_cast<std::int64_t>(size_bytes * 1'000'000'000U / now_quality.bytes_per_second)};
    busy_until_[side] = std::max(busy_until_[side], now) + sending;
    queued = busy_until_[side] - now;
  }
  if (lost) return {};
  Passage passage{queued + first};
  if (doubled) passage.push_back(queued + second);
  return passage;
}

void Link::block(Direction direction) { ++blocked_[index(direction)]; }

void Link::unblock(Direction direction) {
  STORM_ASSERT(blocked_[index(direction)] != 0);
  --blocked_[index(direction)];
}

void Link::unplug() {
  const bool changes = unplugged_++ == 0;
  block(Direction::Out);
  block(Direction::In);
  if (changes && on_change_) on_change_();
}

void Link::plug_in() {
  STORM_ASSERT(unplugged_ != 0);
  const bool changes = --unplugged_ == 0;
  unblock(Direction::Out);
  unblock(Direction::In);
  if (changes && on_change_) on_change_();
}

std::uint64_t Link::degrade(LinkQuality quality) {
  degradations_.push_back({.token = ++tokens_, .quality = quality});
  return tokens_;
}

void Link::adjust(std::uint64_t token, LinkQuality quality) { find(token)->quality = quality; }

void Link::restore(std::uint64_t token) { degradations_.erase(find(token)); }

std::vector<Link::Degradation>::iterator Link::find(std::uint64_t token) {
  const auto place = std::ranges::find(degradations_, token, &Degradation::token);
  STORM_ASSERT(place != degradations_.end());
  return place;
}

}  // namespace storm::sim
