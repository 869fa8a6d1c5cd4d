#include "scenarios/datatypes/register_type.h"

#include <array>
#include <fmt/format.h>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/register_causality.h"
#include "scenarios/datatypes/wording.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::Operation;

void draw_set(Operation& operation, const DrawOptions& options, Random& random) {
  operation.field = draw_cell(options.cells, random);
  operation.value = options.value(operation, operation.field, random);
}

void write_set(const Operation& operation, EditWriter& writer) {
  writer.text("field", operation.field);
  writer.text("value", operation.value);
}

void read_set(Operation& operation, EditReader& reader) {
  operation.field = reader.text("field", "the name of a field");
  operation.value = reader.value("value", "a text that no other operation writes", operation.field);
}

std::string does_set(const Operation& operation) {
  return fmt::format("sets {}/{} to {}", operation.document, operation.field,
                     in_quotes(text_of_value(operation.value)));
}

std::string did_set(const Operation& operation, std::string_view /*cell*/) {
  return fmt::format("set {}/{} to {}", operation.document, operation.field,
                     in_quotes(operation.value));
}

std::vector<std::string*> texts_of_set(Operation& operation) { return {&operation.value}; }

std::vector<Atom> atoms_of_set(const Operation& operation) {
  return {{.run = {.operation = operation.id},
           .type = &register_type(),
           .cell = operation.field,
           .value = operation.value}};
}

std::optional<std::string_view> shown_value(const Document& document, std::string_view cell) {
  const auto place = document.fields.find(std::string(cell));
  if (place == document.fields.end()) return std::nullopt;
  return place->second;
}

std::optional<std::string_view> replaced_by_set(const Operation& operation,
                                                const Document& document) {
  return shown_value(document, operation.field);
}

std::vector<std::string_view> registers_of(const Document& document) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : document.fields) names.emplace_back(name);
  return names;
}

std::vector<std::size_t> writes_of(const CellHistory& history,
                                   const std::optional<std::string_view>& value) {
  std::vector<std::size_t> writes;
  for (std::size_t i = 0; value && i < history.deeds.size(); ++i) {
    if (history.deeds[i].atom.value == *value) writes.push_back(i);
  }
  return writes;
}

std::vector<std::size_t> shown_writes(const CellHistory& history, const Document* document) {
  STORM_ASSERT(history.type == &register_type());
  if (document == nullptr) return {};
  return writes_of(history, shown_value(*document, history.cell));
}

/// What becomes of a write that no policy has a say in: it is what stands, or it is older.
class WriteJudge final {
 public:
  WriteJudge(const CellHistory& history, std::optional<std::size_t> standing)
      : history_(history), standing_(standing) {
    const RegisterCausality causality(history);
    replaced_ = causality.known_to_promised();
    if (!standing) return;
    newer_ = causality.knew(*standing);
    older_ = causality.known_to(*standing);
  }

  DeedFate judge(std::size_t write, const ConflictRules& rules) const {
    const CellDeed& deed = history_.deeds[write];
    if (deed.standing == Standing::Reported) return {.fate = AtomFate::Reported, .because_of = {}};
    if (deed.standing != Standing::Promised) return {.fate = AtomFate::Open, .because_of = {}};
    if (standing_ && deed.atom.value == history_.deeds[*standing_].atom.value) {
      return {.fate = AtomFate::Kept, .because_of = {}};
    }
    if (standing_ && older_[write] != 0) {
      return {.fate = AtomFate::Superseded, .because_of = standing_};
    }
    if (replaced_[write] != 0) return {.fate = AtomFate::Superseded, .because_of = {}};
    if (!standing_ || newer_[write] != 0) return {.fate = AtomFate::Lost, .because_of = standing_};
    return {.fate = fate_of_concurrent(rules), .because_of = standing_};
  }

 private:
  static AtomFate fate_of_concurrent(const ConflictRules& rules) {
    switch (rules.registers) {
      case engine::RegisterPolicy::OneWins:
        return AtomFate::LostToConcurrent;
    }
    return AtomFate::Lost;
  }

  const CellHistory& history_;
  std::optional<std::size_t> standing_;
  std::vector<char> replaced_;
  /// Of what stands: who knew it, and whom it knew.
  std::vector<char> newer_;
  std::vector<char> older_;
};

Explanation explain_register(const CellHistory& history, const Document* document,
                             const ConflictRules& rules) {
  STORM_ASSERT(history.type == &register_type());
  const auto value = document == nullptr ? std::nullopt : shown_value(*document, history.cell);
  const std::vector<std::size_t> writes = writes_of(history, value);
  std::optional<std::size_t> standing;
  if (!writes.empty()) standing = writes.back();
  const WriteJudge judge(history, standing);
  Explanation explanation;
  explanation.fates.reserve(history.deeds.size());
  for (std::size_t i = 0; i < history.deeds.size(); ++i) {
    explanation.fates.push_back(judge.judge(i, rules));
  }
  explanation.shown = value.value_or(std::string_view());
  if (value && !standing) explanation.cell = AtomFate::Invented;
  return explanation;
}

constexpr std::array kVerbs{Verb{.kind = engine::OperationKind::Set,
                                 .name = "set",
                                 .enumerator = "Set",
                                 .draw = draw_set,
                                 .write = write_set,
                                 .read = read_set,
                                 .does = does_set,
                                 .did = did_set,
                                 .simpler = nullptr,
                                 .texts = texts_of_set,
                                 .atoms = atoms_of_set,
                                 .replaces = replaced_by_set}};

constexpr DataType kType{.name = "register",
                         .shows = Shows::Atoms,
                         .verbs = kVerbs,
                         .cells = registers_of,
                         .shown = shown_writes,
                         .explain = explain_register};

}  // namespace

const DataType& register_type() { return kType; }

const Verb& set_verb() { return kVerbs.front(); }

}  // namespace storm::scenarios
