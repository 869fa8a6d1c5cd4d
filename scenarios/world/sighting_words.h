#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/operation.h"
#include "engine/replica.h"
#include "scenarios/ledger/ledger.h"
#include "scenarios/plan/plan.h"

/// What the harness tells an observer (sim/observer.h), in words for a person who reads an event
/// log. Made only when somebody observes.
namespace storm::scenarios {

/// `sets desk-02/doc-0004/body to "quiet harbour"`.
std::string deed_words(const engine::Operation& operation);
/// `accepted`, `refused: the disk is full`.
std::string answer_words(Answer answer, std::optional<engine::Refusal> refusal);
/// `synced`, `failed: "the document is gone"`.
std::string notice_words(engine::Fate fate, std::string_view reason);
/// `partition (direction in)`: the kind and the parameters of one of the plan's faults.
std::string fault_words(const PlannedFault& planned, const Plan& plan);

}  // namespace storm::scenarios
