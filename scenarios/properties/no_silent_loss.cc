#include "scenarios/properties/no_silent_loss.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/properties/document_history.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

using engine::Document;

std::string_view word(AtomFate fate) {
  switch (fate) {
    case AtomFate::Kept:
      return "kept";
    case AtomFate::Superseded:
      return "superseded by a later write";
    case AtomFate::Removed:
      return "gone with a deleted document";
    case AtomFate::LostToConcurrent:
      return "lost to a concurrent write";
    case AtomFate::Reported:
      return "reported to their user";
    case AtomFate::Open:
      return "outcome left open, not owed";
    case AtomFate::Lost:
      return "lost";
    case AtomFate::Doubled:
    case AtomFate::Invented:
    case AtomFate::BroughtBack:
      break;
  }
  return "unknown";
}

/// The cells that show which of their atoms are there. Sums are judged by effects once.
std::vector<CellHistory> told_apart(std::vector<CellHistory> cells) {
  std::erase_if(cells, [](const CellHistory& cell) { return cell.type->shows != Shows::Atoms; });
  return cells;
}

/// Judges one document after another and keeps the tally.
class LossJudge {
 public:
  explicit LossJudge(const Evidence& evidence) : evidence_(evidence) {
    findings_.count("documents judged", 0);
    findings_.count("writes judged", 0);
    for (const AtomFate fate :
         {AtomFate::Kept, AtomFate::Superseded, AtomFate::LostToConcurrent, AtomFate::Removed,
          AtomFate::Reported, AtomFate::Lost, AtomFate::Open}) {
      findings_.count(word(fate), 0);
    }
  }

  void judge(std::string_view name, const DocumentHistory& history) {
    const auto place = evidence_.server.find(std::string(name));
    const bool gone = place == evidence_.server.end();
    const auto cells =
        told_apart(cells_of(history, evidence_.authority(), gone ? nullptr : &place->second));
    if (history.creates > 1) {
      for (const CellHistory& cell : cells) {
        if (cell.deeds.empty()) continue;
        findings_.count("not judged: document created more than once", cell.deeds.size());
      }
      return;
    }
    findings_.count("documents judged");
    if (history.promised_delete != nullptr || (gone && history.open_delete != nullptr)) {
      for (const CellHistory& cell : cells) count_deleted(cell);
    } else if (gone) {
      judge_gone(name, history, cells);
    } else {
      for (const CellHistory& cell : cells) judge_cell(name, history, cell, place->second);
      judge_unwritten(name, history, cells, place->second);
    }
  }

  Judgement take() { return findings_.take(); }

 private:
  void count_fate(AtomFate fate) {
    if (fate != AtomFate::Open) findings_.count("writes judged");
    findings_.count(word(fate));
  }

  void count_deleted(const CellHistory& cell) {
    for (const CellDeed& deed : cell.deeds) {
      if (deed.standing == Standing::Promised) {
        count_fate(AtomFate::Removed);
      } else {
        count_fate(deed.standing == Standing::Reported ? AtomFate::Reported : AtomFate::Open);
      }
    }
  }

  /// A document that nobody deleted is not on the server: a breach if any of it was promised.
  void judge_gone(std::string_view name, const DocumentHistory& history,
                  const std::vector<CellHistory>& cells) {
    for (const CellHistory& cell : cells) {
      for (const DeedFate& deed : cell.type->explain(cell, nullptr, rules_).fates) {
        count_fate(deed.fate);
      }
    }
    const auto promised = [](const LedgerEntry* entry) {
      return standing_of(*entry) == Standing::Promised;
    };
    const auto number = std::ranges::count_if(history.entries, promised);
    if (number == 0 || !findings_.breach("document lost")) return;
    const LedgerEntry& first = **std::ranges::find_if(history.entries, promised);
    const auto landed = std::ranges::find_if(history.entries, [this](const LedgerEntry* entry) {
      return evidence_.on_the_server(*entry) != nullptr;
    });
    const std::string server_had =
        landed == history.entries.end()
            ? "The server never had any of it"
            : fmt::format("The server had it on {}",
                          moment(evidence_.on_the_server(**landed)->first));
    findings_.list(
        {.property = {},
         .kind = "document lost",
         .at = evidence_.judged_at,
         .devices = {first.device},
         .operations = {first.operation.id},
         .explanation = fmt::format(
             "{} is not on the server, and nobody deleted it. {}; the user was told: {}. "
             "{} accepted operations on it are gone. {}.",
             name, deed(evidence_.plan, first), told_about(first), number, server_had)});
  }

  void judge_cell(std::string_view name, const DocumentHistory& history, const CellHistory& cell,
                  const Document& document) {
    if (cell.deeds.empty()) return;
    const Explanation explanation = cell.type->explain(cell, &document, rules_);
    for (std::size_t i = 0; i < cell.deeds.size(); ++i) {
      count_fate(explanation.fates[i].fate);
      // An invented value is one breach, not one for each write that it stands in the place of.
      if (explanation.fates[i].fate != AtomFate::Lost || is_breach(explanation.cell)) continue;
      explain_loss(name, history, cell, i, explanation.fates[i].because_of);
    }
    if (explanation.cell == AtomFate::Invented) explain_invented(name, cell, explanation.shown);
  }

  void explain_loss(std::string_view name, const DocumentHistory& history, const CellHistory& cell,
                    std::size_t lost, std::optional<std::size_t> standing) {
    const std::string kind = standing ? "lost to an older write" : "field vanished";
    if (!findings_.breach(kind)) return;
    const LedgerEntry& write = *history.entries[cell.deeds[lost].entry];
    Violation violation{.property = {},
                        .kind = kind,
                        .at = evidence_.judged_at,
                        .devices = {write.device},
                        .operations = {write.operation.id},
                        .explanation = {}};
    violation.explanation = fmt::format("{}; the user was told: {}. ",
                                        deed(evidence_.plan, write, cell.cell), told_about(write));
    if (standing) {
      const CellDeed& stands = cell.deeds[*standing];
      const LedgerEntry& older = *history.entries[stands.entry];
      violation.devices.push_back(older.device);
      violation.operations.push_back(older.operation.id);
      violation.explanation += fmt::format(
          "The server shows {} in {}/{} instead, which is older: {}, and the lost write was made "
          "with knowledge of it. {}",
          in_quotes(stands.atom.value), name, cell.cell, deed(evidence_.plan, older, cell.cell),
          on_the_server(write));
    } else {
      violation.explanation += fmt::format("The server shows {} without the field {}. {}", name,
                                           cell.cell, on_the_server(write));
    }
    findings_.list(std::move(violation));
  }

  std::string on_the_server(const LedgerEntry& entry) const {
    const Landing* landing = evidence_.on_the_server(entry);
    if (landing == nullptr) return "The lost write never reached the server.";
    return fmt::format("The lost write reached the server on {}.", moment(landing->first));
  }

  void explain_invented(std::string_view name, const CellHistory& cell, std::string_view value) {
    if (!findings_.breach("invented value")) return;
    Violation violation{.property = {},
                        .kind = "invented value",
                        .at = evidence_.judged_at,
                        .devices = {},
                        .operations = {},
                        .explanation = fmt::format("The server shows {} in {}/{}. ",
                                                   in_quotes(value), name, cell.cell)};
    const LedgerEntry* source = refused_source(name, cell, value);
    if (source == nullptr) {
      violation.explanation += "No user ever wrote this there.";
    } else {
      violation.devices = {source->device};
      violation.operations = {source->operation.id};
      violation.explanation += fmt::format("{}, but the user was told: {}.",
                                           deed(evidence_.plan, *source), told_about(*source));
    }
    findings_.list(std::move(violation));
  }

  /// The refused write that a value comes from, if it does. Looked for only to explain a breach.
  const LedgerEntry* refused_source(std::string_view name, const CellHistory& cell,
                                    std::string_view value) const {
    for (const LedgerEntry* entry : evidence_.ledger.entries()) {
      if (entry->operation.document != name) continue;
      const bool wrote_it = std::ranges::any_of(atoms_of(entry->operation), [&](const Atom& atom) {
        return atom.type == cell.type && atom.cell == cell.cell && atom.value == value;
      });
      if (wrote_it) return entry;
    }
    return nullptr;
  }

  /// Cells on the server that nothing in the document's history ever touched.
  void judge_unwritten(std::string_view name, const DocumentHistory& history,
                       const std::vector<CellHistory>& cells, const Document& document) {
    // A document that nobody created is one breach of effects once, and not one more for each
    // field.
    if (history.creates == 0) return;
    for (const CellHistory& cell : cells) {
      if (!cell.deeds.empty()) continue;
      const Explanation explanation = cell.type->explain(cell, &document, rules_);
      explain_invented(name, cell, explanation.shown);
    }
  }

  const Evidence& evidence_;
  const ConflictRules rules_{.registers = evidence_.system.registers};
  Findings findings_{"no silent loss"};
};

}  // namespace

Judgement judge_no_silent_loss(const Evidence& evidence) {
  LossJudge judge(evidence);
  for (const auto& [name, history] : histories_of(evidence.ledger)) judge.judge(name, history);
  return judge.take();
}

}  // namespace storm::scenarios
