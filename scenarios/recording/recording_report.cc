#include "scenarios/recording/recording_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/datatypes/wording.h"
#include "scenarios/recording/code_points.h"

namespace storm::scenarios {
namespace {

// The difference costs the product of the lengths.
constexpr std::size_t kComparisonsMax = 16'000'000;

/// The length of the longest common subsequence.
std::size_t common_length(std::u32string_view left, std::u32string_view right) {
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  for (const char32_t point : left) {
    for (std::size_t j = 0; j < right.size(); ++j) {
      current[j + 1] = point == right[j] ? last[j] + 1 : std::max(last[j + 1], current[j]);
    }
    std::swap(last, current);
  }
  return last.back();
}

/// One value that an operation put into one register.
struct Edit {
  const LedgerEntry* entry = nullptr;
  std::string document;
  std::string field;
  std::string value;
};

bool is_taken(const LedgerEntry& entry) { return entry.answer == Answer::Accepted; }

std::vector<Edit> edits_of(const Ledger& ledger) {
  std::vector<Edit> edits;
  for (const LedgerEntry* entry : ledger.entries()) {
    for (const Atom& atom : atoms_of(entry->operation)) {
      if (atom.type != &register_type()) continue;
      edits.push_back(
          {entry, entry->operation.document, std::string(atom.cell), std::string(atom.value)});
    }
  }
  return edits;
}

/// The values that stand in `final`, and those that were replaced knowingly on the way there.
std::set<std::string> kept_values(const std::vector<Edit>& edits, const engine::Snapshot& final) {
  std::map<std::string, std::string> replaced_by_value;
  for (const Edit& edit : edits) {
    replaced_by_value.emplace(edit.value, edit.entry->seen_value);
  }
  std::set<std::string> kept;
  for (const auto& [name, document] : final) {
    for (const auto& [field, standing] : document.fields) {
      std::string value = standing;
      // A value that is met again ends the way: no chain of a broken engine may keep us here.
      while (!value.empty() && kept.insert(value).second) {
        const auto place = replaced_by_value.find(value);
        value = place == replaced_by_value.end() ? std::string() : place->second;
      }
    }
  }
  return kept;
}

void count(EditCount& into, std::uint64_t characters) {
  ++into.edits;
  into.characters += characters;
}

std::string count_text(const EditCount& count, std::uint64_t characters_in_all) {
  // Tenths of a per cent, rounded down, so that nothing is called 100 % that is not.
  const std::uint64_t tenths =
      characters_in_all == 0 ? 0 : count.characters * 1000 / characters_in_all;
  return fmt::format("{} characters in {} edits ({}.{} %)", count.characters, count.edits,
                     tenths / 10, tenths % 10);
}

}  // namespace

std::uint64_t characters_added(std::string_view before, std::string_view after) {
  const std::u32string from = to_code_points(before);
  const std::u32string to = to_code_points(after);
  std::u32string_view left = from;
  std::u32string_view right = to;
  while (!left.empty() && !right.empty() && left.front() == right.front()) {
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  while (!left.empty() && !right.empty() && left.back() == right.back()) {
    left.remove_suffix(1);
    right.remove_suffix(1);
  }
  if (left.size() * right.size() > kComparisonsMax) return right.size();
  return right.size() - common_length(left, right);
}

RecordingReport report_recording(const Ledger& ledger, const engine::Snapshot& final) {
  const std::vector<Edit> edits = edits_of(ledger);
  const std::set<std::string> kept = kept_values(edits, final);
  std::map<std::uint32_t, WriterReport> writers;
  for (const Edit& edit : edits) {
    WriterReport& writer = writers[edit.entry->device];
    writer.device = edit.entry->device;
    const std::uint64_t characters =
        characters_added(text_of_value(edit.entry->seen_value), text_of_value(edit.value));
    count(writer.written, characters);
    if (!is_taken(*edit.entry)) {
      count(writer.not_taken, characters);
    } else if (kept.contains(edit.value)) {
      count(writer.kept, characters);
    } else if (!final.contains(edit.document)) {
      count(writer.deleted, characters);
    } else {
      count(writer.overwritten_unseen, characters);
    }
  }
  RecordingReport report;
  for (const auto& [device, writer] : writers) report.writers.push_back(writer);
  return report;
}

std::string to_text(const RecordingReport& report, const Plan& plan) {
  std::string text;
  for (const WriterReport& writer : report.writers) {
    const std::uint64_t all = writer.written.characters;
    text += fmt::format(
        "{} wrote {} characters in {} edits\n"
        "  kept                {}\n"
        "  overwritten unseen  {}\n"
        "  deleted with a note {}\n"
        "  not taken           {}\n",
        plan.devices.at(writer.device).name, all, writer.written.edits,
        count_text(writer.kept, all), count_text(writer.overwritten_unseen, all),
        count_text(writer.deleted, all), count_text(writer.not_taken, all));
  }
  return text;
}

}  // namespace storm::scenarios
