#include "engine/reference/server/subscriptions.h"

#include <gtest/gtest.h>

namespace storm::engine::reference {
namespace {

constexpr MonoTime kNow{1h};
using Due = std::map<NodeId, Sequence>;

Subscriptions::Subscription until(MonoTime expires, Sequence position = 0) {
  return {.scopes = {"a", "b"}, .position = position, .expires = expires};
}

TEST(SubscriptionsTest, TellsReadersOfATouchedScopeOnce) {
  Subscriptions subscriptions;
  subscriptions.renew(NodeId{1}, until(kNow + 1s));
  subscriptions.renew(NodeId{2}, {.scopes = {"c"}, .position = 0, .expires = kNow + 1s});
  subscriptions.touch("a", 5);
  subscriptions.touch("b", 4);
  EXPECT_EQ(subscriptions.take_due(kNow), (Due{{NodeId{1}, 5}}));
  EXPECT_FALSE(subscriptions.pending());
  EXPECT_EQ(subscriptions.take_due(kNow), Due{});
}

TEST(SubscriptionsTest, LeavesOutWhoHasReadSoFar) {
  Subscriptions subscriptions;
  subscriptions.renew(NodeId{1}, until(kNow + 1s));
  subscriptions.renew(NodeId{1}, until(kNow + 1s, 5));
  subscriptions.touch("a", 5);
  EXPECT_EQ(subscriptions.take_due(kNow), Due{});
}

TEST(SubscriptionsTest, ExpireUnlessRenewed) {
  Subscriptions subscriptions;
  subscriptions.renew(NodeId{1}, until(kNow));
  subscriptions.touch("a", 1);
  EXPECT_EQ(subscriptions.take_due(kNow), Due{});
  subscriptions.renew(NodeId{1}, until(kNow + 1s));
  subscriptions.touch("a", 2);
  EXPECT_EQ(subscriptions.take_due(kNow), (Due{{NodeId{1}, 2}}));
}

TEST(SubscriptionsTest, FollowAChangeOfScopes) {
  Subscriptions subscriptions;
  subscriptions.renew(NodeId{1}, until(kNow + 1s));
  subscriptions.renew(NodeId{1}, {.scopes = {"c"}, .position = 0, .expires = kNow + 1s});
  subscriptions.touch("a", 1);
  EXPECT_EQ(subscriptions.take_due(kNow), Due{});
  subscriptions.touch("c", 2);
  EXPECT_EQ(subscriptions.take_due(kNow), (Due{{NodeId{1}, 2}}));
}

}  // namespace
}  // namespace storm::engine::reference
