#include "scenarios/properties/no_silent_loss.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

#include "scenarios/properties/document_history.h"
#include "scenarios/properties/field_writes.h"
#include "scenarios/properties/findings.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::OperationKind;

std::string_view word(WriteFate fate) {
  switch (fate) {
    case WriteFate::Kept:
      return "kept";
    case WriteFate::Superseded:
      return "superseded by a later write";
    case WriteFate::LostToConcurrent:
      return "lost to a concurrent write";
    case WriteFate::Reported:
      return "reported to their user";
    case WriteFate::Open:
      return "outcome left open, not owed";
    case WriteFate::Lost:
      return "lost";
  }
  return "unknown";
}

/// Judges one document after another and keeps the tally.
class LossJudge {
 public:
  explicit LossJudge(const Evidence& evidence) : evidence_(evidence) {
    findings_.count("documents judged", 0);
    findings_.count("writes judged", 0);
    for (const WriteFate fate :
         {WriteFate::Kept, WriteFate::Superseded, WriteFate::LostToConcurrent}) {
      findings_.count(word(fate), 0);
    }
    findings_.count("gone with a deleted document", 0);
    for (const WriteFate fate : {WriteFate::Reported, WriteFate::Lost, WriteFate::Open}) {
      findings_.count(word(fate), 0);
    }
  }

  void judge(std::string_view name, const DocumentHistory& history) {
    const auto fields = field_writes_of(history);
    if (history.creates > 1) {
      for (const FieldWrites& field : fields) {
        findings_.count("not judged: document created more than once", field.writes().size());
      }
      return;
    }
    const auto place = evidence_.server.find(std::string(name));
    const bool gone = place == evidence_.server.end();
    findings_.count("documents judged");
    if (history.promised_delete != nullptr || (gone && history.open_delete != nullptr)) {
      for (const FieldWrites& field : fields) count_deleted(field);
    } else if (gone) {
      judge_gone(name, history, fields);
    } else {
      for (const FieldWrites& field : fields) judge_field(name, field, place->second);
      judge_unwritten(name, history, fields, place->second);
    }
  }

  Judgement take() { return findings_.take(); }

 private:
  void count_fate(WriteFate fate) {
    if (fate != WriteFate::Open) findings_.count("writes judged");
    findings_.count(word(fate));
  }

  void count_deleted(const FieldWrites& field) {
    for (const FieldWrite& write : field.writes()) {
      if (write.standing == Standing::Promised) {
        findings_.count("writes judged");
        findings_.count("gone with a deleted document");
      } else {
        count_fate(write.standing == Standing::Reported ? WriteFate::Reported : WriteFate::Open);
      }
    }
  }

  /// A document that nobody deleted is not on the server: a breach if any of it was promised.
  void judge_gone(std::string_view name, const DocumentHistory& history,
                  const std::vector<FieldWrites>& fields) {
    for (const FieldWrites& field : fields) {
      for (const WriteFate fate : field.fates(std::nullopt)) count_fate(fate);
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

  void judge_field(std::string_view name, const FieldWrites& field, const Document& document) {
    const std::string_view field_name = field.writes().front().field;
    const auto shown = document.fields.find(std::string(field_name));
    const bool there = shown != document.fields.end();
    const auto standing = there ? field.find(shown->second) : std::nullopt;
    const auto fates = field.fates(standing);
    for (std::size_t i = 0; i < fates.size(); ++i) {
      count_fate(fates[i]);
      // An invented value is one breach, not one for each write that it stands in the place of.
      if (fates[i] != WriteFate::Lost || (there && !standing)) continue;
      explain_loss(name, field, i, standing);
    }
    if (there && !standing) explain_invented(name, field_name, shown->second);
  }

  void explain_loss(std::string_view name, const FieldWrites& field, std::size_t lost,
                    std::optional<std::size_t> standing) {
    const std::string kind = standing ? "lost to an older write" : "field vanished";
    if (!findings_.breach(kind)) return;
    const FieldWrite& write = field.writes()[lost];
    Violation violation{.property = {},
                        .kind = kind,
                        .at = evidence_.judged_at,
                        .devices = {write.entry->device},
                        .operations = {write.entry->operation.id},
                        .explanation = {}};
    violation.explanation =
        fmt::format("{}; the user was told: {}. ", deed(evidence_.plan, *write.entry, write.field),
                    told_about(*write.entry));
    if (standing) {
      const FieldWrite& older = field.writes()[*standing];
      violation.devices.push_back(older.entry->device);
      violation.operations.push_back(older.entry->operation.id);
      violation.explanation += fmt::format(
          "The server shows {} in {}/{} instead, which is older: {}, and the lost write was made "
          "with knowledge of it. {}",
          in_quotes(older.value), name, write.field,
          deed(evidence_.plan, *older.entry, older.field), on_the_server(*write.entry));
    } else {
      violation.explanation += fmt::format("The server shows {} without the field {}. {}", name,
                                           write.field, on_the_server(*write.entry));
    }
    findings_.list(std::move(violation));
  }

  std::string on_the_server(const LedgerEntry& entry) const {
    const Landing* landing = evidence_.on_the_server(entry);
    if (landing == nullptr) return "The lost write never reached the server.";
    return fmt::format("The lost write reached the server on {}.", moment(landing->first));
  }

  void explain_invented(std::string_view name, std::string_view field, std::string_view value) {
    if (!findings_.breach("invented value")) return;
    Violation violation{.property = {},
                        .kind = "invented value",
                        .at = evidence_.judged_at,
                        .devices = {},
                        .operations = {},
                        .explanation = fmt::format("The server shows {} in {}/{}. ",
                                                   in_quotes(value), name, field)};
    const LedgerEntry* source = refused_source(name, field, value);
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
  const LedgerEntry* refused_source(std::string_view name, std::string_view field,
                                    std::string_view value) const {
    for (const LedgerEntry* entry : evidence_.ledger.entries()) {
      const engine::Operation& operation = entry->operation;
      if (operation.document != name) continue;
      if (operation.kind == OperationKind::Set && operation.field == field &&
          operation.value == value) {
        return entry;
      }
      const auto place = operation.fields.find(std::string(field));
      if (place != operation.fields.end() && place->second == value) return entry;
    }
    return nullptr;
  }

  /// Fields on the server that no write of the document's history ever touched.
  void judge_unwritten(std::string_view name, const DocumentHistory& history,
                       const std::vector<FieldWrites>& fields, const Document& document) {
    // A document that nobody created is one breach of effects once, and not one more for each
    // field.
    if (history.creates == 0) return;
    for (const auto& shown : document.fields) {
      const bool written = std::ranges::any_of(fields, [&shown](const FieldWrites& writes) {
        return writes.writes().front().field == shown.first;
      });
      if (!written) explain_invented(name, shown.first, shown.second);
    }
  }

  const Evidence& evidence_;
  Findings findings_{"no silent loss"};
};

}  // namespace

Judgement judge_no_silent_loss(const Evidence& evidence) {
  LossJudge judge(evidence);
  for (const auto& [name, history] : histories_of(evidence.ledger)) judge.judge(name, history);
  return judge.take();
}

}  // namespace storm::scenarios
