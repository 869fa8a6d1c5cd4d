#include "ci/machine/progress_line.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "ci/machine/words.h"

namespace storm::ci {

namespace {

constexpr std::chrono::milliseconds kRedrawEvery{100};
constexpr std::chrono::seconds kLineEvery{5};

}  // namespace

std::string date_text(WallTime time) {
  // std::chrono's formatting is missing from both compilers' libraries.
  const auto day = std::chrono::floor<days>(time.time_since_epoch());
  const std::chrono::year_month_day date{std::chrono::sys_days{day}};
  const auto minute = std::chrono::floor<minutes>(time.time_since_epoch() - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     minute / 60, minute % 60);
}

ProgressLine::ProgressLine(WallTime start)
    : start_(start),
      terminal_(::isatty(STDERR_FILENO) != 0),
      next_(RealClock::now() + (terminal_ ? std::chrono::milliseconds{0} : kLineEvery)) {}

ProgressLine::~ProgressLine() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(const scenarios::RunProgress& progress) {
  const RealClock::time_point now = RealClock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? RealClock::duration{kRedrawEvery} : RealClock::duration{kLineEvery});
  const auto percent = progress.at.time_since_epoch() * 100 / progress.end.time_since_epoch();
  const std::string text = fmt::format(
      "{} ({} %)  {} events  {} of {} devices online  {} operations pending",
      date_text(start_ + progress.at.time_since_epoch()), percent, grouped(progress.events),
      progress.devices_online, progress.devices, grouped(progress.pending_operations));
  if (terminal_) {
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    drawn_ = true;
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
  std::fflush(stderr);
}

}  // namespace storm::ci
