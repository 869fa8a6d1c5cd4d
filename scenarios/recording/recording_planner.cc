#include "scenarios/recording/recording_planner.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "engine/env/assertion.h"
#include "scenarios/plan/planner.h"
#include "scenarios/plan/presence.h"
#include "scenarios/plan/rhythm.h"
#include "scenarios/recording/note_taker.h"
#include "scenarios/recording/recorded_text.h"

namespace storm::scenarios {

namespace {

constexpr std::size_t kProgressEvery = 256;
/// On a link that loses nothing: a request and a response, and the hint to those who share the
/// scope.
constexpr Duration kCalmArrivalTime = 15s;
constexpr Duration kCalmLatencyMax = 500ms;

/// Whether whatever is sent arrives, and soon.
bool is_calm(const LinkPlan& link) {
  return link.loss.num == 0 && link.bytes_per_second == 0 &&
         link.latency + link.jitter <= kCalmLatencyMax;
}

Duration arrival_time(const Plan& plan, const std::vector<std::uint32_t>& devices) {
  const bool are_calm = std::ranges::all_of(
      devices, [&plan](std::uint32_t device) { return is_calm(plan.devices[device].link); });
  return are_calm ? kCalmArrivalTime : Presence::kArrivalTime;
}

std::vector<std::uint32_t> writers_of(const Plan& plan, const std::string& group) {
  std::vector<std::uint32_t> devices;
  for (std::uint32_t device = 0; device < plan.devices.size(); ++device) {
    if (plan.devices[device].group == group) devices.push_back(device);
  }
  return devices;
}

Diagnostic wrong_number(const RecordingSpec& spec, std::uint32_t writers, std::size_t devices,
                        std::string_view file_name) {
  return {.file = std::string(file_name),
          .place = spec.place,
          .problem = "the recording has another number of writers than the group",
          .expected = fmt::format("{} devices in the group \"{}\"", writers, spec.group),
          .found = fmt::format("{}", devices)};
}

/// The plan, and what its operations hold if that is asked for.
struct Planned {
  Plan plan;
  RecordedSaves saves;
};

std::variant<Planned, Diagnostic> plan_with(const Scenario& scenario, std::uint64_t seed,
                                            const Recording& recording, std::string_view file_name,
                                            NoteTaker::Detail detail,
                                            const PlanningProgress& progress) {
  STORM_ASSERT(scenario.recording.has_value());
  const RecordingSpec& spec = *scenario.recording;
  Planned planned{.plan = make_plan_without_operations(scenario, seed), .saves = {}};
  const std::vector<std::uint32_t> devices = writers_of(planned.plan, spec.group);
  if (devices.size() != recording.writers) {
    return wrong_number(spec, recording.writers, devices.size(), file_name);
  }
  const Presence presence(planned.plan, arrival_time(planned.plan, devices));
  const ActivityTimes times(spec.rhythm, scenario.start, Instant{spec.from}, Instant{spec.until});
  RecordingReplay replay(recording);
  NoteTaker notes(planned.plan, presence, replay.text(),
                  {.devices = devices,
                   .scope = "team/01",
                   .save_after = static_cast<std::uint32_t>(spec.save_after),
                   .detail = detail});
  const std::size_t count = recording.transactions.size();
  Instant now{spec.from};
  for (std::size_t index = 0; index < count; ++index) {
    if (progress && index % kProgressEvery == 0) progress(index, count);
    now = times.at_share(index, count);
    const RecordedChange* change = replay.step();
    if (change == nullptr) {
      return Diagnostic{.file = std::string(file_name),
                        .place = spec.place,
                        .problem = fmt::format("transaction {} of the recording changes what is "
                                               "not there",
                                               index)};
    }
    notes.take(recording.transactions[index].writer, *change, now);
  }
  planned.plan.operations = notes.finish(now);
  replay.merge_all(0);
  if (detail == NoteTaker::Detail::Saves) planned.saves = notes.saves(0);
  return planned;
}

}  // namespace

std::variant<Plan, Diagnostic> make_recorded_plan(const Scenario& scenario, std::uint64_t seed,
                                                  const Recording& recording,
                                                  std::string_view file_name,
                                                  const PlanningProgress& progress) {
  auto outcome =
      plan_with(scenario, seed, recording, file_name, NoteTaker::Detail::PlanOnly, progress);
  if (auto* problem = std::get_if<Diagnostic>(&outcome)) return std::move(*problem);
  return std::move(std::get<Planned>(outcome).plan);
}

RecordedSaves recorded_saves(const Scenario& scenario, std::uint64_t seed,
                             const Recording& recording) {
  auto outcome = plan_with(scenario, seed, recording, {}, NoteTaker::Detail::Saves, {});
  STORM_ASSERT(std::holds_alternative<Planned>(outcome));
  return std::move(std::get<Planned>(outcome).saves);
}

}  // namespace storm::scenarios
