#pragma once

#include <cstdint>
#include <string_view>

#include "metrics/history_excerpt.h"

namespace storm::metrics {

/// Writes a history by hand: a server (node 0) and devices a, b and c, one event every ten
/// milliseconds.
class HandMadeHistory final {
 public:
  static constexpr NodeId kServer{0};
  static constexpr NodeId kA{1};
  static constexpr NodeId kB{2};
  static constexpr NodeId kC{3};

  History history{{"server", "a", "b", "c"}};

  Instant now() const { return now_; }
  HappeningIndex last() const {
    return static_cast<HappeningIndex>(history.happenings().size() - 1);
  }
  void wait(Duration span) { now_ += span; }

  HappeningIndex begin(NodeId node, std::uint64_t operation, std::string_view text,
                       std::string_view subject = "note") {
    return operation_event(node, operation, OperationStage::Begun, text, subject);
  }
  HappeningIndex answer(NodeId node, std::uint64_t operation, std::string_view text) {
    return operation_event(node, operation, OperationStage::Answered, text, {});
  }
  HappeningIndex apply(std::uint64_t operation) {
    return operation_event(kServer, operation, OperationStage::Applied, {}, {});
  }
  HappeningIndex fault(NodeId node, FaultStage stage, std::string_view text) {
    history.note(FaultStep{.at = tick(), .node = node, .stage = stage, .fault = 0, .text = text});
    return last();
  }
  HappeningIndex power(NodeId node, sim::PowerChange change) {
    history.saw(sim::PowerSighting{.at = tick(), .node = node, .change = change});
    return last();
  }

  /// Sends a message whose name is the returned one.
  std::uint64_t send(sim::MessageKind kind, NodeId from, NodeId to, std::uint64_t exchange = 0,
                     std::uint64_t bytes = 100) {
    message_ = {};
    message_.kind = kind;
    message_.exchange = exchange;
    message_.from = from;
    message_.to = to;
    message_.bytes = bytes;
    message_.status = kind == sim::MessageKind::Response ? std::uint16_t{200} : std::uint16_t{0};
    message_.message = sim::MessageId{++messages_};
    return end(sim::MessageStage::Sent, sim::Loss::None);
  }
  /// The last message that was sent.
  HappeningIndex arrive() {
    end(sim::MessageStage::Arrived, sim::Loss::None);
    return last();
  }
  HappeningIndex lose(sim::Loss loss) {
    end(sim::MessageStage::Lost, loss);
    return last();
  }
  /// A whole exchange with the server, and nothing in between.
  void exchange(NodeId asker, std::uint64_t name, std::uint64_t request_bytes,
                std::uint64_t response_bytes) {
    send(sim::MessageKind::Request, asker, kServer, name, request_bytes);
    arrive();
    send(sim::MessageKind::Response, kServer, asker, name, response_bytes);
    arrive();
  }

 private:
  Instant tick() { return now_ += 10ms; }

  std::uint64_t end(sim::MessageStage stage, sim::Loss loss) {
    message_.at = tick();
    message_.stage = stage;
    message_.loss = loss;
    history.saw(message_);
    return messages_;
  }

  HappeningIndex operation_event(NodeId node, std::uint64_t operation, OperationStage stage,
                                 std::string_view text, std::string_view subject) {
    history.note(OperationStep{.at = tick(),
                               .node = node,
                               .stage = stage,
                               .operation = operation,
                               .subject = subject,
                               .text = text});
    return last();
  }

  Instant now_{};
  sim::MessageSighting message_;
  std::uint64_t messages_ = 0;
};

/// A history in which a's operation 7 reaches the server, b's operation 8 is lost on its way, and a
/// fault strikes b meanwhile. The violation is seen at b, half an hour later.
struct SmallFailure {
  HandMadeHistory world;
  Focus focus;
  PictureHeader header{.title = "no_silent_loss: gone",
                       .explanation = "what b <wrote> & saw is \"gone\"",
                       .repeat_line = "syncstorm run x.toml --seed 5",
                       .scenario = "x",
                       .seed = 5,
                       .node_notes = {"", "", "clock +2h 03m"}};

  SmallFailure() {
    using W = HandMadeHistory;
    world.begin(W::kA, 7, "sets note/title to \"<one> & two\"");
    world.answer(W::kA, 7, "accepted");
    world.send(sim::MessageKind::Request, W::kA, W::kServer, 1, 312);
    world.arrive();
    world.apply(7);
    world.send(sim::MessageKind::Response, W::kServer, W::kA, 1, 50);
    world.arrive();
    world.fault(W::kB, FaultStage::Begun, "partition (direction out)");
    world.begin(W::kB, 8, "sets note/body to \"three\"");
    world.answer(W::kB, 8, "accepted");
    world.send(sim::MessageKind::Request, W::kB, W::kServer, 2, 280);
    world.lose(sim::Loss::Cut);
    world.fault(W::kB, FaultStage::Ended, "partition (direction out)");
    world.send(sim::MessageKind::Push, W::kServer, W::kB);
    world.arrive();
    world.wait(30min);
    focus = {.at = world.now(), .nodes = {W::kB}, .operations = {8}, .subjects = {}};
  }

  Excerpt excerpt() const { return excerpt_of(world.history, focus, {}); }
};

}  // namespace storm::metrics
