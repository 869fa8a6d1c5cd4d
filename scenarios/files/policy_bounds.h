#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/system.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/files/table_reader.h"

/// The policies that scenarios and plans may set, the same for both. Several engines may have one
/// of a name: a file does not say for which engine it is, so what one of them takes is right.
namespace storm::scenarios {

/// The names, each once, in the order of the vocabulary.
std::vector<std::string> policy_names(const Vocabulary& vocabulary);

/// What the first policy of that name is written as. Requires: there is one.
engine::PolicyType policy_type(const Vocabulary& vocabulary, std::string_view name);

/// What a policy of that name may be; `unit` is how it is written. Requires: there is one.
Bounds policy_bounds(const Vocabulary& vocabulary, std::string_view name, Unit unit);

}  // namespace storm::scenarios
