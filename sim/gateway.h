#pragma once

#include <cstdint>
#include <vector>

#include "engine/env/random.h"
#include "engine/env/transport.h"
#include "sim/seed.h"

namespace storm::sim {

/// The two halves of an exchange, as whoever stands in between sees them pass.
enum class Leg : std::uint8_t { Request = 0, Reply = 1 };

/// What somebody in between does to exchanges: a captive portal, a proxy, a load balancer.
struct Meddling {
  enum class Act : std::uint8_t {
    /// Answers in the peer's place; what was to pass goes no further.
    Answer,
    /// Breaks the connection: the asker learns that at once.
    Reset,
    /// Swallows it: the asker waits until its time-out.
    Lose,
  };

  Act act = Act::Lose;
  Leg leg = Leg::Request;
  /// Of the messages of that leg.
  Ratio share{.num = 1, .den = 1};
  /// After so many it lets all others pass; zero for no limit.
  std::uint64_t times = 0;
  /// Answer: what the asker gets, and after how long.
  StatusCode status = StatusCode::Ok;
  Bytes body;
  Duration delay = 20ms;
  /// Swallows everything else too: pushes, and what others ask of the machine.
  bool cuts_off = false;
};

/// Who stands between a machine's link and everybody else. Knows whole requests and replies only.
///
/// What befalls the n-th message of a leg depends on the gateway's seed and n alone. The first
/// meddling, in the order of their coming, that wants a message has it.
class Gateway final {
 public:
  explicit Gateway(Seed seed) : seed_(seed) {}

  /// Lets somebody meddle until the returned token is given back.
  std::uint64_t install(Meddling meddling);
  void remove(std::uint64_t token);

  /// Who takes the message that passes now, or null. Valid until the next call.
  const Meddling* decide(Leg leg);
  /// Nothing passes but what the meddlers answer themselves.
  bool cuts_off() const;

 private:
  struct Meddler {
    std::uint64_t token = 0;
    std::uint64_t taken = 0;
    Meddling meddling;
  };

  Seed seed_;
  std::vector<Meddler> meddlers_;
  std::uint64_t tokens_ = 0;
  std::uint64_t messages_[2] = {0, 0};
};

}  // namespace storm::sim
