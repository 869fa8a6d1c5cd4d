#include "scenarios/world/history_feed.h"

#include <string>
#include <variant>

#include "scenarios/world/sighting_words.h"

namespace storm::scenarios {

HistoryFeed::HistoryFeed(const Plan& plan, sim::Kernel& kernel, Stream& stream,
                         metrics::History& history)
    : plan_(plan), kernel_(kernel), stream_(stream), history_(history) {
  kernel_.add_observer(history_);
  stream_.add(*this,
              kinds<OperationSubmitted, OperationAnswered, UserTold, OperationLanded, FaultEdge>());
}

HistoryFeed::~HistoryFeed() {
  stream_.remove(*this);
  kernel_.remove_observer(history_);
}

void HistoryFeed::saw(const Observation& observation) {
  const auto note = [&](const LedgerEntry& entry, metrics::OperationStage stage, PartyId party,
                        const std::string& text) {
    history_.note(
        metrics::OperationStep{.at = observation.at,
                               .node = node_of(party, plan_.devices.size()),
                               .stage = stage,
                               .operation = static_cast<std::uint64_t>(entry.operation.id),
                               .subject = entry.operation.document,
                               .text = text});
  };
  if (const auto* submitted = std::get_if<OperationSubmitted>(&observation.what)) {
    const LedgerEntry& entry = submitted->entry;
    note(entry, metrics::OperationStage::Begun, PartyId{entry.device}, deed_words(entry.operation));
  } else if (const auto* answered = std::get_if<OperationAnswered>(&observation.what)) {
    const LedgerEntry& entry = answered->entry;
    note(entry, metrics::OperationStage::Answered, PartyId{entry.device},
         answer_words(entry.answer, entry.refusal));
  } else if (const auto* told = std::get_if<UserTold>(&observation.what)) {
    if (told->entry == nullptr) return;
    note(*told->entry, metrics::OperationStage::Told, PartyId{told->notice.device},
         notice_words(told->notice.fate, told->notice.words));
  } else if (const auto* landed = std::get_if<OperationLanded>(&observation.what)) {
    note(landed->entry, metrics::OperationStage::Applied, landed->party, {});
  } else if (const auto* edge = std::get_if<FaultEdge>(&observation.what)) {
    history_.note(metrics::FaultStep{.at = observation.at,
                                     .node = node_of(edge->party, plan_.devices.size()),
                                     .stage = edge->stage,
                                     .fault = edge->index,
                                     .text = fault_words(edge->fault, plan_)});
  }
}

}  // namespace storm::scenarios
