#pragma once

#include <utility>

#include "engine/env/clock.h"
#include "engine/env/task.h"

namespace storm {

/// Wakes the one coroutine that waits for it. A notification given while nobody waits is kept, so
/// that no wake-up is lost between looking at a queue and going to sleep; several count as one.
/// Stands for a condition variable or an auto-reset event with a time limit.
class Signal {
 public:
  explicit Signal(Clock& clock) : clock_(clock) {}

  void notify() {
    notified_ = true;
    if (waiting_ != kNoTimer) clock_.finish_early(waiting_, {});
  }

  /// Waits for a notification, `limit` at most. Returns whether there was one, and takes it.
  /// Requires: nobody else waits.
  Task<bool> wait_for(Duration limit) {
    if (!notified_) {
      STORM_ASSERT(waiting_ == kNoTimer);
      co_await boost::asio::async_initiate<const boost::asio::deferred_t&,
                                           void(boost::system::error_code)>(
          [this, limit](auto handler) {
            waiting_ = clock_.arm(limit, Clock::TimerCompletion(std::move(handler)));
          },
          boost::asio::deferred);
      waiting_ = kNoTimer;
    }
    co_return std::exchange(notified_, false);
  }

 private:
  Clock& clock_;
  TimerId waiting_ = kNoTimer;
  bool notified_ = false;
};

}  // namespace storm
