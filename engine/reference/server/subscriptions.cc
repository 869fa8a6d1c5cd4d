#include "engine/reference/server/subscriptions.h"

#include <algorithm>

#include "engine/env/assertion.h"

namespace storm::engine::reference {

void Subscriptions::renew(NodeId node, const Subscription& subscription) {
  const auto found = subscriptions_.find(node);
  if (found == subscriptions_.end() || found->second.scopes != subscription.scopes) {
    forget(node);
    for (const std::string& scope : subscription.scopes) readers_[scope].insert(node);
    subscriptions_[node] = subscription;
    return;
  }
  found->second.position = subscription.position;
  found->second.expires = subscription.expires;
}

void Subscriptions::touch(const std::string& scope, Sequence sequence) {
  STORM_ASSERT(sequence > 0);
  Sequence& newest = touched_[scope];
  newest = std::max(newest, sequence);
}

void Subscriptions::forget(NodeId node) {
  const auto found = subscriptions_.find(node);
  if (found == subscriptions_.end()) return;
  for (const std::string& scope : found->second.scopes) {
    const auto readers = readers_.find(scope);
    if (readers == readers_.end()) continue;
    readers->second.erase(node);
    if (readers->second.empty()) readers_.erase(readers);
  }
  subscriptions_.erase(found);
}

std::map<NodeId, Sequence> Subscriptions::take_due(MonoTime now) {
  std::map<NodeId, Sequence> due;
  std::vector<NodeId> expired;
  for (const auto& [scope, sequence] : touched_) {
    const auto readers = readers_.find(scope);
    if (readers == readers_.end()) continue;
    for (const NodeId node : readers->second) {
      const auto found = subscriptions_.find(node);
      STORM_ASSERT(found != subscriptions_.end());
      const Subscription& subscription = found->second;
      if (subscription.expires <= now) {
        expired.push_back(node);
      } else if (sequence > subscription.position) {
        Sequence& newest = due[node];
        newest = std::max(newest, sequence);
      }
    }
  }
  for (const NodeId node : expired) forget(node);
  // Who reads no scope is in one of the two only.
  STORM_ASSERT(!subscriptions_.empty() || readers_.empty());
  touched_.clear();
  return due;
}

}  // namespace storm::engine::reference
