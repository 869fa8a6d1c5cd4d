#include "sim/device_clock.h"

#include <algorithm>
#include <utility>

#include "engine/env/assertion.h"

namespace storm::sim {

namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
__extension__ using Wide = __int128;

Duration scale(Duration value, std::int64_t numerator, std::int64_t denominator) {
  return Duration{static_cast<std::int64_t>(Wide{value.count()} * numerator / denominator)};
}

}  // namespace

DeviceClock::DeviceClock(Kernel& kernel, WallTime start, Error error)
    : kernel_(kernel),
      start_(start),
      drift_ppb_(error.drift_ppb),
      base_at_(kernel.now()),
      wall_at_base_(start + kernel.now().time_since_epoch() + error.offset) {}

Duration DeviceClock::counted(Duration passed) const {
  return scale(passed, kBillion + drift_ppb_, kBillion);
}

WallTime DeviceClock::exact_wall() const {
  return wall_frozen_ != 0 ? wall_at_base_ : wall_at_base_ + counted(kernel_.now() - base_at_);
}

MonoTime DeviceClock::exact_monotonic() const {
  return suspended_ ? monotonic_at_base_ : monotonic_at_base_ + counted(kernel_.now() - base_at_);
}

Duration DeviceClock::rounded(Duration time) const {
  if (grains_.empty()) return time;
  const Duration grain = *grains_.rbegin();
  const Duration beyond = time % grain;
  return time - (beyond < Duration::zero() ? beyond + grain : beyond);
}

WallTime DeviceClock::wall() const { return WallTime{rounded(exact_wall().time_since_epoch())}; }

MonoTime DeviceClock::monotonic() const {
  return MonoTime{rounded(exact_monotonic().time_since_epoch())};
}

TimerId DeviceClock::arm(Duration delay, TimerCompletion completion) {
  STORM_ASSERT(process_ != nullptr);
  // Rounded up: a timer may be late by a nanosecond of its clock, never early.
  const Duration exact = scale(std::max(delay, Duration::zero()), kBillion, kBillion + drift_ppb_);
  const Duration rounding = drift_ppb_ == 0 ? Duration::zero() : Duration{1};
  return process_->arm(exact + rounding, std::move(completion));
}

void DeviceClock::finish_early(TimerId timer, boost::system::error_code error) {
  STORM_ASSERT(process_ != nullptr);
  process_->finish_early(timer, error);
}

void DeviceClock::rebase() {
  const WallTime wall_now = exact_wall();
  const MonoTime monotonic_now = exact_monotonic();
  base_at_ = kernel_.now();
  wall_at_base_ = wall_now;
  monotonic_at_base_ = monotonic_now;
}

void DeviceClock::step(Duration by) {
  rebase();
  wall_at_base_ += by;
}

void DeviceClock::freeze_wall() {
  rebase();
  ++wall_frozen_;
}

void DeviceClock::thaw_wall() {
  STORM_ASSERT(wall_frozen_ != 0);
  rebase();
  --wall_frozen_;
}

void DeviceClock::coarsen(Duration grain) {
  STORM_ASSERT(grain > Duration::zero());
  grains_.insert(grain);
}

void DeviceClock::refine(Duration grain) {
  const auto place = grains_.find(grain);
  STORM_ASSERT(place != grains_.end());
  grains_.erase(place);
}

void DeviceClock::set_drift(std::int64_t drift_ppb) {
  STORM_ASSERT(drift_ppb > -kBillion);
  rebase();
  drift_ppb_ = drift_ppb;
}

Duration DeviceClock::error() const {
  return exact_wall() - (start_ + kernel_.now().time_since_epoch());
}

void DeviceClock::attach(Process& process) {
  rebase();
  monotonic_at_base_ = MonoTime{};
  suspended_ = false;
  process_ = &process;
}

void DeviceClock::suspend() {
  rebase();
  suspended_ = true;
}

void DeviceClock::resume() {
  rebase();
  suspended_ = false;
}

}  // namespace storm::sim
