#include "metrics/history.h"

#include "engine/env/assertion.h"

namespace storm::metrics {

namespace {

HappeningKind kind_of(sim::MessageStage stage) {
  switch (stage) {
    case sim::MessageStage::Sent:
      return HappeningKind::Sent;
    case sim::MessageStage::Arrived:
      return HappeningKind::Arrived;
    case sim::MessageStage::Lost:
      break;
  }
  return HappeningKind::Lost;
}

HappeningKind kind_of(sim::PowerChange change) {
  switch (change) {
    case sim::PowerChange::Boot:
      return HappeningKind::Boot;
    case sim::PowerChange::Kill:
      return HappeningKind::Kill;
    case sim::PowerChange::Suspend:
      return HappeningKind::Suspend;
    case sim::PowerChange::Resume:
      break;
  }
  return HappeningKind::Resume;
}

HappeningKind kind_of(OperationStage stage) {
  switch (stage) {
    case OperationStage::Begun:
      return HappeningKind::Begun;
    case OperationStage::Answered:
      return HappeningKind::Answered;
    case OperationStage::Told:
      return HappeningKind::Told;
    case OperationStage::Applied:
      break;
  }
  return HappeningKind::Applied;
}

HappeningKind kind_of(FaultStage stage) {
  switch (stage) {
    case FaultStage::Begun:
      return HappeningKind::FaultBegun;
    case FaultStage::Struck:
      return HappeningKind::FaultStruck;
    case FaultStage::Ended:
      break;
  }
  return HappeningKind::FaultEnded;
}

}  // namespace

HappeningIndex History::add(Happening happening, std::string_view text) {
  STORM_ASSERT(to_index(happening.node) < node_names_.size());
  if (!text.empty()) {
    happening.text = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
  }
  happenings_.push_back(happening);
  return static_cast<HappeningIndex>(happenings_.size() - 1);
}

void History::saw(const sim::MessageSighting& message) {
  const bool arrived = message.stage == sim::MessageStage::Arrived;
  const auto name = static_cast<std::size_t>(message.message);
  if (name >= sent_.size()) sent_.resize(name + 1, kNoHappening);
  Happening happening;
  happening.at = message.at;
  happening.node = arrived ? message.to : message.from;
  happening.peer = arrived ? message.from : message.to;
  happening.kind = kind_of(message.stage);
  happening.message_kind = message.kind;
  happening.loss = message.loss;
  happening.status = message.status;
  happening.partner = message.message == sim::kNoMessage ? kNoHappening : sent_[name];
  happening.exchange = message.exchange;
  happening.bytes = message.bytes;
  const HappeningIndex index = add(happening);
  if (message.stage == sim::MessageStage::Sent) {
    sent_[name] = index;
  } else if (happening.partner != kNoHappening) {
    HappeningIndex& end = happenings_[happening.partner].partner;
    // Of a doubled message, one that arrives says more than one that does not.
    if (end == kNoHappening || (arrived && happenings_[end].kind == HappeningKind::Lost)) {
      end = index;
    }
  }
}

void History::saw(const sim::PowerSighting& power) {
  Happening happening;
  happening.at = power.at;
  happening.node = power.node;
  happening.kind = kind_of(power.change);
  add(happening);
}

void History::note(const OperationStep& operation) {
  Happening happening;
  happening.at = operation.at;
  happening.node = operation.node;
  happening.kind = kind_of(operation.stage);
  happening.number = operation.operation;
  const HappeningIndex index = add(happening, operation.text);
  if (operation.stage == OperationStage::Begun) {
    stories_[operation.operation] = {
        .begun = index, .answered = kNoHappening, .subject = std::string(operation.subject)};
  } else if (operation.stage == OperationStage::Answered) {
    stories_[operation.operation].answered = index;
  }
}

void History::note(const FaultStep& fault) {
  Happening happening;
  happening.at = fault.at;
  happening.node = fault.node;
  happening.kind = kind_of(fault.stage);
  happening.number = fault.fault;
  add(happening, fault.text);
}

const OperationStory* History::story(std::uint64_t operation) const {
  const auto place = stories_.find(operation);
  return place == stories_.end() ? nullptr : &place->second;
}

const std::string& History::answer(std::uint64_t operation) const {
  const OperationStory* known = story(operation);
  if (known == nullptr || known->answered == kNoHappening) return texts_.front();
  return text(happenings_[known->answered]);
}

}  // namespace storm::metrics
