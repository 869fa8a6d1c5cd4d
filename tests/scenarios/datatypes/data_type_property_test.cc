#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "scenarios/datatypes/counter_type.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "sim/seed.h"
#include "sim/xoshiro.h"
#include "tests/scenarios/datatypes/cell_builder.h"
#include "tests/scenarios/datatypes/edit_notebook.h"

namespace storm::scenarios {
namespace {

constexpr std::array<std::string_view, 3> kCells{"a", "b", "c"};

/// What a user might do with the verb, as chance has it.
engine::Operation any_operation(const Verb& verb, std::uint64_t seed) {
  sim::Xoshiro random{sim::Seed(seed)};
  engine::Operation operation = operation_on(verb, 1 + seed % 1000, "d");
  const auto value = [](const engine::Operation& of, std::string_view cell, Random& chance) {
    return fmt::format("{}/{} {}", cell, static_cast<std::uint64_t>(of.id), chance.below(100));
  };
  if (verb.draw != nullptr) {
    verb.draw(operation, {.cells = kCells, .value = value, .adds_max = 9, .takes_max = 3}, random);
  }
  return operation;
}

/// What is left to simplify.
std::tuple<std::size_t, bool> weight(const engine::Operation& operation) {
  return {operation.fields.size(), operation.delta != 0 && operation.delta != 1};
}

RC_GTEST_PROP(DataTypeProperty, DrawnOperationsAreReadBackAsTheyWereWritten, (std::uint64_t seed)) {
  for (const Verb& verb : verbs()) {
    const engine::Operation drawn = any_operation(verb, seed);
    EditNotebook notebook;
    if (verb.write != nullptr) verb.write(drawn, notebook);
    engine::Operation read = operation_on(verb, 1 + seed % 1000, "d");
    if (verb.read != nullptr) verb.read(read, notebook);
    RC_ASSERT(read == drawn);
    RC_ASSERT(notebook.entries.empty());
  }
}

RC_GTEST_PROP(DataTypeProperty, EachTextIsReadAsAValueOfItsCell, (std::uint64_t seed)) {
  for (const Verb& verb : verbs()) {
    const engine::Operation drawn = any_operation(verb, seed);
    EditNotebook notebook;
    if (verb.write != nullptr) verb.write(drawn, notebook);
    engine::Operation read = operation_on(verb, 1, "d");
    if (verb.read != nullptr) verb.read(read, notebook);
    EditNotebook::Texts values;
    for (const Atom& atom : atoms_of(drawn)) {
      if (!atom.value.empty()) values.emplace(atom.cell, atom.value);
    }
    RC_ASSERT(notebook.values_read == values);
    RC_ASSERT(notebook.claims == (creates(drawn) ? 1 : 0));
  }
}

RC_GTEST_PROP(DataTypeProperty, TextsAreTheValuesOfTheAtoms, (std::uint64_t seed)) {
  for (const Verb& verb : verbs()) {
    engine::Operation operation = any_operation(verb, seed);
    std::vector<std::string> texts;
    for (const std::string* text : texts_of(operation)) texts.push_back(*text);
    std::vector<std::string> values;
    for (const Atom& atom : atoms_of(operation)) {
      if (!atom.value.empty()) values.emplace_back(atom.value);
    }
    RC_ASSERT(texts == values);
  }
}

RC_GTEST_PROP(DataTypeProperty, AmountsKeepToTheirBoundsAndAreNeverZero, (std::uint64_t seed)) {
  const engine::Operation drawn = any_operation(increment_verb(), seed);
  RC_ASSERT(drawn.delta >= -3 && drawn.delta <= 9);
  RC_ASSERT(drawn.delta != 0);
}

RC_GTEST_PROP(DataTypeProperty, SimplifyingIsStrictAndEnds, (std::uint64_t seed)) {
  for (const Verb& verb : verbs()) {
    std::vector<engine::Operation> open{any_operation(verb, seed)};
    while (!open.empty()) {
      const engine::Operation operation = open.back();
      open.pop_back();
      for (const engine::Operation& simpler : simpler_than(operation)) {
        RC_ASSERT(weight(simpler) < weight(operation));
        RC_ASSERT(simpler.kind == operation.kind);
        RC_ASSERT(simpler.id == operation.id);
        RC_ASSERT(simpler.document == operation.document);
        open.push_back(simpler);
      }
    }
  }
}

RC_GTEST_PROP(DataTypeProperty, OneCellIsNoChoiceAndDrawsNothing, (std::uint64_t seed)) {
  sim::Xoshiro random{sim::Seed(seed)};
  sim::Xoshiro untouched{sim::Seed(seed)};
  RC_ASSERT(draw_cell(std::array<std::string_view, 1>{"a"}, random) == "a");
  RC_ASSERT(random.next() == untouched.next());
}

/// Healthy histories: one user after another, each seeing what the one before left.
RC_GTEST_PROP(DataTypeProperty, WhatEverybodySawOfEverybodyIsNeverABreach,
              (const std::vector<std::uint8_t>& authors)) {
  CellBuilder title(register_type(), "title");
  CellBuilder likes(counter_type(), "likes");
  engine::Document document{.scope = "s", .fields = {{"title", "v0"}}, .counters = {}};
  title.create(0, document.fields);
  for (const std::uint8_t author : authors) {
    const std::string seen = document.fields["title"];
    document.fields["title"] = fmt::format("v{}", title.history().deeds.size());
    title.set(author, document.fields["title"], seen);
    likes.increment(author, author - 100);
    document.counters["likes"] += author - 100;
  }
  for (const CellBuilder* cell : {&title, &likes}) {
    const Explanation explanation = cell->explain(&document);
    RC_ASSERT(explanation.cell == AtomFate::Kept);
    RC_ASSERT(std::ranges::none_of(explanation.fates,
                                   [](const DeedFate& deed) { return is_breach(deed.fate); }));
  }
}

}  // namespace
}  // namespace storm::scenarios
