#include "scenarios/datatypes/data_type_catalogue.h"

#include <algorithm>
#include <array>

#include "engine/env/assertion.h"
#include "scenarios/datatypes/counter_type.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"

namespace storm::scenarios {
namespace {

std::vector<Verb> all_verbs() {
  std::vector<Verb> all;
  for (const DataType* type : data_types()) {
    all.insert(all.end(), type->verbs.begin(), type->verbs.end());
  }
  std::ranges::sort(all, {}, &Verb::kind);
  const auto twice = std::ranges::adjacent_find(all, {}, &Verb::kind);
  STORM_ASSERT(twice == all.end());
  return all;
}

}  // namespace

std::span<const DataType* const> data_types() {
  static const std::array kTypes{&document_life(), &register_type(), &counter_type()};
  return kTypes;
}

std::span<const Verb> verbs() {
  static const std::vector<Verb> kVerbs = all_verbs();
  return kVerbs;
}

const Verb& verb_of(const engine::Operation& operation) {
  const auto place = std::ranges::lower_bound(verbs(), operation.kind, {}, &Verb::kind);
  STORM_ASSERT(place != verbs().end());
  STORM_ASSERT(place->kind == operation.kind);
  return *place;
}

const Verb* find_verb(std::string_view name) {
  const auto place = std::ranges::find(verbs(), name, &Verb::name);
  return place == verbs().end() ? nullptr : &*place;
}

std::vector<Atom> atoms_of(const engine::Operation& operation) {
  return verb_of(operation).atoms(operation);
}

std::vector<engine::Operation> simpler_than(const engine::Operation& operation) {
  const Verb& verb = verb_of(operation);
  return verb.simpler == nullptr ? std::vector<engine::Operation>() : verb.simpler(operation);
}

std::vector<std::string*> texts_of(engine::Operation& operation) {
  const Verb& verb = verb_of(operation);
  return verb.texts == nullptr ? std::vector<std::string*>() : verb.texts(operation);
}

std::optional<std::string_view> replaced_by(const engine::Operation& operation,
                                            const engine::Document& document) {
  const Verb& verb = verb_of(operation);
  return verb.replaces == nullptr ? std::nullopt : verb.replaces(operation, document);
}

}  // namespace storm::scenarios
