#include "ci/result/run_record_format_1.h"

#include <limits>

#include "ci/result/failure_mark_json.h"

namespace storm::ci {

namespace {

Instant instant_in(const Json& json) {
  constexpr std::int64_t kSecondsMax = std::numeric_limits<std::int64_t>::max() / (1s / 1ns);
  const std::int64_t at = integer_in(json, "at_seconds");
  if (at < 0 || at > kSecondsMax) throw UnfitJson("\"at_seconds\" is no instant of a run");
  return Instant{seconds{at}};
}

RecordedViolation violation_in(const Json& json) {
  RecordedViolation violation{.kind = text_in(json, "kind"),
                              .at = instant_in(json),
                              .devices = {},
                              .operations = {},
                              .explanation = text_in(json, "explanation")};
  for (const Json& device : list_in(json, "devices")) {
    violation.devices.push_back(text_of(device, "devices"));
  }
  for (const Json& operation : list_in(json, "operations")) {
    violation.operations.push_back(count_of(operation, "operations"));
  }
  return violation;
}

}  // namespace

RunRecord record_of_format_1(const Json& json) {
  RunRecord record;
  record.version = text_in(json, "version");
  record.scenario = text_in(json, "scenario");
  record.seed = seed_in(json);
  record.engine = text_in(json, "engine");
  // Only what violated something was recorded.
  record.verdict = RunVerdict::Violated;
  for (const Json& failed : list_in(json, "properties")) {
    RecordedProperty property;
    property.name = text_in(failed, "name");
    for (const auto& [what, count] : object_in(failed, "judged").items()) {
      property.judged.push_back({.what = what, .count = count_of(count, "judged")});
    }
    for (const Json& violation : list_in(failed, "violations")) {
      property.violations.push_back(violation_in(violation));
    }
    record.properties.push_back(std::move(property));
  }
  record.fingerprint = text_in(json, "fingerprint");
  record.plan_hash = text_in(json, "plan_hash");
  record.executable_hash = text_in(json, "executable_hash");
  record.repeat = text_in(json, "found_with");
  if (json.contains("about")) record.about = failure_mark_in(object_in(json, "about"));
  return record;
}

}  // namespace storm::ci
