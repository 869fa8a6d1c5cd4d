#include "scenarios/datatypes/document_life.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::Operation;
using engine::OperationKind;

void draw_create(Operation& operation, const DrawOptions& options, Random& random) {
  for (const std::string_view cell : options.cells) {
    operation.fields.emplace(cell, options.value(operation, cell, random));
  }
}

void write_create(const Operation& operation, EditWriter& writer) {
  writer.texts("fields", operation.fields);
}

void read_create(Operation& operation, EditReader& reader) {
  reader.claim_document();
  operation.fields = reader.values("fields");
}

std::string does_create(const Operation& operation) {
  std::string words = fmt::format("creates {}", operation.document);
  const char* separator = " with";
  for (const auto& [field, value] : operation.fields) {
    words += fmt::format("{} {} {}", separator, field, in_quotes(text_of_value(value)));
    separator = ",";
  }
  return words;
}

std::string did_create(const Operation& operation, std::string_view cell) {
  const auto place = operation.fields.find(std::string(cell));
  if (cell.empty() || place == operation.fields.end()) {
    return fmt::format("created {}", operation.document);
  }
  return fmt::format("created {} with {} = {}", operation.document, cell, in_quotes(place->second));
}

/// With the first field only, and with each of them left out.
std::vector<Operation> simpler_creates(const Operation& operation) {
  if (operation.fields.size() < 2) return {};
  std::vector<Operation> simpler;
  Operation& first_only = simpler.emplace_back(operation);
  first_only.fields.erase(std::next(first_only.fields.begin()), first_only.fields.end());
  for (const auto& [field, value] : operation.fields) {
    simpler.emplace_back(operation).fields.erase(field);
  }
  return simpler;
}

std::vector<std::string*> texts_of_create(Operation& operation) {
  std::vector<std::string*> texts;
  for (auto& [field, value] : operation.fields) texts.push_back(&value);
  return texts;
}

Atom document_atom(const Operation& operation) {
  return {.run = {.operation = operation.id}, .type = &document_life(), .cell = {}, .value = {}};
}

std::vector<Atom> atoms_of_create(const Operation& operation) {
  std::vector<Atom> atoms{document_atom(operation)};
  for (const auto& [field, value] : operation.fields) {
    atoms.push_back(
        {.run = {.operation = operation.id, .first = static_cast<std::uint32_t>(atoms.size())},
         .type = &register_type(),
         .cell = field,
         .value = value});
  }
  return atoms;
}

std::string does_delete(const Operation& operation) {
  return fmt::format("deletes {}", operation.document);
}

std::string did_delete(const Operation& operation, std::string_view /*cell*/) {
  return fmt::format("deleted {}", operation.document);
}

std::vector<Atom> atoms_of_delete(const Operation& operation) { return {document_atom(operation)}; }

/// The document as such has no name among its cells.
std::vector<std::string_view> whole_document(const Document& /*document*/) {
  return {std::string_view()};
}

bool is_create(const CellDeed& deed) { return creates(*deed.operation); }
bool is_delete(const CellDeed& deed) { return deletes(*deed.operation); }

/// A create that was reported as lost shows only where no other can have made the document.
std::vector<std::size_t> shown_creates(const CellHistory& history, const Document* document) {
  STORM_ASSERT(history.type == &document_life());
  if (document == nullptr) return {};
  std::vector<std::size_t> reported;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < history.deeds.size(); ++i) {
    if (!is_create(history.deeds[i])) continue;
    (history.deeds[i].standing == Standing::Reported ? reported : others).push_back(i);
  }
  return others.empty() ? reported : others;
}

/// The first delete of that standing.
std::optional<std::size_t> first_delete(const std::vector<CellDeed>& deeds, Standing standing) {
  for (std::size_t i = 0; i < deeds.size(); ++i) {
    if (is_delete(deeds[i]) && deeds[i].standing == standing) return i;
  }
  return std::nullopt;
}

/// The first create after `deletion` that its user was not told to have lost.
std::optional<std::size_t> create_after(const std::vector<CellDeed>& deeds, std::size_t deletion) {
  for (std::size_t i = deletion + 1; i < deeds.size(); ++i) {
    if (is_create(deeds[i]) && deeds[i].standing != Standing::Reported) return i;
  }
  return std::nullopt;
}

DeedFate fate_of_delete(const CellDeed& deed, std::optional<std::size_t> later_create,
                        bool is_there) {
  if (later_create) return {.fate = AtomFate::Superseded, .because_of = later_create};
  if (!is_there) return {.fate = AtomFate::Kept, .because_of = {}};
  return {.fate = deed.landings == 0 ? AtomFate::Lost : AtomFate::BroughtBack, .because_of = {}};
}

DeedFate fate_of_create(std::optional<std::size_t> deletion, bool is_there) {
  if (is_there) return {.fate = AtomFate::Kept, .because_of = {}};
  return {.fate = deletion ? AtomFate::Removed : AtomFate::Lost, .because_of = deletion};
}

Explanation explain_life(const CellHistory& history, const Document* document,
                         const ConflictRules& /*rules*/) {
  STORM_ASSERT(history.type == &document_life());
  const std::vector<CellDeed>& deeds = history.deeds;
  const bool is_there = document != nullptr;
  const auto promised = first_delete(deeds, Standing::Promised);
  const auto deletion = promised ? promised : first_delete(deeds, Standing::Open);
  const auto later_create = promised ? create_after(deeds, *promised) : std::nullopt;
  Explanation explanation;
  for (const CellDeed& deed : deeds) {
    if (deed.standing == Standing::Reported) {
      explanation.fates.push_back({.fate = AtomFate::Reported, .because_of = {}});
    } else if (deed.standing != Standing::Promised) {
      explanation.fates.push_back({.fate = AtomFate::Open, .because_of = {}});
    } else if (is_delete(deed)) {
      explanation.fates.push_back(fate_of_delete(deed, later_create, is_there));
    } else {
      explanation.fates.push_back(fate_of_create(deletion, is_there));
    }
  }
  if (is_there && std::ranges::none_of(deeds, is_create)) explanation.cell = AtomFate::Invented;
  return explanation;
}

constexpr Verb kCreate{.kind = OperationKind::Create,
                       .name = "create",
                       .enumerator = "Create",
                       .draw = draw_create,
                       .write = write_create,
                       .read = read_create,
                       .does = does_create,
                       .did = did_create,
                       .simpler = simpler_creates,
                       .texts = texts_of_create,
                       .atoms = atoms_of_create,
                       .replaces = nullptr};

constexpr Verb kDelete{.kind = OperationKind::Delete,
                       .name = "delete",
                       .enumerator = "Delete",
                       .draw = nullptr,
                       .write = nullptr,
                       .read = nullptr,
                       .does = does_delete,
                       .did = did_delete,
                       .simpler = nullptr,
                       .texts = nullptr,
                       .atoms = atoms_of_delete,
                       .replaces = nullptr};

constexpr std::array kVerbs{kCreate, kDelete};

constexpr DataType kType{.name = "document",
                         .shows = Shows::Presence,
                         .verbs = kVerbs,
                         .cells = whole_document,
                         .shown = shown_creates,
                         .explain = explain_life};

}  // namespace

const DataType& document_life() { return kType; }

const Verb& create_verb() { return kCreate; }
const Verb& delete_verb() { return kDelete; }

bool creates(const Operation& operation) { return operation.kind == OperationKind::Create; }
bool deletes(const Operation& operation) { return operation.kind == OperationKind::Delete; }

}  // namespace storm::scenarios
