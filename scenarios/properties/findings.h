#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/time.h"
#include "scenarios/datatypes/wording.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"

/// What all judges need to say what they found: words for instants, devices and deeds, and a
/// Judgement that stays small when everything is broken.
namespace storm::scenarios {

/// "day 12 10:31:07": true time since the start of the world; the first day is day 0.
std::string moment(Instant at);
/// "1h 05m 00s".
std::string stretch(Duration span);
/// A device's wall clock as a date, "2024-05-01 10:31:07", proleptic Gregorian, UTC.
std::string wall_date(WallTime at);
/// The device's name from the plan.
std::string device_name(const Plan& plan, std::uint32_t device);
/// Who did what and when: `depot-1 set note-7/title to "x" on day 3 10:00:00`.
/// `field` chooses which field of a create is meant; empty means all of it.
std::string deed(const Plan& plan, const LedgerEntry& entry, std::string_view field = {});
/// What the user of an operation was told and when: `accepted, synced on day 3 10:00:07`.
std::string told_about(const LedgerEntry& entry);

/// Collects what one judge counted and found. Of each kind only the first `kListedMax` breaches
/// are listed; the rest are counted, so that a broken engine does not drown its report.
class Findings {
 public:
  static constexpr std::uint64_t kListedMax = 20;

  explicit Findings(std::string_view property) : property_(property) {}

  /// Adds to a count; the order of first mention is the order of printing.
  void count(std::string_view what, std::uint64_t more = 1);
  /// Counts a breach of that kind. Returns whether it is to be listed with list(), too: words are
  /// made only for those.
  [[nodiscard]] bool breach(std::string_view kind);
  /// Lists a breach. `violation` needs no property.
  void list(Violation violation);

  Judgement take();

 private:
  std::string property_;
  Judgement judgement_;
  std::map<std::string, std::uint64_t, std::less<>> breaches_;
};

}  // namespace storm::scenarios
