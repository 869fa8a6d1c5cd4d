#pragma once

#include <cstdint>

#include "engine/env/node_id.h"
#include "engine/env/time.h"

/// What machines and their network do while a run happens, for those who watch it. What users do
/// and are told stands above this: the kernel knows neither operations nor faults.
///
/// The trace (sim/fingerprint.h) is apart: it is always there and means nothing to a person.
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
  /// Arrived, of what answers a request: whether somebody still waits for it. What comes after a
  /// time-out is thrown away.
  bool awaited = false;
};

/// What became of a machine's power. The values are part of recorded fingerprints.
enum class PowerChange : std::uint8_t { Boot = 1, Kill = 2, Suspend = 3, Resume = 4 };

struct PowerSighting {
  Instant at{};
  NodeId node{};
  PowerChange change{};
};

/// Is told what happens, in the order in which it happens. Must not change the run, nor may it
/// matter to the run whether it is there.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  virtual void saw(const MessageSighting& message) = 0;
  virtual void saw(const PowerSighting& power) = 0;
};

}  // namespace storm::sim
