#include "ci/failure/failure_pictures.h"

#include <fmt/format.h>
#include <ostream>
#include <set>
#include <vector>

#include "ci/machine/file_access.h"
#include "engine/env/assertion.h"
#include "metrics/event_log.h"
#include "metrics/history.h"
#include "metrics/history_excerpt.h"
#include "metrics/history_words.h"
#include "metrics/perfetto.h"
#include "metrics/space_time.h"
#include "scenarios/world/world.h"

namespace storm::ci {

namespace {

/// A picture of more does not help a person.
constexpr std::size_t kPictureHappeningsMax = 160;
constexpr std::size_t kLogHappeningsMax = 5'000;
/// Four megabytes.
constexpr std::size_t kTraceHappeningsMax = 30'000;

const scenarios::Violation* find_violation(const scenarios::RunReport& report,
                                           const PictureOrder& order) {
  const scenarios::Violation* first = nullptr;
  for (const scenarios::JudgedProperty& judged : report.properties) {
    for (const scenarios::Violation& violation : judged.judgement.violations) {
      if (order.mark && scenarios::mark_of(violation) != *order.mark) continue;
      if (!violation.operations.empty()) return &violation;
      if (first == nullptr) first = &violation;
    }
  }
  return first;
}

/// The documents that the explanation names.
std::vector<std::string> named_documents(const scenarios::Plan& plan,
                                         const std::string& explanation) {
  std::set<std::string> named;
  for (const scenarios::PlannedOperation& planned : plan.operations) {
    const std::string& document = planned.operation.document;
    const std::size_t place = explanation.find(document);
    if (document.empty() || place == std::string::npos) continue;
    const std::size_t end = place + document.size();
    const bool longer_name =
        end < explanation.size() && explanation[end] >= '0' && explanation[end] <= '9';
    if (!longer_name) named.insert(document);
  }
  return {named.begin(), named.end()};
}

metrics::Focus focus_on(const scenarios::Plan& plan, const scenarios::Violation& violation) {
  metrics::Focus focus;
  focus.at = violation.at;
  for (const std::uint32_t device : violation.devices) {
    STORM_ASSERT(device < plan.devices.size());
    focus.nodes.push_back(scenarios::World::node_of(device));
  }
  for (const engine::OperationId operation : violation.operations) {
    focus.operations.push_back(static_cast<std::uint64_t>(operation));
  }
  if (focus.operations.empty()) focus.subjects = named_documents(plan, violation.explanation);
  return focus;
}

std::vector<std::string> node_names(const scenarios::Plan& plan) {
  std::vector<std::string> names{"server"};
  for (const scenarios::DevicePlan& device : plan.devices) names.push_back(device.name);
  return names;
}

/// "clock +2h 03m", or nothing when it is right to the second.
std::string clock_note(const scenarios::ClockPlan& clock) {
  if (std::chrono::abs(clock.offset) < 1s) return {};
  return fmt::format("clock {}{}", clock.offset < Duration::zero() ? '-' : '+',
                     metrics::span_words(std::chrono::abs(clock.offset)));
}

std::vector<std::string> node_notes(const scenarios::Plan& plan) {
  std::vector<std::string> notes{clock_note(plan.server_clock)};
  for (const scenarios::DevicePlan& device : plan.devices) {
    notes.push_back(clock_note(device.clock));
  }
  return notes;
}

void write_text(const std::string& path, const std::string& text) {
  write_file(path, [&text](std::ostream& out) { out << text; });
}

}  // namespace

bool write_failure_pictures(const PictureOrder& order) {
  STORM_ASSERT(order.plan != nullptr);
  STORM_ASSERT(order.system != nullptr);
  metrics::History history(node_names(*order.plan));
  scenarios::RunOptions options;
  options.system = order.system;
  options.history = &history;
  const scenarios::RunReport report = scenarios::run_world(*order.plan, options);
  const scenarios::Violation* violation = find_violation(report, order);
  if (violation == nullptr) return false;
  const metrics::Focus focus = focus_on(*order.plan, *violation);
  const metrics::PictureHeader header{.title = scenarios::to_text(scenarios::mark_of(*violation)),
                                      .explanation = violation->explanation,
                                      .repeat_line = order.repeat_line,
                                      .scenario = order.plan->scenario,
                                      .seed = order.plan->seed,
                                      .node_notes = node_notes(*order.plan)};
  const auto excerpt = [&](std::size_t most, metrics::Idle idle) {
    return metrics::excerpt_of(history, focus, {.happenings_max = most, .idle = idle});
  };
  write_text(
      order.prefix + "events.log",
      metrics::event_log(history, focus, excerpt(kLogHappeningsMax, metrics::Idle::Hide), header));
  write_text(order.prefix + "space_time.svg",
             metrics::space_time_diagram(
                 history, focus, excerpt(kPictureHappeningsMax, metrics::Idle::Hide), header));
  write_text(order.prefix + "trace.json",
             metrics::perfetto_trace(history, focus,
                                     excerpt(kTraceHappeningsMax, metrics::Idle::Show), header));
  return true;
}

}  // namespace storm::ci
