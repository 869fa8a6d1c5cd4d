#include "scenarios/properties/effects_once.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <string>

#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

using engine::OperationKind;

/// What the ledger says about one counter.
struct Counter {
  std::int64_t owed = 0;
  /// What took effect again, beyond once for each increment.
  std::int64_t again = 0;
  std::vector<const LedgerEntry*> promised;
  std::vector<const LedgerEntry*> open;
  std::vector<const LedgerEntry*> repeated;
};

using Counters = std::map<std::string_view, Counter>;

Counters counters_of(const Evidence& evidence, const DocumentHistory& history) {
  Counters counters;
  for (const LedgerEntry* entry : history.entries) {
    if (entry->operation.kind != OperationKind::Increment) continue;
    Counter& counter = counters[entry->operation.field];
    const Landing* landing = evidence.on_the_server(*entry);
    if (landing != nullptr && landing->times > 1) {
      counter.repeated.push_back(entry);
      counter.again += entry->operation.delta * static_cast<std::int64_t>(landing->times - 1);
    }
    const Standing standing = standing_of(*entry);
    if (standing == Standing::Open) counter.open.push_back(entry);
    if (standing != Standing::Promised) continue;
    counter.promised.push_back(entry);
    counter.owed += entry->operation.delta;
  }
  return counters;
}

/// Whether some of the open increments add up to `excess`.
bool explained_by_open(const Counter& counter, std::int64_t excess) {
  std::set<std::int64_t> sums{0};
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  for (const LedgerEntry* entry : counter.open) {
    const std::int64_t delta = entry->operation.delta;
    (delta < 0 ? lowest : highest) += delta;
    if (sums.size() > kReachableSumsMax) continue;
    const std::vector<std::int64_t> before(sums.begin(), sums.end());
    for (const std::int64_t sum : before) sums.insert(sum + delta);
  }
  if (sums.size() > kReachableSumsMax) return excess >= lowest && excess <= highest;
  return sums.contains(excess);
}

std::string_view kind_of(const Counter& counter, std::int64_t excess) {
  if (!counter.repeated.empty() && excess != 0 && excess == counter.again) return "applied twice";
  return excess > 0 ? "counter too high" : "counter too low";
}

void add_culprit(Violation& violation, const LedgerEntry& entry) {
  violation.operations.push_back(entry.operation.id);
  if (std::ranges::find(violation.devices, entry.device) == violation.devices.end()) {
    violation.devices.push_back(entry.device);
  }
}

/// Adds to the explanation what probably went wrong: the first increments that were applied
/// again, or that the server never had, or else the last one.
void explain_culprits(const Evidence& evidence, const Counter& counter, std::int64_t excess,
                      Violation& violation) {
  std::vector<const LedgerEntry*> culprits;
  std::string words;
  if (excess > 0 && !counter.repeated.empty()) {
    culprits = counter.repeated;
    words = "Took effect more than once";
  } else if (excess < 0) {
    std::ranges::copy_if(counter.promised, std::back_inserter(culprits),
                         [&evidence](const LedgerEntry* entry) {
                           return evidence.on_the_server(*entry) == nullptr;
                         });
    words = "Never reached the server";
  }
  if (culprits.empty() && !counter.promised.empty()) {
    culprits = {counter.promised.back()};
    words = "Each reached the server; the last of them";
  }
  if (culprits.empty()) return;
  for (const LedgerEntry* entry : culprits) add_culprit(violation, *entry);
  violation.explanation +=
      fmt::format(" {}: {}; the user was told: {}.", words, deed(evidence.plan, *culprits.front()),
                  told_about(*culprits.front()));
  if (culprits.size() > 1) {
    violation.explanation += fmt::format(" And {} more like it.", culprits.size() - 1);
  }
}

void judge_counter(const Evidence& evidence, std::string_view document, std::string_view field,
                   const Counter& counter, std::int64_t shown, Findings& findings) {
  findings.count("counters judged");
  findings.count("increments judged", counter.promised.size());
  if (!counter.open.empty()) findings.count("increments left open", counter.open.size());
  if (!counter.repeated.empty()) {
    findings.count("increments applied more than once", counter.repeated.size());
  }
  const std::int64_t excess = shown - counter.owed;
  if (explained_by_open(counter, excess)) return;
  findings.count("counters wrong");
  const std::string kind(kind_of(counter, excess));
  if (!findings.breach(kind)) return;
  Violation violation{
      .property = {},
      .kind = kind,
      .at = evidence.judged_at,
      .devices = {},
      .operations = {},
      .explanation = fmt::format(
          "{}/{} is {} on the server; its users were promised {} increments, {} in "
          "all{}: {} too {}.",
          document, field, shown, counter.promised.size(), counter.owed,
          counter.open.empty() ? ""
                               : fmt::format(", and {} whose outcome is open", counter.open.size()),
          excess > 0 ? excess : -excess, excess > 0 ? "high" : "low")};
  explain_culprits(evidence, counter, excess, violation);
  findings.list(std::move(violation));
}

void judge_document(const Evidence& evidence, const std::string& name,
                    const engine::Document& shown, const DocumentHistory& history,
                    Findings& findings) {
  Counters counters = counters_of(evidence, history);
  // A counter on the server that no increment explains is judged like one that is owed nothing.
  for (const auto& [field, value] : shown.counters) {
    if (value != 0) counters.try_emplace(field);
  }
  if (history.creates > 1 || history.promised_delete != nullptr) {
    findings.count("counters not judged: document deleted or created twice", counters.size());
    return;
  }
  for (const auto& [field, counter] : counters) {
    const auto place = shown.counters.find(std::string(field));
    const std::int64_t value = place == shown.counters.end() ? 0 : place->second;
    judge_counter(evidence, name, field, counter, value, findings);
  }
}

/// Lists a document on the server that came from nowhere.
void explain_foundling(const Evidence& evidence, const std::string& name, Findings& findings) {
  if (!findings.breach("document nobody created")) return;
  Violation violation{.property = {},
                      .kind = "document nobody created",
                      .at = evidence.judged_at,
                      .devices = {},
                      .operations = {},
                      .explanation = fmt::format("{} is on the server. ", name)};
  const auto& entries = evidence.ledger.entries();
  const auto attempt = std::ranges::find_if(entries, [&name](const LedgerEntry* entry) {
    return entry->operation.kind == OperationKind::Create && entry->operation.document == name;
  });
  if (attempt == entries.end()) {
    violation.explanation += "No user ever tried to create it.";
  } else {
    add_culprit(violation, **attempt);
    violation.explanation += fmt::format("{}, but the user was told: {}.",
                                         deed(evidence.plan, **attempt), told_about(**attempt));
  }
  findings.list(std::move(violation));
}

}  // namespace

Judgement judge_effects_once(const Evidence& evidence) {
  Findings findings("effects once");
  findings.count("counters judged", 0);
  findings.count("increments judged", 0);
  findings.count("documents judged", 0);
  const auto histories = histories_of(evidence.ledger);
  for (const auto& [name, shown] : evidence.server) {
    findings.count("documents judged");
    const auto history = histories.find(name);
    const bool created = history != histories.end() &&
                         std::ranges::any_of(history->second.entries, [](const LedgerEntry* entry) {
                           return entry->operation.kind == OperationKind::Create;
                         });
    if (!created) explain_foundling(evidence, name, findings);
    if (created) judge_document(evidence, name, shown, history->second, findings);
  }
  std::uint64_t gone = 0;
  for (const auto& [name, history] : histories) {
    if (evidence.server.contains(std::string(name))) continue;
    gone += counters_of(evidence, history).size();
  }
  if (gone != 0) findings.count("counters gone with their document", gone);
  return findings.take();
}

}  // namespace storm::scenarios
