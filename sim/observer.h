#pragma once

#include <cstdint>
#include <string_view>

#include "engine/env/node_id.h"
#include "engine/env/time.h"

/// What a run tells of itself while it happens, for those who write it down.
///
/// A run has at most one observer, and mostly none: then nothing is told and nothing is made up for
/// it, not even a text. The trace (sim/fingerprint.h) is apart: it is always there and means
/// nothing to a person.
namespace storm::sim {

/// Names a message over the whole run. A doubled message has one name and arrives twice.
enum class MessageId : std::uint64_t {};
/// What nobody sent: news that come from somebody in between, or from the machine itself.
constexpr MessageId kNoMessage{0};

enum class MessageKind : std::uint8_t {
  Request,
  Response,
  Refusal,
  Push,
  /// A response that comes from somebody in between.
  Forgery,
  /// The news that the connection has broken.
  Reset,
};

enum class MessageStage : std::uint8_t {
  /// Left its process. Lost messages have been sent as well.
  Sent,
  /// Reached the process that it is for.
  Arrived,
  Lost,
};

/// Where a message got lost.
enum class Loss : std::uint8_t {
  None,
  /// On one of the two links.
  Link,
  /// Between the links: the two machines were cut from each other.
  Cut,
  /// Somebody at a gateway took it.
  Gateway,
  /// At a machine that was off or suspended.
  ReceiverDown,
};

struct MessageSighting {
  Instant at{};
  MessageStage stage{};
  Loss loss = Loss::None;
  MessageKind kind{};
  /// The class of a response, as in HTTP; 0 for what has none.
  std::uint16_t status = 0;
  MessageId message = kNoMessage;
  /// Equal for a request and what answers it; 0 for a push.
  std::uint64_t exchange = 0;
  NodeId from{};
  NodeId to{};
  /// Of the body alone.
  std::uint64_t bytes = 0;
  /// XXH3 of the body.
  std::uint64_t hash = 0;
};

/// What became of a machine's power. The values are part of recorded fingerprints.
enum class PowerChange : std::uint8_t { Boot = 1, Kill = 2, Suspend = 3, Resume = 4 };

struct PowerSighting {
  Instant at{};
  NodeId node{};
  PowerChange change{};
};

enum class OperationStage : std::uint8_t {
  /// The user acts; the text says what he does.
  Begun,
  /// The text says what he is told at once.
  Answered,
  /// The text says what he is told later.
  Told,
  /// It is durable on the server.
  Applied,
};

/// What the harness saw of a user's operation. The texts live as long as the call.
struct OperationSighting {
  Instant at{};
  /// Where it happened: the user's device, or the server.
  NodeId node{};
  OperationStage stage{};
  std::uint64_t operation = 0;
  /// What it is about: operations with equal subjects can touch each other. Only with Begun.
  std::string_view subject;
  std::string_view text;
};

enum class FaultStage : std::uint8_t {
  Begun,
  /// It has no end: what it did is done.
  Struck,
  Ended,
};

struct FaultSighting {
  Instant at{};
  /// The machine that it strikes.
  NodeId node{};
  FaultStage stage{};
  /// Equal for the begin and the end of one fault; counts from 0.
  std::uint64_t fault = 0;
  /// What it is, in words; lives as long as the call.
  std::string_view text;
};

/// Is told what happens, in the order in which it happens. Must not change the run.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void saw(const MessageSighting& message) = 0;
  virtual void saw(const PowerSighting& power) = 0;
  virtual void saw(const OperationSighting& operation) = 0;
  virtual void saw(const FaultSighting& fault) = 0;
};

}  // namespace storm::sim
