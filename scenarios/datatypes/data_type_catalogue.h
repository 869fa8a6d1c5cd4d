#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/datatypes/data_type.h"

/// The table of data types, and what is asked of an operation whatever its type.
namespace storm::scenarios {

std::span<const DataType* const> data_types();

/// All verbs of all types, in the order of their kinds.
std::span<const Verb> verbs();
/// Requires: the operation's kind is one that a type has.
const Verb& verb_of(const engine::Operation& operation);
/// Null: there is no such verb.
const Verb* find_verb(std::string_view name);

std::vector<Atom> atoms_of(const engine::Operation& operation);
std::vector<engine::Operation> simpler_than(const engine::Operation& operation);
std::vector<std::string*> texts_of(engine::Operation& operation);
std::optional<std::string_view> replaced_by(const engine::Operation& operation,
                                            const engine::Document& document);

}  // namespace storm::scenarios
