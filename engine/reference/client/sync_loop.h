#pragma once

#include "engine/env/device.h"
#include "engine/env/signal.h"
#include "engine/reference/client/backoff.h"
#include "engine/reference/client/exchange.h"
#include "engine/reference/client/store_keeper.h"
#include "engine/reference/policies/reference_policies.h"
#include "engine/replica.h"

namespace storm::engine::reference {

/// The one coroutine that talks to the server: it watches the link, pushes what waits, reads what
/// is new, and sleeps in between. Being one, it never has two exchanges under way.
class SyncLoop final {
 public:
  SyncLoop(Device& device, NodeId server, StoreKeeper& keeper, const ReferencePolicies& policies,
           User& user);

  /// Runs until the process ends.
  Task<void> run();

  /// There is something to push.
  void wake();
  /// Tries at once, whatever back-off says.
  void hurry();
  /// The server said that its newest change is `head`.
  void hint(Sequence head);
  /// Tells the user what was decided before the process died and perhaps not told.
  void tell_notices(ClientStore& store);

  Connectivity connectivity() const;
  std::optional<WallTime> last_attempt() const { return last_attempt_; }
  std::uint64_t retries() const { return retries_; }

 private:
  void notice_link();

  enum class Exchanged : std::uint8_t { Complete, More, Failed };

  /// Does what is due, and returns how long there is nothing to do.
  Task<Duration> step();
  /// Z21: the last exchange failed, and nobody is left who would start the next.
  bool sleeps_on() const;
  Task<Exchanged> exchange();
  Exchanged apply(const PreparedExchange& prepared, std::uint64_t opening,
                  const RequestOutcome& outcome, AppliedExchange& applied);
  bool has_work();
  void adapt(const RequestOutcome& outcome);
  void tell(const ChangeResult& result);
  Duration jittered(Duration interval);

  Device& device_;
  NodeId server_;
  StoreKeeper& keeper_;
  ReferencePolicies policies_;
  User& user_;

  Signal wake_;
  Backoff backoff_;
  ExchangeLimits limits_;
  MonoTime retry_at_{};
  MonoTime heartbeat_at_{};
  MonoTime compare_at_{};
  Sequence hinted_ = 0;
  bool link_was_down_ = true;
  bool hurry_ = false;
  /// There is new work since the last exchange began.
  bool woken_ = false;
  bool last_failed_ = false;
  /// There is one coroutine, and so at most one exchange under way.
  bool exchanging_ = false;
  Notices notices_ = Notices::Untold;

  Connectivity connectivity_ = Connectivity::Offline;
  std::optional<WallTime> last_attempt_;
  std::uint64_t retries_ = 0;
};

}  // namespace storm::engine::reference
