#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <variant>

#include "scenarios/files/diagnostic.h"
#include "scenarios/plan/plan.h"
#include "scenarios/plan/scenario.h"
#include "scenarios/recording/recorded_saves.h"
#include "scenarios/recording/recording.h"

namespace storm::scenarios {

/// Is told from time to time how many of the recording's transactions have been planned.
using PlanningProgress = std::function<void(std::size_t done, std::size_t all)>;

/// Makes a plan in which the writers of a recording write their text again, as notes: each
/// paragraph is a document, with the register `text`. Each writer has a device of the recording's
/// group, in order; the pace follows the scenario's rhythm from `from` to `until`, as the times in
/// recordings mean nothing.
///
/// A writer's paragraph is saved when the writer turns to another one or has typed
/// `save_after` characters in it. What is saved is the whole paragraph as that device shows it:
/// with the other writer's changes that can have arrived by then (see `Presence`; where no link
/// loses anything or is slow, a quarter of a minute is enough) and without those that cannot. So
/// what two writers do to one paragraph while they are apart really conflicts, although the writers
/// of the recording saw each other's letters at once. A writer turns to a paragraph that the device
/// does not have yet only when it has arrived. A paragraph that is joined to the one before it is
/// deleted.
///
/// Values are the text after a mark that makes them unique over the run, `writer-01/op-00042/text `
/// (`text_of_value` takes it off again): people do return to a text that they had before.
///
/// Leaves out: the order of the paragraphs; empty paragraphs, until somebody writes into them.
///
/// Requires: `scenario` has a recording. Errors: the recording and the group do not fit together,
/// or a position in the recording lies beyond the text. `file_name` names the scenario's file.
std::variant<Plan, Diagnostic> make_recorded_plan(const Scenario& scenario, std::uint64_t seed,
                                                  const Recording& recording,
                                                  std::string_view file_name,
                                                  const PlanningProgress& progress = {});

/// What the operations of that same plan hold, letter by letter.
/// Requires: make_recorded_plan() gives a plan.
RecordedSaves recorded_saves(const Scenario& scenario, std::uint64_t seed,
                             const Recording& recording);

}  // namespace storm::scenarios
