#include "scenarios/datatypes/counter_type.h"

#include <array>
#include <fmt/format.h>
#include <set>

#include "engine/env/assertion.h"

namespace storm::scenarios {
namespace {

using engine::Document;
using engine::Operation;

void draw_increment(Operation& operation, const DrawOptions& options, Random& random) {
  operation.field = draw_cell(options.cells, random);
  const std::int64_t drawn = random.between(1, options.adds_max + options.takes_max);
  operation.delta = drawn <= options.adds_max ? drawn : options.adds_max - drawn;
}

void write_increment(const Operation& operation, EditWriter& writer) {
  writer.text("field", operation.field);
  writer.number("delta", operation.delta);
}

void read_increment(Operation& operation, EditReader& reader) {
  operation.field = reader.text("field", "the name of a counter");
  operation.delta = reader.number("delta", "what to add", {.low = -kAmountMax, .high = kAmountMax});
}

std::string does_increment(const Operation& operation) {
  return fmt::format("adds {} to {}/{}", operation.delta, operation.document, operation.field);
}

std::string did_increment(const Operation& operation, std::string_view /*cell*/) {
  return fmt::format("added {} to {}/{}", operation.delta, operation.document, operation.field);
}

std::vector<Operation> simpler_increments(const Operation& operation) {
  if (operation.delta == 1) return {};
  Operation simpler = operation;
  simpler.delta = 1;
  return {simpler};
}

std::vector<Atom> atoms_of_increment(const Operation& operation) {
  return {{.run = {.operation = operation.id},
           .type = &counter_type(),
           .cell = operation.field,
           .value = {},
           .amount = operation.delta}};
}

std::vector<std::string_view> counters_of(const Document& document) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : document.counters) {
    if (value != 0) names.emplace_back(name);
  }
  return names;
}

std::vector<std::size_t> shown_increments(const CellHistory& history,
                                          const Document* /*document*/) {
  STORM_ASSERT(history.type == &counter_type());
  return {};
}

std::int64_t shown_sum(const CellHistory& history, const Document* document) {
  if (document == nullptr) return 0;
  const auto place = document->counters.find(std::string(history.cell));
  return place == document->counters.end() ? 0 : place->second;
}

bool landed_again(const CellDeed& deed) { return deed.landings > 1; }

/// Whether some of the open increments add up to `excess`.
bool explained_by_open(const CellHistory& history, std::int64_t excess) {
  std::set<std::int64_t> sums{0};
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  for (const CellDeed& deed : history.deeds) {
    if (deed.standing != Standing::Open) continue;
    const std::int64_t amount = deed.atom.amount;
    (amount < 0 ? lowest : highest) += amount;
    if (sums.size() > kReachableSumsMax) continue;
    const std::vector<std::int64_t> before(sums.begin(), sums.end());
    for (const std::int64_t sum : before) sums.insert(sum + amount);
  }
  if (sums.size() > kReachableSumsMax) return excess >= lowest && excess <= highest;
  return sums.contains(excess);
}

/// What is wrong with a counter that no reading explains.
AtomFate fate_of_sum(const CellHistory& history, std::int64_t excess) {
  std::int64_t again = 0;
  bool repeated = false;
  for (const CellDeed& deed : history.deeds) {
    if (!landed_again(deed)) continue;
    repeated = true;
    again += deed.atom.amount * static_cast<std::int64_t>(deed.landings - 1);
  }
  if (repeated && excess == again) return AtomFate::Doubled;
  return excess > 0 ? AtomFate::Invented : AtomFate::Lost;
}

AtomFate fate_of_deed(const CellDeed& deed, const Explanation& explanation) {
  if (explanation.cell != AtomFate::Kept) {
    if (explanation.excess > 0 && landed_again(deed)) return AtomFate::Doubled;
    const bool never_landed = deed.standing == Standing::Promised && deed.landings == 0;
    if (explanation.excess < 0 && never_landed) return AtomFate::Lost;
  }
  if (deed.standing == Standing::Reported) return AtomFate::Reported;
  return deed.standing == Standing::Promised ? AtomFate::Kept : AtomFate::Open;
}

Explanation explain_counter(const CellHistory& history, const Document* document,
                            const ConflictRules& /*rules*/) {
  STORM_ASSERT(history.type == &counter_type());
  Explanation explanation;
  explanation.excess = shown_sum(history, document);
  for (const CellDeed& deed : history.deeds) {
    if (deed.standing == Standing::Promised) explanation.excess -= deed.atom.amount;
  }
  if (!explained_by_open(history, explanation.excess)) {
    explanation.cell = fate_of_sum(history, explanation.excess);
    explanation.ambiguous = true;
  }
  for (const CellDeed& deed : history.deeds) {
    explanation.fates.push_back({.fate = fate_of_deed(deed, explanation), .because_of = {}});
  }
  return explanation;
}

constexpr std::array kVerbs{Verb{.kind = engine::OperationKind::Increment,
                                 .name = "increment",
                                 .enumerator = "Increment",
                                 .draw = draw_increment,
                                 .write = write_increment,
                                 .read = read_increment,
                                 .does = does_increment,
                                 .did = did_increment,
                                 .simpler = simpler_increments,
                                 .texts = nullptr,
                                 .atoms = atoms_of_increment,
                                 .replaces = nullptr}};

constexpr DataType kType{.name = "counter",
                         .shows = Shows::Sum,
                         .verbs = kVerbs,
                         .cells = counters_of,
                         .shown = shown_increments,
                         .explain = explain_counter};

}  // namespace

const DataType& counter_type() { return kType; }

const Verb& increment_verb() { return kVerbs.front(); }

}  // namespace storm::scenarios
