#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "engine/env/random.h"
#include "engine/env/time.h"
#include "sim/seed.h"

namespace storm::sim {

/// What a link is like while nothing is wrong with it, or while one fault has its way.
struct LinkQuality {
  /// One way.
  Duration latency = 20ms;
  /// Up to this much more for each message, uniformly.
  Duration jitter{};
  Ratio loss{};
  Ratio duplication{};
  /// A message that is reordered is held back by up to ten latencies more, and is overtaken.
  Ratio reordering{};
  /// Zero means without limit. Messages of one direction queue behind each other.
  std::uint64_t bytes_per_second = 0;
};

enum class Direction : std::uint8_t { Out = 0, In = 1 };

/// What a link does with one message: the delays after which its copies come out. None: lost.
using Passage = std::vector<Duration>;

/// A machine's access link: the way between it and everybody else, in both directions.
///
/// What befalls a message depends on the link's seed, the direction and the instant alone (and on
/// how many went before it in that instant). So neither a draw elsewhere nor a message that is
/// taken out of a plan changes the fate of any other: with the number of the message instead, as
/// most simulators have it, one message less would give all later ones other noise, and shrinking
/// would walk from one failure to another. Faults nest: a direction is open when nobody blocks it,
/// and the quality set last counts.
///
/// Models the last mile, where offline-first devices lose their messages. Leaves out: queues shared
/// with others, TCP's retransmission (a loss here is the loss of a whole message), routing.
class Link final {
 public:
  Link(Seed seed, LinkQuality quality);

  /// Sends a message of `size_bytes` at `now` through one direction.
  Passage pass(Direction direction, std::size_t size_bytes, Instant now);

  /// Blocks a direction until unblock() has been called as often.
  void block(Direction direction);
  void unblock(Direction direction);
  /// Takes the link down so that the operating system says so; it blocks both directions.
  void unplug();
  void plug_in();
  /// Changes the quality until the returned token is given back.
  std::uint64_t degrade(LinkQuality quality);
  /// Changes what that degrade() set, which counts no more and no less than before.
  void adjust(std::uint64_t token, LinkQuality quality);
  void restore(std::uint64_t token);

  bool plugged_in() const { return unplugged_ == 0; }
  /// Is called after plugged_in() has changed.
  void observe(std::function<void()> on_change) { on_change_ = std::move(on_change); }
  bool open(Direction direction) const { return blocked_[index(direction)] == 0; }
  const LinkQuality& quality() const;
  /// What it is like while nothing is wrong.
  const LinkQuality& healthy() const { return healthy_; }

 private:
  static constexpr std::size_t index(Direction direction) {
    return static_cast<std::size_t>(direction);
  }

  struct Degradation {
    std::uint64_t token = 0;
    LinkQuality quality;
  };

  std::vector<Degradation>::iterator find(std::uint64_t token);

  Seed seed_;
  LinkQuality healthy_;
  std::vector<Degradation> degradations_;
  std::uint64_t tokens_ = 0;
  std::uint32_t unplugged_ = 0;
  std::function<void()> on_change_;
  std::array<std::uint32_t, 2> blocked_{};
  /// When the last message of the direction came, and how many came before it in that instant.
  std::array<Instant, 2> last_{Instant::min(), Instant::min()};
  std::array<std::uint64_t, 2> repeats_{};
  /// When the direction has sent what it was given.
  std::array<Instant, 2> busy_until_{};
};

}  // namespace storm::sim
