#include "sim/event_queue.h"

#include <deque>
#include <vector>

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

#include "sim/xoshiro.h"

namespace storm::sim {
namespace {

struct Numbered final : public Event {
  void run() override {}
  std::size_t number = 0;
};

Instant at(std::int64_t nanoseconds) { return Instant{Duration{nanoseconds}}; }
constexpr Instant kForever = Instant::max();

std::vector<std::size_t> drain(EventQueue& queue, Random* ties = nullptr) {
  std::vector<std::size_t> order;
  while (Event* event = queue.pop(kForever, ties)) {
    order.push_back(static_cast<Numbered*>(event)->number);
  }
  return order;
}

std::deque<Numbered> numbered(std::size_t count) {
  std::deque<Numbered> events(count);
  for (std::size_t i = 0; i < count; ++i) events[i].number = i;
  return events;
}

TEST(EventQueueTest, TiesRunInSchedulingOrder) {
  EventQueue queue;
  auto events = numbered(8);
  for (Numbered& event : events) queue.push(event, at(1'000'000));
  EXPECT_EQ(drain(queue), (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(EventQueueTest, ShuffledTiesPermuteOneInstantOnly) {
  EventQueue queue;
  auto events = numbered(40);
  for (Numbered& event : events) queue.push(event, at(event.number < 20 ? 5 : 6));
  Xoshiro ties(Seed(3));
  const auto order = drain(queue, &ties);
  ASSERT_EQ(order.size(), 40U);
  EXPECT_TRUE(std::all_of(order.begin(), order.begin() + 20, [](auto n) { return n < 20; }));
  EXPECT_FALSE(std::is_sorted(order.begin(), order.begin() + 20));
}

TEST(EventQueueTest, PopStopsAtItsLimitAndLaterPushesStillSort) {
  EventQueue queue;
  auto events = numbered(3);
  queue.push(events[0], at(1'000'000'000));
  queue.push(events[1], at(1'000'000'001));
  EXPECT_EQ(queue.pop(at(999'999'999)), nullptr);
  // Between the limit and the waiting ones: a queue that had moved its base past the limit would
  // misfile this.
  queue.push(events[2], at(999'999'999));
  EXPECT_EQ(drain(queue), (std::vector<std::size_t>{2, 0, 1}));
}

TEST(EventQueueTest, ReachesTheEndOfTheClock) {
  EventQueue queue;
  auto events = numbered(2);
  queue.push(events[0], Instant::max());
  queue.push(events[1], at(0));
  EXPECT_EQ(drain(queue), (std::vector<std::size_t>{1, 0}));
}

/// Pushes, cancellations and pops in any order give what a stable sort would.
RC_GTEST_PROP(EventQueueProperty, PopsInKeyOrder, (const std::vector<std::uint32_t>& script)) {
  EventQueue queue;
  auto events = numbered(script.size());
  // The model: (time, sequence) of everything that waits.
  std::vector<std::pair<std::int64_t, std::size_t>> model;
  std::int64_t now = 0;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const std::uint32_t word = script[i];
    // Spread over levels: shifts make near and far deadlines, and many ties.
    const std::int64_t delay = std::int64_t{word % 7} << ((word >> 8U) % 40U);
    queue.push(events[i], at(now + delay));
    model.emplace_back(now + delay, i);
    if (word % 5 == 0) {
      const std::size_t victim = (word >> 4U) % model.size();
      queue.cancel(events[model[victim].second]);
      model.erase(model.begin() + static_cast<std::ptrdiff_t>(victim));
    }
    if (word % 3 == 0 && !model.empty()) {
      const auto expected = std::min_element(model.begin(), model.end());
      const auto* popped = static_cast<Numbered*>(queue.pop(kForever));
      RC_ASSERT(popped != nullptr);
      RC_ASSERT(popped->number == expected->second);
      now = expected->first;
      model.erase(expected);
    }
  }
  std::sort(model.begin(), model.end());
  std::vector<std::size_t> rest;
  for (const auto& [time, number] : model) rest.push_back(number);
  RC_ASSERT(queue.size() == rest.size());
  RC_ASSERT(drain(queue) == rest);
}

}  // namespace
}  // namespace storm::sim
