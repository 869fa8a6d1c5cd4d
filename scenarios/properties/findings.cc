#include "scenarios/properties/findings.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/data_type_catalogue.h"

namespace storm::scenarios {
namespace {

struct TimeOfDay {
  std::int64_t days;
  std::int64_t hours;
  std::int64_t minutes;
  std::int64_t seconds;
};

TimeOfDay split(Duration span) {
  const auto day = std::chrono::floor<days>(span);
  const std::int64_t rest = std::chrono::floor<seconds>(span - day).count();
  return {
      .days = day.count(), .hours = rest / 3600, .minutes = rest / 60 % 60, .seconds = rest % 60};
}

std::string_view word(engine::Fate fate) {
  switch (fate) {
    case engine::Fate::Synced:
      return "synced";
    case engine::Fate::ConflictLost:
      return "lost to a concurrent change";
    case engine::Fate::Failed:
      return "failed";
  }
  return "something unknown";
}

std::string_view word(engine::Refusal refusal) {
  switch (refusal) {
    case engine::Refusal::NoSuchDocument:
      return "no such document";
    case engine::Refusal::AlreadyExists:
      return "it exists already";
    case engine::Refusal::DiskFull:
      return "the disk is full";
    case engine::Refusal::StoreUnavailable:
      return "the store is unavailable";
  }
  return "no reason";
}

std::string answer_words(const LedgerEntry& entry) {
  switch (entry.answer) {
    case Answer::None:
      return "nothing yet";
    case Answer::Accepted:
      return "accepted";
    case Answer::Refused:
      return fmt::format("refused ({})", entry.refusal ? word(*entry.refusal) : "no reason");
    case Answer::Unknown:
      return "nothing (the device crashed before it answered)";
    case Answer::NotTried:
      return "nothing (it could not be tried)";
  }
  return "nothing";
}

}  // namespace

std::string moment(Instant at) {
  const TimeOfDay part = split(at.time_since_epoch());
  return fmt::format("day {} {:02}:{:02}:{:02}", part.days, part.hours, part.minutes, part.seconds);
}

std::string stretch(Duration span) {
  if (span < Duration::zero()) return fmt::format("-{}", stretch(-span));
  const TimeOfDay part = split(span);
  const std::int64_t hours = part.days * 24 + part.hours;
  if (hours == 0 && part.minutes == 0) return fmt::format("{}s", part.seconds);
  if (hours == 0) return fmt::format("{}m {:02}s", part.minutes, part.seconds);
  return fmt::format("{}h {:02}m {:02}s", hours, part.minutes, part.seconds);
}

std::string wall_date(WallTime at) {
  const TimeOfDay part = split(at.time_since_epoch());
  const std::chrono::year_month_day date{
      std::chrono::sys_days{days{static_cast<days::rep>(part.days)}}};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     part.hours, part.minutes, part.seconds);
}

std::string device_name(const Plan& plan, std::uint32_t device) {
  if (device < plan.devices.size()) return plan.devices[device].name;
  return fmt::format("device {}", device);
}

std::string deed(const Plan& plan, const LedgerEntry& entry, std::string_view field) {
  const std::string did = verb_of(entry.operation).did(entry.operation, field);
  return fmt::format("{} {} on {}", device_name(plan, entry.device), did, moment(entry.submitted));
}

std::string told_about(const LedgerEntry& entry) {
  std::string words = answer_words(entry);
  for (const Notice& notice : entry.notices) {
    words += fmt::format(", {} on {}", word(notice.fate), moment(notice.at));
    if (!notice.words.empty()) words += fmt::format(" ({})", notice.words);
  }
  return words;
}

void Findings::count(std::string_view what, std::uint64_t more) {
  auto& counts = judgement_.counts;
  const auto place = std::ranges::find(counts, what, &std::pair<std::string, std::uint64_t>::first);
  if (place == counts.end()) {
    counts.emplace_back(what, more);
  } else {
    place->second += more;
  }
}

bool Findings::breach(std::string_view kind) {
  const auto place = breaches_.try_emplace(std::string(kind), 0).first;
  return ++place->second <= kListedMax;
}

void Findings::list(Violation violation) {
  STORM_ASSERT(breaches_.contains(violation.kind));
  violation.property = property_;
  judgement_.violations.push_back(std::move(violation));
}

Judgement Findings::take() {
  for (const auto& [kind, number] : breaches_) {
    if (number > kListedMax) count(kind + ": further ones, not listed", number - kListedMax);
  }
  return std::move(judgement_);
}

}  // namespace storm::scenarios
