#include "ci/shrink/shrink_progress.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};
constexpr std::chrono::seconds kLineEvery{5};

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

std::string size_words(const scenarios::PlanSize& size) {
  return counted(size.devices, "device") + ", " + counted(size.operations, "operation") + ", " +
         counted(size.faults, "fault");
}

ShrinkProgress::ShrinkProgress()
    : terminal_(::isatty(STDERR_FILENO) != 0),
      started_(RealClock::now()),
      next_(started_ + (terminal_ ? std::chrono::milliseconds{0} : kLineEvery)) {}

ShrinkProgress::~ShrinkProgress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

std::chrono::milliseconds ShrinkProgress::passed() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(RealClock::now() - started_);
}

void ShrinkProgress::set_size(const scenarios::PlanSize& size) {
  if (size_) {
    STORM_ASSERT(size.devices <= size_->devices);
    STORM_ASSERT(size.operations <= size_->operations);
    STORM_ASSERT(size.faults <= size_->faults);
  }
  size_ = size;
}

void ShrinkProgress::show(std::uint64_t tries) {
  STORM_ASSERT(size_.has_value());
  const RealClock::time_point now = RealClock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? RealClock::duration{kRedrawEvery} : RealClock::duration{kLineEvery});
  const std::string text = fmt::format("shrinking {}: {} left; {} tries, {} s", pass_,
                                       size_words(*size_), tries, passed().count() / 1'000);
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    drawn_ = true;
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
  std::fflush(stderr);
}

}  // namespace storm::ci
