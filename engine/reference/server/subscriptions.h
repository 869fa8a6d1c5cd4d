#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/env/node_id.h"
#include "engine/env/time.h"
#include "engine/reference/wire/messages.h"

namespace storm::engine::reference {

/// Who wants to hear of changes in which scopes. Soft state: it is in memory only, expires unless
/// renewed, and a hint that is not sent only delays what the next heartbeat fetches.
class Subscriptions final {
 public:
  struct Subscription {
    std::vector<std::string> scopes;
    /// How far the subscriber has read: nobody is told what he has.
    Sequence position = 0;
    MonoTime expires{};
  };

  /// Sets or renews a subscription.
  void renew(NodeId node, const Subscription& subscription);
  /// Notes that a scope has a change.
  void touch(const std::string& scope, Sequence sequence);
  bool pending() const { return !touched_.empty(); }

  /// Who is to be told of the changes noted since the last call, with the newest that concerns
  /// him. Forgets expired subscriptions that it meets.
  std::map<NodeId, Sequence> take_due(MonoTime now);

 private:
  void forget(NodeId node);

  std::map<NodeId, Subscription> subscriptions_;
  /// The same by scope, so that a change costs no more than it has readers.
  std::map<std::string, std::set<NodeId>> readers_;
  /// The newest change of each scope touched.
  std::map<std::string, Sequence> touched_;
};

}  // namespace storm::engine::reference
