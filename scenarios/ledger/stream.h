#pragma once

#include <vector>

#include "scenarios/ledger/observation.h"

namespace storm::scenarios {

/// Is told what happens in a run, as far as it asked for it. Must not change the run.
class Watcher {
 public:
  Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  virtual ~Watcher() = default;

  virtual void saw(const Observation& observation) = 0;
};

/// Hands what happens to all who asked for its kind, in the order in which they came. It is no part
/// of the run: who listens makes no difference to the fingerprint.
class Stream final {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Requires: the watcher outlives the stream, or leaves it first.
  void add(Watcher& watcher, Kinds kinds);
  void remove(Watcher& watcher);
  /// Whether anybody wants to hear of it: words and copies are made only then.
  template <class Kind>
  bool wanted() const {
    return (wanted_ & kinds<Kind>()) != 0;
  }
  template <class Kind>
  void tell(Instant at, const Kind& what) const {
    if (wanted<Kind>()) tell_all(at, Happening(what));
  }

 private:
  struct Subscription {
    Watcher* watcher = nullptr;
    Kinds kinds = 0;
  };

  void tell_all(Instant at, const Happening& what) const;

  std::vector<Subscription> subscriptions_;
  Kinds wanted_ = 0;
};

}  // namespace storm::scenarios
