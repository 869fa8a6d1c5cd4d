#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <utility>

#include "engine/env/completion.h"
#include "engine/env/time.h"

namespace storm {

/// Names a waiting timer of one clock. Never used twice in a run.
enum class TimerId : std::uint64_t {};
constexpr TimerId kNoTimer{0};

/// A device's clocks and timers.
///
/// Timers run on the monotonic clock, as `CLOCK_MONOTONIC` timers do: they stand still while the
/// device is suspended and do not care when somebody sets the wall clock.
class Clock {
 public:
  using TimerCompletion = Completion<boost::system::error_code>;

  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// What the device believes the time of day is. May jump either way between two calls.
  virtual WallTime wall() const = 0;
  /// Time awake since boot. Never goes back while the process lives.
  virtual MonoTime monotonic() const = 0;

  /// Calls `completion` with success once `delay` of monotonic time has passed; never before this
  /// returns. A negative delay counts as zero.
  /// Order: timers due at the same instant complete in the order in which they were armed.
  virtual TimerId arm(Duration delay, TimerCompletion completion) = 0;
  /// Lets a waiting timer complete at the present instant, with `error`, after what is already
  /// due. Does nothing when the timer has completed.
  virtual void finish_early(TimerId timer, boost::system::error_code error) = 0;
};

/// Awaits `delay` of the device's monotonic time: `co_await sleep_for(clock, 30s);`
/// Errors: throws `operation_aborted` when cancelled through its Asio cancellation slot.
inline auto sleep_for(Clock& clock, Duration delay) {
  return boost::asio::async_initiate<const boost::asio::deferred_t&,
                                     void(boost::system::error_code)>(
      [&clock, delay](auto handler) {
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        const TimerId timer = clock.arm(delay, Clock::TimerCompletion(std::move(handler)));
        if (slot.is_connected()) {
          slot.assign([&clock, timer](boost::asio::cancellation_type type) {
            if (type != boost::asio::cancellation_type::none) {
              clock.finish_early(timer, boost::asio::error::operation_aborted);
            }
          });
        }
      },
      boost::asio::deferred);
}

}  // namespace storm
