#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/system.h"
#include "scenarios/files/diagnostic.h"
#include "scenarios/files/scenario_reader.h"
#include "scenarios/plan/plan.h"

/// Plans as TOML files, to be read, edited and run again. scenarios/README.md has the keys.
namespace storm::scenarios {

/// The version of the format that to_toml() writes. The reader knows it and those before it.
constexpr std::int64_t kPlanFormat = 1;
/// A month of fifty devices takes six million bytes.
constexpr std::size_t kPlanBytesMax = 128 << 20;

/// The plan as a file, with all that is in it: read_plan() gives an equal plan back, as long as the
/// plan is one that could be run (texts in UTF-8, keys of `fields` of a thousand bytes at most,
/// numbers within what scenarios allow, operations and faults in the order of their instants).
/// Members of an operation that do not count for its kind are left out. Policies that `policies`
/// describes as durations are written as such, others as whole numbers.
std::string to_toml(const Plan& plan, std::span<const engine::PolicyDescription> policies = {});

/// A plan, or everything that is wrong with it: at least one diagnostic, in the order of the file.
using ReadPlan = std::variant<Plan, std::vector<Diagnostic>>;

/// Reads a plan file. Any bytes are allowed: what is not a plan is an answer, never an exception or
/// an assertion, and what is one can be run. `file_name` is for the diagnostics; no file is opened.
/// Operations and faults may stand in any order in the file; they are sorted by their instants.
ReadPlan read_plan(std::string_view text, std::string_view file_name, const Vocabulary& vocabulary);

/// Whether the file means to be a plan: it has a line that begins with `[plan]`.
bool is_plan_file(std::string_view text);

}  // namespace storm::scenarios
