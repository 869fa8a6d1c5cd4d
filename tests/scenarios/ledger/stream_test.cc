#include "scenarios/ledger/stream.h"

#include <vector>

#include "gtest/gtest.h"

namespace storm::scenarios {
namespace {

class Recorder final : public Watcher {
 public:
  void saw(const Observation& observation) override {
    kinds.push_back(observation.what.index());
    moments.push_back(observation.at);
  }

  std::vector<std::size_t> kinds;
  std::vector<Instant> moments;
};

TEST(StreamTest, TellsEachWatcherTheKindsThatItAskedFor) {
  Stream stream;
  Recorder phases;
  Recorder powers;
  stream.add(phases, kinds<PhaseBegan>());
  stream.add(powers, kinds<PartyBooted, PartyEnded>());
  stream.tell(Instant{1s}, PhaseBegan{.phase = Phase::Quiet});
  stream.tell(Instant{2s}, PartyEnded{.party = PartyId{3}});
  stream.tell(Instant{3s}, PartyBooted{.party = PartyId{3}, .lifeline = {}});
  EXPECT_EQ(phases.kinds, std::vector<std::size_t>{kind_index<PhaseBegan>()});
  EXPECT_EQ(phases.moments, std::vector<Instant>{Instant{1s}});
  EXPECT_EQ(powers.kinds,
            (std::vector<std::size_t>{kind_index<PartyEnded>(), kind_index<PartyBooted>()}));
}

TEST(StreamTest, WantsOnlyWhatSomebodyAskedFor) {
  Stream stream;
  Recorder one;
  Recorder other;
  EXPECT_FALSE(stream.wanted<MessageSeen>());
  stream.add(one, kinds<MessageSeen>());
  stream.add(other, kinds<MessageSeen, PhaseBegan>());
  stream.remove(one);
  EXPECT_TRUE(stream.wanted<MessageSeen>()) << "the other still wants it";
  stream.remove(other);
  EXPECT_FALSE(stream.wanted<MessageSeen>());
  EXPECT_FALSE(stream.wanted<PhaseBegan>());
}

TEST(StreamTest, WhoeverHasLeftHearsNothing) {
  Stream stream;
  Recorder gone;
  stream.add(gone, kinds<PhaseBegan>());
  stream.remove(gone);
  stream.tell(Instant{}, PhaseBegan{.phase = Phase::Chaos});
  EXPECT_TRUE(gone.kinds.empty());
}

TEST(StreamTest, EveryKindHasABitOfItsOwn) {
  EXPECT_EQ(kinds<OperationSubmitted>(), 1U);
  EXPECT_EQ((kinds<OperationSubmitted, OperationAnswered>()), 3U);
  EXPECT_EQ(kind_index<PhaseBegan>(), std::variant_size_v<Happening> - 1);
}

}  // namespace
}  // namespace storm::scenarios
