#include "scenarios/recording/recording_planner.h"

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

std::variant<Plan, Diagnostic> make_recorded_plan(const Scenario& scenario, std::uint64_t seed,
                                                  const Recording& recording,
                                                  std::string_view file_name) {
  STORM_ASSERT(scenario.recording.has_value());
  const RecordingSpec& spec = *scenario.recording;
  Plan plan = make_plan_without_operations(scenario, seed);
  NoteTaker::Options options{
      .devices = {}, .scope = "team/01", .save_after = static_cast<std::uint32_t>(spec.save_after)};
  for (std::uint32_t device = 0; device < plan.devices.size(); ++device) {
    if (plan.devices[device].group == spec.group) options.devices.push_back(device);
  }
  if (options.devices.size() != recording.writers) {
    return Diagnostic{
        .file = std::string(file_name),
        .place = spec.place,
        .problem = "the recording has another number of writers than the group",
        .expected = fmt::format("{} devices in the group \"{}\"", recording.writers, spec.group),
        .found = fmt::format("{}", options.devices.size())};
  }
  const Presence presence(plan);
  const ActivityTimes times(spec.rhythm, scenario.start, Instant{spec.from}, Instant{spec.until});
  RecordingReplay replay(recording);
  NoteTaker notes(plan, presence, replay.text(), std::move(options));
  const std::size_t count = recording.transactions.size();
  Instant now{spec.from};
  for (std::size_t index = 0; index < count; ++index) {
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
  plan.operations = notes.finish(now);
  return plan;
}

}  // namespace storm::scenarios
