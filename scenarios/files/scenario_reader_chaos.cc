// Reads what goes wrong by chance.

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/files/scenario_reader_parts.h"
#include "scenarios/plan/swarm.h"
#include "scenarios/plan/swarm_kinds.h"

namespace storm::scenarios {
namespace {

constexpr std::int64_t kStrikesMax = 1000;
// Faults are drawn in whole milliseconds.
constexpr Duration kPartMin = 1s;

std::vector<std::string> all_kinds() {
  std::vector<std::string> names;
  for (const SwarmKind& kind : swarm_kinds()) names.emplace_back(kind.kind);
  return names;
}

void report_kind(TableReader& reader, const std::string& name, ReadingContext context) {
  const std::vector<std::string> names = all_kinds();
  const auto known = std::ranges::find(context.vocabulary.faults, name, &faults::FaultKind::name);
  std::string problem = fmt::format("no kind of fault is called \"{}\"", name);
  if (known != context.vocabulary.faults.end()) {
    problem = known->damage == faults::Damage::None
                  ? fmt::format("a fault of kind \"{}\" is not drawn by chance", name)
                  : fmt::format(
                        "a fault of kind \"{}\" may destroy accepted work, which no engine "
                        "can help",
                        name);
  }
  reader.report("kinds", {.problem = problem,
                          .expected = "some of " + join_names(names),
                          .nearest = nearest_name(name, names)});
}

/// Some of `names`, without repetition and in their order; all of them where nothing is said.
std::vector<std::string> read_kinds(TableReader& reader, ReadingContext context) {
  std::vector<std::string> all = all_kinds();
  const auto said = reader.texts("kinds");
  if (!said) return all;
  for (const std::string& name : *said) {
    if (std::ranges::find(all, name) == all.end()) report_kind(reader, name, context);
  }
  std::vector<std::string> kinds;
  for (const std::string& name : all) {
    if (std::ranges::find(*said, name) != said->end()) kinds.push_back(name);
  }
  return kinds;
}

std::vector<std::string> read_targets(TableReader& reader, const Scenario& scenario) {
  std::vector<std::string> all = group_names(scenario);
  all.emplace_back("server");
  const auto said = reader.texts("on");
  if (!said) return all;
  for (const std::string& name : *said) {
    if (std::ranges::find(all, name) != all.end()) continue;
    reader.report("on", {.problem = fmt::format("no group is called \"{}\"", name),
                         .expected = "some of " + join_names(all),
                         .nearest = nearest_name(name, all)});
  }
  return *said;
}

void check_room(TableReader& reader, const ChaosSpec& chaos, const Scenario& scenario) {
  const Duration time = chaos.until - chaos.from;
  if (time > Duration::zero() && time / std::max<std::int64_t>(chaos.strikes.high, 1) < kPartMin) {
    reader.report("strikes", {.problem = "[chaos] has no time for so many strikes",
                              .expected = fmt::format("one a second between from and until, {}",
                                                      duration_text(time)),
                              .found = fmt::format("{}", chaos.strikes.high)});
  }
  if (most_faults(scenario) > kFaultsMax) {
    reader.report("strikes", {.problem = "[chaos] has too many faults",
                              .expected = fmt::format("at most {} in all", kFaultsMax),
                              .found = fmt::format("up to {}", most_faults(scenario))});
  }
}

}  // namespace

void read_chaos(const FileNode& table, ReadingContext context) {
  TableReader reader(table, "[chaos]", context.diagnostics);
  ChaosSpec chaos;
  chaos.place = table.place;
  const Duration run_length = context.scenario.duration;
  chaos.kinds = read_kinds(reader, context);
  chaos.on = read_targets(reader, context.scenario);
  read_period(reader, run_length, chaos.from, chaos.until);
  chaos.lasts = reader.duration_range("lasts", 1ms, run_length).value_or(chaos.lasts);
  chaos.strikes = reader.range("strikes", count_bounds(0, kStrikesMax)).value_or(chaos.strikes);
  const auto probability = [&reader](std::string_view key, std::int64_t otherwise) {
    return reader.number(key, kProbabilityBounds).value_or(otherwise);
  };
  chaos.kinds_on_ppm = probability("kinds_on", chaos.kinds_on_ppm);
  chaos.operations_on_ppm = probability("operations_on", chaos.operations_on_ppm);
  reader.finish();
  context.scenario.chaos = std::move(chaos);
  check_room(reader, *context.scenario.chaos, context.scenario);
}

}  // namespace storm::scenarios
