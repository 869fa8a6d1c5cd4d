#include "scenarios/world/sighting_words.h"

#include <fmt/format.h>

#include "faults/fault_catalogue.h"
#include "scenarios/datatypes/data_type_catalogue.h"
#include "scenarios/datatypes/wording.h"
#include "scenarios/files/file_limits.h"
#include "scenarios/files/unit_text.h"

namespace storm::scenarios {

namespace {

std::string_view refusal_words(engine::Refusal refusal) {
  switch (refusal) {
    case engine::Refusal::NoSuchDocument:
      return "there is no such document";
    case engine::Refusal::AlreadyExists:
      return "there is one of that name";
    case engine::Refusal::DiskFull:
      return "the disk is full";
    case engine::Refusal::StoreUnavailable:
      return "the store is not available";
  }
  return "for no reason";
}

std::string parameter_words(const faults::Parameter& parameter, std::int64_t value,
                            const Plan& plan) {
  if (parameter.type == faults::ParameterType::Trace) {
    return plan.traces.at(static_cast<std::size_t>(value)).name;
  }
  if (parameter.type == faults::ParameterType::Choice) {
    return std::string(parameter.choices[static_cast<std::size_t>(value)]);
  }
  // Scenarios want quotes around most; people do not.
  std::string words = quantity_text(value, unit_of(parameter.type));
  std::erase(words, '"');
  return words;
}

}  // namespace

std::string deed_words(const engine::Operation& operation) {
  return verb_of(operation).does(operation);
}

std::string answer_words(Answer answer, std::optional<engine::Refusal> refusal) {
  switch (answer) {
    case Answer::None:
      return "no answer yet";
    case Answer::Accepted:
      return "accepted";
    case Answer::Refused:
      return refusal ? fmt::format("refused: {}", refusal_words(*refusal)) : "refused";
    case Answer::Unknown:
      return "no answer: the device died";
    case Answer::NotTried:
      return "could not be tried";
  }
  return {};
}

std::string notice_words(engine::Fate fate, std::string_view reason) {
  std::string words;
  switch (fate) {
    case engine::Fate::Synced:
      words = "synced";
      break;
    case engine::Fate::ConflictLost:
      words = "lost in a conflict";
      break;
    case engine::Fate::Failed:
      words = "failed";
      break;
  }
  if (!reason.empty()) words += fmt::format(": {}", in_quotes(reason));
  return words;
}

std::string fault_words(const PlannedFault& planned, const Plan& plan) {
  std::string words = planned.kind;
  const faults::FaultKind* kind = faults::find_fault_kind(planned.kind);
  const char* separator = " (";
  for (const auto& [name, value] : planned.parameters) {
    for (const faults::Parameter& parameter : kind->parameters) {
      if (parameter.name != name) continue;
      words += fmt::format("{}{} {}", separator, name, parameter_words(parameter, value, plan));
      separator = ", ";
    }
  }
  if (*separator == ',') words += ')';
  return words;
}

}  // namespace storm::scenarios
