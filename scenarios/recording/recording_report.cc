#include "scenarios/recording/recording_report.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

/// One value that an operation put into one register. The texts are the ledger's: those of a long
/// note that is saved at each letter are too many to be copied.
struct Edit {
  const LedgerEntry* entry = nullptr;
  std::string_view value;

  const std::string& document() const { return entry->operation.document; }
};

bool is_taken(const LedgerEntry& entry) { return entry.answer == Answer::Accepted; }

std::vector<Edit> edits_of(const Ledger& ledger) {
  std::vector<Edit> edits;
  for (const LedgerEntry* entry : ledger.entries()) {
    for (const Atom& atom : atoms_of(entry->operation)) {
      if (atom.type != &register_type()) continue;
      edits.push_back({entry, atom.value});
    }
  }
  return edits;
}

/// Goes back from a value to those that were knowingly replaced on the way to it.
class KeptValues final {
 public:
  explicit KeptValues(const std::vector<Edit>& edits) {
    for (const Edit& edit : edits) {
      replaced_by_value_.emplace(edit.value, edit.entry->seen_value);
      value_of_.emplace(edit.entry->operation.id, edit.value);
    }
  }

  void keep(std::string_view value) {
    // A value that is met again ends the way: no chain of a broken engine may keep us here.
    while (!value.empty() && kept_.insert(value).second) {
      const auto place = replaced_by_value_.find(value);
      value = place == replaced_by_value_.end() ? std::string_view() : place->second;
    }
  }

  void keep_written_by(engine::OperationId operation) {
    const auto value = value_of_.find(operation);
    if (value != value_of_.end()) keep(value->second);
  }

  bool contains(std::string_view value) const { return kept_.contains(value); }

 private:
  std::map<std::string_view, std::string_view> replaced_by_value_;
  std::map<engine::OperationId, std::string_view> value_of_;
  std::set<std::string_view> kept_;
};

KeptValues kept_values(const Ledger& ledger, const std::vector<Edit>& edits,
                       const engine::Snapshot& final, const RecordedSaves& saves) {
  KeptValues kept(edits);
  for (const auto& [name, document] : final) {
    for (const auto& [field, standing] : document.fields) kept.keep(standing);
  }
  for (const LedgerEntry* entry : ledger.entries()) {
    const bool is_delete = deletes(entry->operation);
    if (!is_delete || !is_taken(*entry) || final.contains(entry->operation.document)) continue;
    const auto& seen = saves.of(entry->operation.id).seen;
    if (seen) kept.keep_written_by(*seen);
  }
  return kept;
}

enum class Outcome : std::uint8_t { NeverSaved, NotTaken, Deleted, OverwrittenUnseen, Kept };

Outcome outcome_of(const Edit& edit, const KeptValues& kept, const engine::Snapshot& final) {
  if (!is_taken(*edit.entry)) return Outcome::NotTaken;
  if (kept.contains(edit.value)) return Outcome::Kept;
  return final.contains(edit.document()) ? Outcome::OverwrittenUnseen : Outcome::Deleted;
}

/// The best that became of each character, over all the values that it was in.
std::vector<Outcome> outcomes_of_characters(const std::vector<Edit>& edits, const KeptValues& kept,
                                            const engine::Snapshot& final,
                                            const RecordedSaves& saves) {
  std::vector<Outcome> outcomes(saves.characters.size(), Outcome::NeverSaved);
  for (const Edit& edit : edits) {
    const Outcome outcome = outcome_of(edit, kept, final);
    for (const CharacterId character : saves.of(edit.entry->operation.id).characters) {
      Outcome& best = outcomes[static_cast<std::size_t>(character)];
      best = std::max(best, outcome);
    }
  }
  return outcomes;
}

/// Where a report counts what ended so; null for what has no edits.
EditCount* count_of(WriterReport& writer, Outcome outcome) {
  switch (outcome) {
    case Outcome::Kept:
      return &writer.kept;
    case Outcome::OverwrittenUnseen:
      return &writer.overwritten_unseen;
    case Outcome::Deleted:
      return &writer.deleted;
    case Outcome::NotTaken:
      return &writer.not_taken;
    case Outcome::NeverSaved:
      break;
  }
  return nullptr;
}

void count_character(WriterReport& writer, Outcome outcome) {
  ++writer.written.characters;
  if (EditCount* count = count_of(writer, outcome)) {
    ++count->characters;
  } else {
    ++writer.characters_never_saved;
  }
}

RecordedEnd end_of(const engine::Snapshot& final, const RecordedSaves& saves) {
  const auto text_in = [&final](const std::string& document) {
    const auto place = final.find(document);
    if (place == final.end()) return std::string();
    const auto field = place->second.fields.find("text");
    return field == place->second.fields.end() ? std::string()
                                               : std::string(text_of_value(field->second));
  };
  RecordedEnd end{.paragraphs = saves.end.size(), .as_recorded = 0, .other_notes = 0};
  std::set<std::string> recorded;
  for (const RecordedSaves::Paragraph& paragraph : saves.end) {
    recorded.insert(paragraph.document);
    if (text_in(paragraph.document) == paragraph.text) ++end.as_recorded;
  }
  for (const auto& [name, document] : final) {
    if (!recorded.contains(name) && !text_in(name).empty()) ++end.other_notes;
  }
  return end;
}

std::string end_text(const RecordedEnd& end) {
  if (end.as_recorded == end.paragraphs && end.other_notes == 0) {
    return fmt::format("the end is the recorded text, in {} notes\n", end.paragraphs);
  }
  return fmt::format(
      "the end is not the recorded text: {} of {} notes are as recorded, and {} are not in it\n",
      end.as_recorded, end.paragraphs, end.other_notes);
}

std::string count_text(const EditCount& count, std::uint64_t characters_in_all) {
  // Tenths of a per cent, rounded down, so that nothing is called 100 % that is not.
  const std::uint64_t tenths =
      characters_in_all == 0 ? 0 : count.characters * 1000 / characters_in_all;
  return fmt::format("{} characters in {} edits ({}.{} %)", count.characters, count.edits,
                     tenths / 10, tenths % 10);
}

}  // namespace

RecordingReport report_recording(const Ledger& ledger, const engine::Snapshot& final,
                                 const RecordedSaves& saves) {
  const std::vector<Edit> edits = edits_of(ledger);
  const KeptValues kept = kept_values(ledger, edits, final, saves);
  std::map<std::uint32_t, WriterReport> writers;
  for (const Edit& edit : edits) {
    WriterReport& writer = writers[edit.entry->device];
    ++writer.written.edits;
    ++count_of(writer, outcome_of(edit, kept, final))->edits;
  }
  const std::vector<Outcome> outcomes = outcomes_of_characters(edits, kept, final, saves);
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    const RecordedSaves::Character& character = saves.characters[index];
    WriterReport& writer = writers[saves.devices.at(character.writer)];
    if (character.is_line_break) {
      ++writer.line_breaks;
    } else {
      count_character(writer, outcomes[index]);
    }
  }
  RecordingReport report{.writers = {}, .end = end_of(final, saves)};
  for (auto& [device, writer] : writers) {
    writer.device = device;
    report.writers.push_back(writer);
  }
  return report;
}

std::string to_text(const RecordingReport& report, const Plan& plan) {
  std::string text;
  for (const WriterReport& writer : report.writers) {
    const std::uint64_t all = writer.written.characters;
    text += fmt::format(
        "{} wrote {} characters and {} line breaks, in {} edits\n"
        "  kept                {}\n"
        "  overwritten unseen  {}\n"
        "  deleted with a note {}\n"
        "  not taken           {}\n",
        plan.devices.at(writer.device).name, all, writer.line_breaks, writer.written.edits,
        count_text(writer.kept, all), count_text(writer.overwritten_unseen, all),
        count_text(writer.deleted, all), count_text(writer.not_taken, all));
    if (writer.characters_never_saved != 0) {
      text += fmt::format("  erased before saved {} characters\n", writer.characters_never_saved);
    }
  }
  return text + end_text(report.end);
}

}  // namespace storm::scenarios
