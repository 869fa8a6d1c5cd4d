#include "metrics/perfetto.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/metrics/hand_made_history.h"

namespace storm::metrics {
namespace {

using Json = nlohmann::json;

Json events_of(const HandMadeHistory& world, const Focus& focus, const PictureHeader& header) {
  const Excerpt excerpt =
      excerpt_of(world.history, focus, {.happenings_max = 1'000, .idle = Idle::Show});
  return Json::parse(perfetto_trace(world.history, focus, excerpt, header)).at("traceEvents");
}

std::vector<Json> with_phase(const Json& events, const std::string& phase) {
  std::vector<Json> result;
  for (const Json& event : events) {
    if (event.at("ph") == phase) result.push_back(event);
  }
  return result;
}

struct SeenEverywhere : SmallFailure {
  SeenEverywhere() {
    focus.nodes = {HandMadeHistory::kA, HandMadeHistory::kB};
    focus.operations = {7, 8};
  }
};

/// Nanoseconds, exactly.
std::int64_t nanoseconds_of(const Json& micros) {
  return static_cast<std::int64_t>(micros.get<double>() * 1000 + 0.5);
}

/// The slices of a thread, as pairs of begin and end.
using Tracks = std::map<std::pair<int, int>, std::vector<std::pair<std::int64_t, std::int64_t>>>;

Tracks tracks_of(const Json& events) {
  Tracks tracks;
  for (const Json& slice : with_phase(events, "X")) {
    const std::int64_t begin = nanoseconds_of(slice.at("ts"));
    tracks[{slice.at("pid").get<int>(), slice.at("tid").get<int>()}].emplace_back(
        begin, begin + nanoseconds_of(slice.at("dur")));
  }
  return tracks;
}

TEST(PerfettoTest, HasASliceOnBothSidesOfAnExchangeAndArrowsBetween) {
  const SeenEverywhere failure;
  const Json events = events_of(failure.world, failure.focus, failure.header);
  std::map<std::string, int> names;
  for (const Json& slice : with_phase(events, "X")) ++names[slice.at("name").get<std::string>()];
  EXPECT_EQ(names, (std::map<std::string, int>{{"partition (direction out)", 1},
                                               {"push b", 1},
                                               {"push server", 1},
                                               {"request to server", 2},
                                               {"serve a", 1}}));
  EXPECT_EQ(with_phase(events, "s").size(), 3U);
  EXPECT_EQ(with_phase(events, "f").size(), 3U);
}

TEST(PerfettoTest, ArrowsBeginAndEndOnSlices) {
  const SeenEverywhere failure;
  const Json events = events_of(failure.world, failure.focus, failure.header);
  Tracks tracks = tracks_of(events);
  for (const std::string phase : {"s", "f"}) {
    for (const Json& end : with_phase(events, phase)) {
      const std::int64_t at = nanoseconds_of(end.at("ts"));
      const auto& slices = tracks[{end.at("pid").get<int>(), end.at("tid").get<int>()}];
      EXPECT_TRUE(std::any_of(slices.begin(), slices.end(), [at](const auto& slice) {
        return slice.first <= at && at < slice.second;
      })) << end;
    }
  }
}

TEST(PerfettoTest, SlicesOfOneThreadDoNotOverlap) {
  HandMadeHistory world;
  world.send(sim::MessageKind::Request, HandMadeHistory::kA, HandMadeHistory::kServer, 1);
  world.arrive();
  world.exchange(HandMadeHistory::kA, 2, 10, 10);
  world.send(sim::MessageKind::Response, HandMadeHistory::kServer, HandMadeHistory::kA, 1);
  world.arrive();
  world.exchange(HandMadeHistory::kA, 3, 10, 10);
  const Json events = events_of(
      world, {.at = world.now(), .nodes = {HandMadeHistory::kA}, .operations = {}, .subjects = {}},
      {});
  Tracks tracks = tracks_of(events);
  EXPECT_EQ(tracks.size(), 4U) << "two at a time on each side";
  for (auto& [thread, slices] : tracks) {
    std::sort(slices.begin(), slices.end());
    for (std::size_t i = 1; i < slices.size(); ++i) {
      EXPECT_LE(slices[i - 1].second, slices[i].first);
    }
  }
}

TEST(PerfettoTest, CountsWhatIsPending) {
  const SeenEverywhere failure;
  std::map<int, std::vector<int>> counts;
  for (const Json& event :
       with_phase(events_of(failure.world, failure.focus, failure.header), "C")) {
    counts[event.at("pid").get<int>()].push_back(event.at("args").at("operations").get<int>());
  }
  EXPECT_EQ(counts, (std::map<int, std::vector<int>>{{1, {1, 0}}, {2, {1}}}));
}

TEST(PerfettoTest, NamesNodesAndQuotesTexts) {
  const SeenEverywhere failure;
  const Json events = events_of(failure.world, failure.focus, failure.header);
  std::vector<std::string> names;
  for (const Json& event : with_phase(events, "M")) {
    if (event.at("name") == "process_name") names.push_back(event.at("args").at("name"));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"server", "a", "b", "c"}));
  bool found = false;
  for (const Json& event : with_phase(events, "i")) {
    found = found || event.at("name") == "#7 sets note/title to \"<one> & two\" -> accepted";
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace storm::metrics
