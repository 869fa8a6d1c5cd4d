#include "scenarios/ledger/knowledge.h"

#include <array>
#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace storm::scenarios {
namespace {

/// Three devices that share the scope "s" and meet at a server; "c" shares "other" with nobody.
class KnowledgeTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kA = 0;
  static constexpr std::uint32_t kB = 1;
  static constexpr std::uint32_t kC = 2;
  static constexpr NodeId kServer{0};

  KnowledgeTest() : knowledge_(plan()) {}

  static Plan plan() {
    Plan plan;
    for (const char* name : {"a", "b", "c"}) {
      DevicePlan& device = plan.devices.emplace_back();
      device.name = name;
      device.scopes = {"s"};
    }
    plan.devices[kC].scopes.emplace_back("other");
    return plan;
  }

  static NodeId node(std::uint32_t device) { return NodeId{device + 1}; }

  LedgerEntry& act(std::uint32_t device, const std::string& scope = "s") {
    engine::Operation operation;
    operation.id = engine::OperationId{++operations_};
    operation.scope = scope;
    operation.document = "note";
    LedgerEntry& entry = ledger_.begin(operation, device, Instant{});
    knowledge_.submitted(entry);
    return entry;
  }

  sim::MessageSighting send(NodeId from, NodeId to) {
    sim::MessageSighting message;
    message.stage = sim::MessageStage::Sent;
    message.message = sim::MessageId{++messages_};
    message.from = from;
    message.to = to;
    knowledge_.saw(message);
    return message;
  }
  void arrive(sim::MessageSighting message) {
    message.stage = sim::MessageStage::Arrived;
    knowledge_.saw(message);
  }
  void lose(sim::MessageSighting message) {
    message.stage = sim::MessageStage::Lost;
    knowledge_.saw(message);
  }
  void exchange(NodeId from, NodeId to) { arrive(send(from, to)); }

  void show(LedgerEntry& entry, const LedgerEntry& shown) {
    const std::array<const LedgerEntry*, 1> operations{&shown};
    knowledge_.shown_before(entry, operations);
  }
  void boot(std::uint32_t device) {
    knowledge_.saw(sim::PowerSighting{
        .at = Instant{}, .node = node(device), .change = sim::PowerChange::Boot});
  }

  Ledger ledger_;
  Knowledge knowledge_;
  std::uint64_t operations_ = 0;
  std::uint64_t messages_ = 0;
};

TEST_F(KnowledgeTest, NobodyKnowsWhatNoMessageCanHaveCarried) {
  const LedgerEntry& first = act(kA);
  LedgerEntry& second = act(kB);
  knowledge_.answered(second);
  EXPECT_EQ(knew(second, first), Knew::No);
  EXPECT_EQ(knew(first, second), Knew::No);
}

TEST_F(KnowledgeTest, AnAuthorSurelyKnowsTheOwnEarlierDoing) {
  const LedgerEntry& first = act(kA);
  const LedgerEntry& second = act(kA);
  EXPECT_EQ(knew(second, first), Knew::Surely);
  EXPECT_EQ(knew(first, second), Knew::No);
}

TEST_F(KnowledgeTest, WhatAMessageCanHaveCarriedMayBeKnown) {
  const LedgerEntry& first = act(kA);
  exchange(node(kA), kServer);
  exchange(kServer, node(kB));
  const LedgerEntry& second = act(kB);
  EXPECT_EQ(knew(second, first), Knew::Maybe);
}

TEST_F(KnowledgeTest, AMessageCarriesWhatItsSenderKnewWhenItWasSent) {
  const sim::MessageSighting early = send(node(kA), kServer);
  const LedgerEntry& first = act(kA);
  arrive(early);
  exchange(kServer, node(kB));
  EXPECT_EQ(knew(act(kB), first), Knew::No);
}

TEST_F(KnowledgeTest, ALostMessageCarriesNothing) {
  const LedgerEntry& first = act(kA);
  lose(send(node(kA), kServer));
  exchange(kServer, node(kB));
  EXPECT_EQ(knew(act(kB), first), Knew::No);
}

TEST_F(KnowledgeTest, OfTwoCopiesOneMayBeLost) {
  const LedgerEntry& first = act(kA);
  const sim::MessageSighting doubled = send(node(kA), kServer);
  lose(doubled);
  arrive(doubled);
  exchange(kServer, node(kB));
  EXPECT_EQ(knew(act(kB), first), Knew::Maybe);
}

TEST_F(KnowledgeTest, WhatComesInBeforeTheAnswerMayBeKnown) {
  const LedgerEntry& first = act(kA);
  LedgerEntry& second = act(kB);
  exchange(node(kA), kServer);
  exchange(kServer, node(kB));
  EXPECT_EQ(knew(second, first), Knew::No);
  knowledge_.answered(second);
  EXPECT_EQ(knew(second, first), Knew::Maybe);
}

TEST_F(KnowledgeTest, WhatWasShownIsSurelyKnownAndWhatIsKnownThroughIt) {
  const LedgerEntry& first = act(kA);
  const LedgerEntry& second = act(kA);
  LedgerEntry& third = act(kB);
  show(third, second);
  EXPECT_EQ(knew(third, second), Knew::Surely);
  EXPECT_EQ(knew(third, first), Knew::Surely) << "the author of what was shown had done it";
  LedgerEntry& fourth = act(kC);
  show(fourth, third);
  EXPECT_EQ(knew(fourth, first), Knew::Surely) << "through two others";
}

TEST_F(KnowledgeTest, LaterOperationsOfOneThatWasShownAreNotSurelyKnown) {
  const LedgerEntry& first = act(kA);
  const LedgerEntry& second = act(kA);
  LedgerEntry& third = act(kB);
  show(third, first);
  EXPECT_EQ(knew(third, second), Knew::No);
}

TEST_F(KnowledgeTest, WhatWasShownOnceStaysKnownToItsAuthor) {
  const LedgerEntry& first = act(kA);
  LedgerEntry& second = act(kB);
  show(second, first);
  EXPECT_EQ(knew(act(kB), first), Knew::Surely);
}

TEST_F(KnowledgeTest, AStoreThatWasStruckBeginsANewLife) {
  const LedgerEntry& before = act(kA);
  const LedgerEntry& elsewhere = act(kB);
  knowledge_.store_struck(PartyId{kA});
  const LedgerEntry& after = act(kA);
  EXPECT_EQ(after.lifeline, Lifeline{1});
  EXPECT_EQ(knew(after, before), Knew::Maybe) << "the own doing of an earlier life";
  EXPECT_EQ(knew(after, elsewhere), Knew::Maybe) << "an image may bring what no message did";
}

TEST_F(KnowledgeTest, WhoeverSawTheNewLifeNeedNotKnowTheOldOne) {
  const LedgerEntry& before = act(kA);
  knowledge_.store_struck(PartyId{kA});
  const LedgerEntry& after = act(kA);
  LedgerEntry& other = act(kB);
  show(other, after);
  EXPECT_EQ(knew(other, after), Knew::Surely);
  EXPECT_NE(knew(other, before), Knew::Surely);
}

TEST_F(KnowledgeTest, ADoubtfulStoreBeginsANewLifeAtEachBootUntilItIsTrusted) {
  knowledge_.store_in_doubt(PartyId{kA});
  EXPECT_EQ(knowledge_.lifeline(PartyId{kA}), Lifeline{1});
  boot(kA);
  EXPECT_EQ(knowledge_.lifeline(PartyId{kA}), Lifeline{2});
  knowledge_.store_trusted(PartyId{kA});
  boot(kA);
  EXPECT_EQ(knowledge_.lifeline(PartyId{kA}), Lifeline{3}) << "it shows at the first boot after";
  boot(kA);
  EXPECT_EQ(knowledge_.lifeline(PartyId{kA}), Lifeline{3});
  EXPECT_EQ(knowledge_.lifeline(PartyId{kB}), Lifeline{0});
}

TEST_F(KnowledgeTest, WhatIsKnownOfAnAuthorsLifelineIsOneNumber) {
  for (int i = 0; i < 20; ++i) {
    const LedgerEntry& shown = act(kA);
    show(act(kB), shown);
  }
  const LedgerEntry& last = act(kB);
  const Certainty expected{{.author = kA, .lifeline = {}, .number = 20},
                           {.author = kB, .lifeline = {}, .number = 21}};
  EXPECT_EQ(*last.certainty, expected);
}

TEST_F(KnowledgeTest, OfAnotherScopeNothingIsSaid) {
  const LedgerEntry& first = act(kC, "other");
  EXPECT_EQ(knew(act(kC), first), Knew::Maybe);
}

}  // namespace
}  // namespace storm::scenarios
