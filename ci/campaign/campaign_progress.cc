#include "ci/campaign/campaign_progress.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "ci/machine/words.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

constexpr std::chrono::milliseconds kRedrawEvery{200};
constexpr std::chrono::seconds kLineEvery{10};

}  // namespace

CampaignProgress::CampaignProgress(std::uint64_t planned, std::uint64_t known, Chatter chatter)
    : planned_(planned),
      known_(known),
      chatter_(chatter),
      terminal_(::isatty(STDERR_FILENO) != 0),
      begun_(RealClock::now()),
      next_(begun_ + (terminal_ ? RealClock::duration{kRedrawEvery} : kLineEvery)) {
  STORM_ASSERT(known_ <= planned_);
}

void CampaignProgress::add(Ended ended) {
  ++ended_;
  STORM_ASSERT(known_ + ended_ <= planned_);
  if (ended == Ended::Otherwise) ++not_passed_;
}

std::chrono::milliseconds CampaignProgress::passed() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(RealClock::now() - begun_);
}

std::string CampaignProgress::rate_words() const {
  const auto milliseconds = static_cast<double>(passed().count());
  return fmt::format("{:.1f} worlds/s",
                     milliseconds <= 0 ? 0.0 : static_cast<double>(ended_) * 1e3 / milliseconds);
}

void CampaignProgress::show() {
  const RealClock::time_point now = RealClock::now();
  if (chatter_ == Chatter::Quiet || now < next_) return;
  next_ = now + (terminal_ ? RealClock::duration{kRedrawEvery} : kLineEvery);
  STORM_ASSERT(not_passed_ <= ended_);
  const std::uint64_t left = planned_ - known_ - ended_;
  std::string remaining = "time left not known yet";
  if (ended_ != 0) {
    const auto left_ms = static_cast<double>(left) * static_cast<double>(passed().count()) /
                         static_cast<double>(ended_);
    remaining = duration_words(seconds{static_cast<std::int64_t>(left_ms / 1e3)}) + " left";
  }
  fmt::print(stderr, "{}{} of {} worlds, {} not passed, {}, {}{}", terminal_ ? "\r\033[K" : "",
             grouped(known_ + ended_), grouped(planned_), grouped(not_passed_), rate_words(),
             remaining, terminal_ ? "" : "\n");
  drawn_ = terminal_;
  std::fflush(stderr);
}

void CampaignProgress::clear() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace storm::ci
