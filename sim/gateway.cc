#include "sim/gateway.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/env/assertion.h"
#include "sim/xoshiro.h"

namespace storm::sim {

std::uint64_t Gateway::install(Meddling meddling) {
  STORM_ASSERT(meddling.share.num <= meddling.share.den);
  STORM_ASSERT(meddling.delay >= Duration::zero());
  meddlers_.push_back({.token = ++tokens_, .taken = 0, .meddling = std::move(meddling)});
  return tokens_;
}

void Gateway::remove(std::uint64_t token) {
  const auto place = std::ranges::find(meddlers_, token, &Meddler::token);
  STORM_ASSERT(place != meddlers_.end());
  meddlers_.erase(place);
}

const Meddling* Gateway::decide(Leg leg) {
  const auto side = static_cast<std::size_t>(leg);
  STORM_ASSERT(side < std::size(messages_));
  const std::uint64_t number = messages_[side]++;
  if (meddlers_.empty()) return nullptr;
  Xoshiro random(seed_.fork(side).fork(number));
  for (Meddler& meddler : meddlers_) {
    const Meddling& meddling = meddler.meddling;
    const bool wants = random.chance(meddling.share);
    const bool tired = meddling.times != 0 && meddler.taken == meddling.times;
    if (meddling.leg != leg || tired || !wants) continue;
    ++meddler.taken;
    return &meddling;
  }
  return nullptr;
}

bool Gateway::cuts_off() const {
  return std::ranges::any_of(meddlers_,
                             [](const Meddler& meddler) { return meddler.meddling.cuts_off; });
}

}  // namespace storm::sim
