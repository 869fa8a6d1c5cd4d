#include "scenarios/properties/effects_once.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "scenarios/datatypes/data_type.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

/// What the ledger says about one cell that shows a sum.
struct Sum {
  CellHistory cell;
  Explanation explanation;
  std::vector<const LedgerEntry*> promised;
  std::vector<const LedgerEntry*> open;
  std::vector<const LedgerEntry*> repeated;
  std::int64_t owed = 0;
};

Sum sum_of(const Evidence& evidence, const DocumentHistory& history, CellHistory cell,
           const engine::Document* shown) {
  Sum sum;
  sum.explanation =
      cell.type->explain(cell, shown, ConflictRules{.registers = evidence.system.registers});
  for (const CellDeed& deed : cell.deeds) {
    const LedgerEntry* entry = history.entries[deed.entry];
    if (deed.landings > 1) sum.repeated.push_back(entry);
    if (deed.standing == Standing::Open) sum.open.push_back(entry);
    if (deed.standing != Standing::Promised) continue;
    sum.promised.push_back(entry);
    sum.owed += deed.atom.amount;
  }
  sum.cell = std::move(cell);
  return sum;
}

/// The cells of a document that show sums. One that no operation explains is judged like one that
/// is owed nothing.
std::vector<Sum> sums_of(const Evidence& evidence, const DocumentHistory& history,
                         const engine::Document* shown) {
  std::vector<Sum> sums;
  for (CellHistory& cell : cells_of(history, evidence.authority(), shown)) {
    if (cell.type->shows != Shows::Sum) continue;
    sums.push_back(sum_of(evidence, history, std::move(cell), shown));
  }
  return sums;
}

std::string_view kind_of(AtomFate fate) {
  if (fate == AtomFate::Doubled) return "applied twice";
  return fate == AtomFate::Invented ? "counter too high" : "counter too low";
}

void add_culprit(Violation& violation, const LedgerEntry& entry) {
  violation.operations.push_back(entry.operation.id);
  if (std::ranges::find(violation.devices, entry.device) == violation.devices.end()) {
    violation.devices.push_back(entry.device);
  }
}

/// Adds to the explanation what probably went wrong: the first increments that were applied
/// again, or that the server never had, or else the last one.
void explain_culprits(const Evidence& evidence, const DocumentHistory& history, const Sum& sum,
                      Violation& violation) {
  std::vector<const LedgerEntry*> culprits;
  for (std::size_t i = 0; i < sum.cell.deeds.size(); ++i) {
    if (!is_breach(sum.explanation.fates[i].fate)) continue;
    culprits.push_back(history.entries[sum.cell.deeds[i].entry]);
  }
  std::string words =
      sum.explanation.excess > 0 ? "Took effect more than once" : "Never reached the server";
  if (culprits.empty() && !sum.promised.empty()) {
    culprits = {sum.promised.back()};
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

void judge_sum(const Evidence& evidence, std::string_view document, const DocumentHistory& history,
               const Sum& sum, Findings& findings) {
  findings.count("counters judged");
  findings.count("increments judged", sum.promised.size());
  if (!sum.open.empty()) findings.count("increments left open", sum.open.size());
  if (!sum.repeated.empty()) {
    findings.count("increments applied more than once", sum.repeated.size());
  }
  if (!is_breach(sum.explanation.cell)) return;
  findings.count("counters wrong");
  const std::string kind(kind_of(sum.explanation.cell));
  if (!findings.breach(kind)) return;
  const std::int64_t excess = sum.explanation.excess;
  Violation violation{
      .property = {},
      .kind = kind,
      .at = evidence.judged_at,
      .devices = {},
      .operations = {},
      .explanation = fmt::format(
          "{}/{} is {} on the server; its users were promised {} increments, {} in "
          "all{}: {} too {}.",
          document, sum.cell.cell, sum.owed + excess, sum.promised.size(), sum.owed,
          sum.open.empty() ? "" : fmt::format(", and {} whose outcome is open", sum.open.size()),
          excess > 0 ? excess : -excess, excess > 0 ? "high" : "low")};
  explain_culprits(evidence, history, sum, violation);
  findings.list(std::move(violation));
}

void judge_document(const Evidence& evidence, const std::string& name,
                    const engine::Document& shown, const DocumentHistory& history,
                    Findings& findings) {
  const std::vector<Sum> sums = sums_of(evidence, history, &shown);
  if (history.creates > 1 || history.promised_delete != nullptr) {
    findings.count("counters not judged: document deleted or created twice", sums.size());
    return;
  }
  for (const Sum& sum : sums) judge_sum(evidence, name, history, sum, findings);
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
    return creates(entry->operation) && entry->operation.document == name;
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
                           return creates(entry->operation);
                         });
    if (!created) explain_foundling(evidence, name, findings);
    if (created) judge_document(evidence, name, shown, history->second, findings);
  }
  std::uint64_t gone = 0;
  for (const auto& [name, history] : histories) {
    if (evidence.server.contains(std::string(name))) continue;
    gone += sums_of(evidence, history, nullptr).size();
  }
  if (gone != 0) findings.count("counters gone with their document", gone);
  return findings.take();
}

}  // namespace storm::scenarios
