#include "ci/result/run_record_json.h"

#include <fmt/format.h>
#include <utility>
#include <vector>

#include "ci/result/failure_mark_json.h"
#include "ci/result/run_record_format_1.h"
#include "engine/env/assertion.h"

namespace storm::ci {

namespace {

using scenarios::FailureMark;

Json to_json(const std::vector<Measure>& measures) {
  Json json = Json::object();
  for (const Measure& measure : measures) {
    json[measure.name] = {{"value", measure.value}, {"unit", measure.unit}};
  }
  return json;
}

std::vector<Measure> measures_in(const Json& object) {
  std::vector<Measure> measures;
  for (const auto& [name, value] : object.items()) {
    measures.push_back(
        {.name = name, .unit = text_in(value, "unit"), .value = integer_in(value, "value")});
  }
  return measures;
}

Json to_json(const RecordedViolation& violation) {
  return {{"kind", violation.kind},
          {"at_nanoseconds", violation.at.time_since_epoch().count()},
          {"devices", violation.devices},
          {"operations", violation.operations},
          {"explanation", violation.explanation}};
}

RecordedViolation violation_in(const Json& json) {
  RecordedViolation violation{.kind = text_in(json, "kind"),
                              .at = Instant{Duration{integer_in(json, "at_nanoseconds")}},
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

Json to_json(const RecordedProperty& property) {
  Json judged = Json::array();
  for (const JudgedCount& count : property.judged) {
    judged.push_back({{"what", count.what}, {"count", count.count}});
  }
  Json violations = Json::array();
  for (const RecordedViolation& violation : property.violations) {
    violations.push_back(to_json(violation));
  }
  Json bounds = Json::array();
  for (const RecordedBound& bound : property.bounds) {
    bounds.push_back({{"name", bound.name},
                      {"value", bound.nanoseconds},
                      {"unit", "nanoseconds"},
                      {"source", bound.source}});
  }
  return {{"name", property.name},
          {"verdict", name_of(violations.empty() ? RunVerdict::Pass : RunVerdict::Violated)},
          {"not_applicable", property.not_applicable},
          {"bounds", std::move(bounds)},
          {"judged", std::move(judged)},
          {"violations", std::move(violations)}};
}

RecordedProperty property_in(const Json& json) {
  RecordedProperty property;
  property.name = text_in(json, "name");
  property.not_applicable = text_in(json, "not_applicable");
  for (const Json& bound : list_in(json, "bounds")) {
    property.bounds.push_back({.name = text_in(bound, "name"),
                               .nanoseconds = integer_in(bound, "value"),
                               .source = text_in(bound, "source")});
  }
  for (const Json& count : list_in(json, "judged")) {
    property.judged.push_back({.what = text_in(count, "what"), .count = count_in(count, "count")});
  }
  for (const Json& violation : list_in(json, "violations")) {
    property.violations.push_back(violation_in(violation));
  }
  return property;
}

Json to_json(const ProcessDeath& death) {
  Json json{{"how", death.how}, {"try_again", death.try_again}};
  if (death.world_time_milliseconds) {
    json["world_time_milliseconds"] = *death.world_time_milliseconds;
  }
  if (death.world_memory_bytes) json["world_memory_bytes"] = *death.world_memory_bytes;
  return json;
}

ProcessDeath death_in(const Json& json) {
  ProcessDeath death{.how = text_in(json, "how"),
                     .try_again = boolean_in(json, "try_again"),
                     .world_time_milliseconds = {},
                     .world_memory_bytes = {}};
  if (json.contains("world_time_milliseconds")) {
    death.world_time_milliseconds = integer_in(json, "world_time_milliseconds");
  }
  if (json.contains("world_memory_bytes")) {
    death.world_memory_bytes = count_in(json, "world_memory_bytes");
  }
  return death;
}

Json to_json(const RecordedEdits& edits) {
  return {{"edits", edits.edits}, {"characters", edits.characters}};
}

RecordedEdits edits_in(const Json& writer, const char* key) {
  const Json& json = object_in(writer, key);
  return {.edits = count_in(json, "edits"), .characters = count_in(json, "characters")};
}

Json to_json(const RecordingOutcome& text) {
  Json writers = Json::array();
  for (const RecordedWriter& writer : text.writers) {
    writers.push_back({{"device", writer.device},
                       {"written", to_json(writer.written)},
                       {"kept", to_json(writer.kept)},
                       {"overwritten_unseen", to_json(writer.overwritten_unseen)},
                       {"deleted", to_json(writer.deleted)},
                       {"not_taken", to_json(writer.not_taken)},
                       {"characters_never_saved", writer.characters_never_saved},
                       {"line_breaks", writer.line_breaks}});
  }
  return {{"writers", std::move(writers)},
          {"end",
           {{"notes", text.end.notes},
            {"as_recorded", text.end.as_recorded},
            {"other_notes", text.end.other_notes}}},
          {"words", text.words}};
}

RecordingOutcome recording_in(const Json& json) {
  RecordingOutcome text;
  for (const Json& writer : list_in(json, "writers")) {
    text.writers.push_back({.device = text_in(writer, "device"),
                            .written = edits_in(writer, "written"),
                            .kept = edits_in(writer, "kept"),
                            .overwritten_unseen = edits_in(writer, "overwritten_unseen"),
                            .deleted = edits_in(writer, "deleted"),
                            .not_taken = edits_in(writer, "not_taken"),
                            .characters_never_saved = count_in(writer, "characters_never_saved"),
                            .line_breaks = count_in(writer, "line_breaks")});
  }
  const Json& end = object_in(json, "end");
  text.end = {.notes = count_in(end, "notes"),
              .as_recorded = count_in(end, "as_recorded"),
              .other_notes = count_in(end, "other_notes")};
  text.words = text_in(json, "words");
  return text;
}

RunVerdict verdict_in(const Json& json) {
  const std::string name = text_in(json, "verdict");
  const std::optional<RunVerdict> verdict = find_run_verdict(name);
  if (!verdict) throw UnfitJson(fmt::format("no verdict is called \"{}\"", name));
  return *verdict;
}

RunRecord record_of_format_2(const Json& json) {
  RunRecord record;
  record.version = text_in(json, "version");
  record.scenario = text_in(json, "scenario");
  record.seed = seed_in(json);
  record.engine = text_in(json, "engine");
  for (const Json& defect : list_in(json, "defects")) {
    record.defects.push_back(text_of(defect, "defects"));
  }
  record.policies = measures_in(object_in(json, "policies"));
  record.verdict = verdict_in(json);
  if (json.contains("crash")) record.death = death_in(object_in(json, "crash"));
  for (const Json& property : list_in(json, "properties")) {
    record.properties.push_back(property_in(property));
  }
  record.measures = measures_in(object_in(json, "measures"));
  if (json.contains("recording")) record.recording = recording_in(object_in(json, "recording"));
  record.fingerprint = text_in(json, "fingerprint");
  record.plan_hash = optional_text_in(json, "plan_hash");
  record.executable_hash = optional_text_in(json, "executable_hash");
  record.metrics_path = optional_text_in(json, "metrics");
  record.repeat = text_in(json, "repeat");
  if (json.contains("failure")) {
    const Json& place = object_in(json, "failure");
    record.failure = {.folder = text_in(place, "folder"),
                      .replay = text_in(place, "replay"),
                      .shrink = text_in(place, "shrink")};
  }
  if (json.contains("about")) record.about = failure_mark_in(object_in(json, "about"));
  return record;
}

UnreadableRecord newer(const Json& json, std::int64_t format) {
  const bool is_named = json.contains("version") && json.at("version").is_string();
  return {
      .why = UnreadableRecord::Why::Newer,
      .reason = fmt::format("was recorded by a newer version of syncstorm ({}): this program "
                            "reads up to format {}, found {}",
                            is_named ? text_in(json, "version") : "unknown", kJsonFormat, format),
      .remedy = "use that version"};
}

/// Of 0.1, which numbered the records of failures alone.
bool is_unnumbered(const Json& json) {
  return json.is_object() && !json.contains("format") && json.contains("scenario") &&
         json.contains("verdict") && json.contains("properties");
}

}  // namespace

Json to_json(const RunRecord& record) {
  STORM_ASSERT(flaw_of(record).empty());
  Json json{{"format", kJsonFormat},
            {"version", record.version},
            {"scenario", record.scenario},
            {"seed", fmt::format("{}", record.seed)},
            {"engine", record.engine},
            {"defects", record.defects},
            {"policies", to_json(record.policies)},
            {"verdict", name_of(record.verdict)}};
  if (record.death) json["crash"] = to_json(*record.death);
  Json properties = Json::array();
  for (const RecordedProperty& property : record.properties) {
    properties.push_back(to_json(property));
  }
  json["properties"] = std::move(properties);
  json["measures"] = to_json(record.measures);
  if (record.recording) json["recording"] = to_json(*record.recording);
  json["fingerprint"] = record.fingerprint;
  if (!record.plan_hash.empty()) json["plan_hash"] = record.plan_hash;
  if (!record.executable_hash.empty()) json["executable_hash"] = record.executable_hash;
  if (!record.metrics_path.empty()) json["metrics"] = record.metrics_path;
  json["repeat"] = record.repeat;
  if (record.failure) {
    json["failure"] = {{"folder", record.failure->folder},
                       {"replay", record.failure->replay},
                       {"shrink", record.failure->shrink}};
  }
  if (record.about) json["about"] = to_json(*record.about);
  return json;
}

std::string json_text(const RunRecord& record, int indent) {
  return json_text(to_json(record), indent);
}

std::variant<RunRecord, UnreadableRecord> read_run_record(const std::string& text) {
  const auto damaged = [](const std::string& reason) {
    return UnreadableRecord{.why = UnreadableRecord::Why::Damaged,
                            .reason = reason,
                            .remedy = "run the scenario again to get one"};
  };
  try {
    const Json json = parse_json(text);
    if (is_unnumbered(json)) {
      return UnreadableRecord{
          .why = UnreadableRecord::Why::Older,
          .reason = "was recorded by syncstorm 0.1, of which this program reads failures only",
          .remedy = "run the scenario again, or read it with that version"};
    }
    const std::int64_t format = integer_in(json, "format");
    if (format > kJsonFormat) return newer(json, format);
    if (format < 1) return damaged("\"format\" is not a version");
    RunRecord record = format == 1 ? record_of_format_1(json) : record_of_format_2(json);
    const std::string flaw = flaw_of(record);
    if (!flaw.empty()) return damaged(flaw);
    return record;
  } catch (const UnfitJson& problem) {
    return damaged(problem.what());
  }
}

}  // namespace storm::ci
