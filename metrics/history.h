#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/steps.h"
#include "sim/observer.h"

namespace storm::metrics {

/// What kind of event a history holds: a message, a change of power, a step of a user's operation
/// or of a fault.
enum class HappeningKind : std::uint8_t {
  Sent,
  Arrived,
  Lost,
  Boot,
  Kill,
  Suspend,
  Resume,
  Begun,
  Answered,
  Told,
  Applied,
  FaultBegun,
  FaultStruck,
  FaultEnded,
};

/// The place of a happening in its history.
using HappeningIndex = std::uint32_t;
constexpr HappeningIndex kNoHappening = 0xFFFF'FFFF;

/// One event of a run. Which members count depends on the kind.
struct Happening {
  Instant at{};
  /// Where it happened. What is lost is booked on its sender.
  NodeId node{};
  /// Messages: the other end.
  NodeId peer{};
  HappeningKind kind{};
  sim::MessageKind message_kind{};
  sim::Loss loss{};
  /// The status of a response.
  std::uint16_t status = 0;
  /// Sent: the first arrival, or else the loss. Arrived, Lost: the sending. kNoHappening when there
  /// is none: the message is under way still, or nobody sent it.
  HappeningIndex partner = kNoHappening;
  std::uint32_t text = 0;
  /// The operation or the fault.
  std::uint64_t number = 0;
  std::uint64_t exchange = 0;
  std::uint64_t bytes = 0;
};

/// A user's operation over the whole run.
struct OperationStory {
  HappeningIndex begun = kNoHappening;
  HappeningIndex answered = kNoHappening;
  std::string subject;
};

/// Writes down what happens in one run, in its order, which is an order that extends "happened
/// before": what can have caused something stands in front of it.
/// Seventy bytes a happening and the texts; meant for the one run that is looked at closely.
class History final : public sim::Observer {
 public:
  /// `node_names` by the index of the node.
  explicit History(std::vector<std::string> node_names) : node_names_(std::move(node_names)) {}

  void saw(const sim::MessageSighting& message) override;
  void saw(const sim::PowerSighting& power) override;
  /// A user or a fault has come a step further.
  void note(const OperationStep& operation);
  void note(const FaultStep& fault);

  const std::vector<Happening>& happenings() const { return happenings_; }
  const std::vector<std::string>& node_names() const { return node_names_; }
  const std::string& name(NodeId node) const { return node_names_[to_index(node)]; }
  const std::string& text(const Happening& happening) const { return texts_[happening.text]; }
  /// The operation's, or null when nobody began it.
  const OperationStory* story(std::uint64_t operation) const;
  /// What the user was told at once; empty while there is no answer.
  const std::string& answer(std::uint64_t operation) const;

 private:
  HappeningIndex add(Happening happening, std::string_view text = {});

  std::vector<std::string> node_names_;
  std::vector<Happening> happenings_;
  /// The first one is empty.
  std::vector<std::string> texts_{std::string()};
  /// By the name of the message.
  std::vector<HappeningIndex> sent_;
  std::map<std::uint64_t, OperationStory> stories_;
};

}  // namespace storm::metrics
