#include "scenarios/ledger/stream.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::scenarios {

void Stream::add(Watcher& watcher, Kinds kinds) {
  STORM_ASSERT(std::ranges::find(subscriptions_, &watcher, &Subscription::watcher) ==
               subscriptions_.end());
  subscriptions_.push_back({.watcher = &watcher, .kinds = kinds});
  wanted_ |= kinds;
}

void Stream::remove(Watcher& watcher) {
  std::erase_if(subscriptions_, [&watcher](const Subscription& subscription) {
    return subscription.watcher == &watcher;
  });
  wanted_ = 0;
  for (const Subscription& subscription : subscriptions_) wanted_ |= subscription.kinds;
}

void Stream::tell_all(Instant at, const Happening& what) const {
  const Kinds kind = Kinds{1} << what.index();
  const Observation observation{.at = at, .what = what};
  for (const Subscription& subscription : subscriptions_) {
    if ((subscription.kinds & kind) != 0) subscription.watcher->saw(observation);
  }
}

}  // namespace storm::scenarios
