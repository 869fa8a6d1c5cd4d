#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/env/device.h"
#include "sim/kernel.h"
#include "sim/machine.h"
#include "sim/network.h"

namespace storm::sim {

/// A kernel and a network with two machines, `alpha` and `beta`, whose links have no jitter and
/// whose clocks are right, unless a test says otherwise.
struct TwoMachines {
  explicit TwoMachines(LinkQuality link = quiet_link(), std::uint64_t seed = 1)
      : kernel(Seed(seed), Ties::Scheduled),
        network(kernel),
        alpha(kernel, network, NodeId{0}, options("alpha", link)),
        beta(kernel, network, NodeId{1}, options("beta", quiet_link())) {
    alpha.boot();
    beta.boot();
  }

  static LinkQuality quiet_link() {
    return {.latency = 10ms,
            .jitter = Duration::zero(),
            .loss = {},
            .duplication = {},
            .reordering = {},
            .bytes_per_second = 0};
  }

  static Machine::Options options(const std::string& name, LinkQuality link) {
    Machine::Options options;
    options.name = name;
    options.link = link;
    return options;
  }

  Kernel kernel;
  Network network;
  Machine alpha;
  Machine beta;
};

inline Bytes bytes_of(const std::string& text) {
  Bytes bytes;
  for (const char letter : text) bytes.push_back(static_cast<std::byte>(letter));
  return bytes;
}

inline std::string text_of(const Bytes& bytes) {
  std::string text;
  for (const std::byte value : bytes) text += static_cast<char>(value);
  return text;
}

inline std::string text_of(const FileImage& file) { return text_of(file.bytes()); }

/// Counts how often it is destroyed: put into a coroutine, it shows when the frame goes.
class DestructionCounter final {
 public:
  explicit DestructionCounter(int& count) : count_(count) {}
  DestructionCounter(const DestructionCounter&) = delete;
  DestructionCounter& operator=(const DestructionCounter&) = delete;
  ~DestructionCounter() { ++count_; }

 private:
  int& count_;
};

}  // namespace storm::sim
