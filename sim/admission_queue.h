#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/env/completion.h"
#include "engine/env/time.h"
#include "engine/env/transport.h"
#include "sim/process.h"

namespace storm::sim {

/// What makes a machine slow to answer.
struct Load {
  /// What each request takes before it is handed over.
  Duration service_time{};
  /// How many are served at once. Zero: as many as come, so that nobody waits for anybody.
  std::uint32_t workers = 0;
  /// How many may wait for a worker.
  std::uint32_t waiting_max = 0;
  /// What those are told for whom there is no room.
  StatusCode refusal = StatusCode::Unavailable;
};

/// The requests that have reached a machine and that its process has not taken up: a queue with so
/// many workers, a constant service time and room for so many, first come, first served.
///
/// Nobody looks whether an asker still waits: a request whose asker has given up costs its service
/// time all the same, and the asker's next attempt stands behind it. So a burst can keep a server
/// busy with work that is of no use to anybody, long after the burst.
///
/// Loads add up: service times are summed, the fewest workers and the least room count, and the
/// load that has come last says what refusals are. What is being served when loads come or go keeps
/// its time.
///
/// Leaves out: workers that stay busy while the engine itself works, and the load of others, since
/// all requests come from the world's own machines.
/// Source: Bronson et al., "Metastable Failures in Distributed Systems", HotOS 2021; an M/D/c/K
/// queue in Kendall's notation.
class AdmissionQueue final {
 public:
  using Work = Completion<>;

  AdmissionQueue() = default;

  /// Slows the machine until the returned token is given back.
  std::uint64_t add(const Load& load);
  /// What waits is served as fast as the other loads let it; without any, at once.
  void remove(std::uint64_t token);

  /// Takes a request to `process`, and calls `work` when it has been served. Not at all if the
  /// process dies before; later if it is suspended.
  /// Requires: slow(). Until forget(), all requests are to the same process.
  /// Returns whether there was room.
  bool admit(Process& process, Work work);
  /// The process is gone, and with it all that it had been given.
  void forget();

  /// Whether requests have to come by here at all.
  bool slow() const { return !loads_.empty(); }
  StatusCode refusal() const { return load_.refusal; }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Entry {
    std::uint64_t token = 0;
    Load load;
  };

  bool has_free_worker() const { return load_.workers == 0 || busy_ < load_.workers; }
  void combine();
  void serve(Work work);
  void serve_waiting();

  std::vector<Entry> loads_;
  /// All loads together.
  Load load_;
  std::uint64_t tokens_ = 0;
  Process* process_ = nullptr;
  std::uint32_t busy_ = 0;
  std::deque<Work> waiting_;
};

}  // namespace storm::sim
