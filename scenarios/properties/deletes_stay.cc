#include "scenarios/properties/deletes_stay.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/data_type.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

constexpr std::size_t kDevicesNamedMax = 5;

std::vector<std::uint32_t> replicas_showing(const Evidence& evidence, const std::string& name) {
  std::vector<std::uint32_t> devices;
  for (std::uint32_t i = 0; i < evidence.replicas.size(); ++i) {
    if (evidence.replicas[i] && evidence.replicas[i]->contains(name)) devices.push_back(i);
  }
  return devices;
}

std::string shown_where(const Evidence& evidence, bool on_the_server,
                        const std::vector<std::uint32_t>& devices) {
  std::string words = on_the_server ? "the server" : "";
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (i == kDevicesNamedMax) {
      words += fmt::format(" and {} more devices", devices.size() - i);
      break;
    }
    if (!words.empty()) words += ", ";
    words += device_name(evidence.plan, devices[i]);
  }
  return words;
}

/// Who brought a document back, and when, as far as the server's audit tells.
struct Resurrection {
  const LedgerEntry* entry = nullptr;
  Instant at = Instant::max();
};

/// The first operation on the document that took effect on the server after the delete did. Of one
/// that took effect more than twice, only the first and the last time are known.
Resurrection resurrection(const Evidence& evidence, const DocumentHistory& history,
                          Instant deleted_at) {
  Resurrection first;
  for (const LedgerEntry* entry : history.entries) {
    const Landing* landing = evidence.on_the_server(*entry);
    if (deletes(entry->operation) || landing == nullptr) continue;
    for (const Instant at : {landing->first, landing->last}) {
      if (at < deleted_at || at >= first.at) continue;
      first = {.entry = entry, .at = at};
    }
  }
  return first;
}

std::string what_happened(const Evidence& evidence, const DocumentHistory& history,
                          const LedgerEntry& deletion, bool on_the_server, Violation& violation) {
  const Landing* deleted = evidence.on_the_server(deletion);
  if (deleted == nullptr) return "The delete never took effect on the server.";
  std::string words =
      fmt::format("The delete took effect on the server on {}.", moment(deleted->first));
  const Resurrection culprit =
      on_the_server ? resurrection(evidence, history, deleted->first) : Resurrection{};
  if (culprit.entry != nullptr) {
    words += fmt::format(" After it, on {}, this took effect: {}.", moment(culprit.at),
                         deed(evidence.plan, *culprit.entry));
    violation.operations.push_back(culprit.entry->operation.id);
    violation.devices.push_back(culprit.entry->device);
  }
  return words;
}

/// The promised delete that took effect first, or the first one if none did: the one to explain by.
const LedgerEntry& chief_delete(const Evidence& evidence, const DocumentHistory& history) {
  const LedgerEntry* chief = history.promised_delete;
  const Landing* chief_landing = evidence.on_the_server(*chief);
  for (const LedgerEntry* entry : history.entries) {
    const Landing* landing = evidence.on_the_server(*entry);
    if (!deletes(entry->operation) || landing == nullptr) continue;
    if (standing_of(*entry) != Standing::Promised) continue;
    if (chief_landing != nullptr && landing->first >= chief_landing->first) continue;
    chief = entry;
    chief_landing = landing;
  }
  return *chief;
}

/// The document where it is shown: on the server, or else on a replica. Null: nowhere.
const engine::Document* shown_somewhere(const Evidence& evidence, const std::string& name) {
  const auto place = evidence.server.find(name);
  if (place != evidence.server.end()) return &place->second;
  const auto devices = replicas_showing(evidence, name);
  return devices.empty() ? nullptr : &evidence.replicas[devices.front()]->at(name);
}

/// What became of the first promised delete. Requires: there is one.
AtomFate fate_of_delete(const Evidence& evidence, const std::string& name,
                        const DocumentHistory& history) {
  const engine::Document* shown = shown_somewhere(evidence, name);
  std::optional<AtomFate> fate;
  for (const CellHistory& cell : cells_of(history, evidence.authority(), shown)) {
    if (cell.type->shows != Shows::Presence) continue;
    const Explanation explanation =
        cell.type->explain(cell, shown, ConflictRules{.registers = evidence.system.registers});
    for (std::size_t i = 0; i < cell.deeds.size(); ++i) {
      const bool is_it = history.entries[cell.deeds[i].entry] == history.promised_delete;
      if (is_it) fate = explanation.fates[i].fate;
    }
  }
  STORM_ASSERT(fate.has_value());
  return *fate;
}

/// Of a document that is shown though it was deleted.
void judge_document(const Evidence& evidence, const std::string& name,
                    const DocumentHistory& history, Findings& findings) {
  const bool on_the_server = evidence.server.contains(name);
  const auto devices = replicas_showing(evidence, name);
  findings.count("still shown");
  const LedgerEntry& deletion = chief_delete(evidence, history);
  Violation violation{.property = {},
                      .kind = "still on a replica",
                      .at = evidence.judged_at,
                      .devices = {deletion.device},
                      .operations = {deletion.operation.id},
                      .explanation = {}};
  if (on_the_server) {
    violation.kind =
        evidence.on_the_server(deletion) == nullptr ? "never took effect" : "came back";
  }
  if (!findings.breach(violation.kind)) return;
  const std::string cause = what_happened(evidence, history, deletion, on_the_server, violation);
  violation.devices.insert(violation.devices.end(), devices.begin(), devices.end());
  violation.explanation =
      fmt::format("{}; the user was told: {}. {} It is still shown by {} on {}.",
                  deed(evidence.plan, deletion), told_about(deletion), cause,
                  shown_where(evidence, on_the_server, devices), moment(evidence.judged_at));
  findings.list(std::move(violation));
}

}  // namespace

Judgement judge_deletes_stay(const Evidence& evidence) {
  Findings findings("deletes stay");
  findings.count("deleted documents judged", 0);
  findings.count("gone everywhere", 0);
  for (const auto& [name, history] : histories_of(evidence.ledger)) {
    if (history.promised_delete == nullptr) {
      const bool reported = std::ranges::any_of(history.entries, [](const LedgerEntry* entry) {
        return deletes(entry->operation) && standing_of(*entry) == Standing::Reported;
      });
      if (reported) findings.count("not judged: reported to their user");
      if (history.open_delete != nullptr) findings.count("not judged: outcome left open");
      continue;
    }
    const AtomFate fate = fate_of_delete(evidence, std::string(name), history);
    if (fate == AtomFate::Superseded) {
      findings.count("not judged: created again later");
      continue;
    }
    findings.count("deleted documents judged");
    if (is_breach(fate)) {
      judge_document(evidence, std::string(name), history, findings);
    } else {
      findings.count("gone everywhere");
    }
  }
  return findings.take();
}

}  // namespace storm::scenarios
