#pragma once

#include <boost/asio/execution_context.hpp>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "engine/env/node_id.h"
#include "engine/env/time.h"
#include "sim/event_queue.h"
#include "sim/fingerprint.h"
#include "sim/observer.h"
#include "sim/seed.h"
#include "sim/ties.h"
#include "sim/xoshiro.h"

namespace storm::sim {

/// Virtual time: one thread, one queue, one trace. Time passes by jumping to the next event.
class Kernel final : public boost::asio::execution_context {
 public:
  Kernel(Seed seed, Ties ties);
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  ~Kernel();

  Instant now() const { return now_; }

  /// Lets `event` happen at `at`, or now if that has passed.
  void schedule(Event& event, Instant at) { queue_.push(event, at < now_ ? now_ : at); }
  void cancel(Event& event) { queue_.cancel(event); }

  /// Runs all events due by `limit`, and then lets it be `limit`.
  /// Errors: rethrows what escaped from a coroutine (see fail()).
  void run_until(Instant limit);
  /// Runs the next event if there is one by `limit`. Returns whether there was.
  bool run_one(Instant limit);

  /// Adds a line to the trace, and so to the fingerprint.
  void trace(TraceKind kind, NodeId node, std::uint64_t detail = 0) {
    fingerprint_.add(TraceRecord{.at = now_.time_since_epoch().count(),
                                 .sequence = events_run_,
                                 .node = to_index(node),
                                 .kind = static_cast<std::uint16_t>(kind),
                                 .reserved = 0,
                                 .detail = detail});
  }

  /// A coroutine ended with an exception: the run is over. Kept until the event has returned, since
  /// it may be raised below frames that cannot carry it.
  void fail(std::exception_ptr failure);

  Fingerprint& fingerprint() { return fingerprint_; }
  /// Lets `observer` be told what happens from now on, after those who are told already.
  /// Requires: it outlives the kernel, or remove_observer() is called before it goes.
  void add_observer(Observer& observer);
  void remove_observer(Observer& observer);
  bool observed() const { return !observers_.empty(); }
  /// Tells all observers, in the order in which they came.
  template <class Sighting>
  void tell(const Sighting& sighting) const {
    for (Observer* observer : observers_) observer->saw(sighting);
  }
  std::uint64_t events_run() const { return events_run_; }
  std::size_t events_waiting() const { return queue_.size(); }
  Seed seed() const { return seed_; }

 private:
  Seed seed_;
  std::optional<Xoshiro> ties_;
  EventQueue queue_;
  Fingerprint fingerprint_;
  std::vector<Observer*> observers_;
  Instant now_{};
  std::uint64_t events_run_ = 0;
  std::exception_ptr failure_;
};

}  // namespace storm::sim
