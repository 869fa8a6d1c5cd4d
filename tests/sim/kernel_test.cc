#include "sim/kernel.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace storm::sim {
namespace {

/// Does what a test says when it happens.
class Deed final : public Event {
 public:
  explicit Deed(std::function<void()> work) : work_(std::move(work)) {}
  void run() override { work_(); }

 private:
  std::function<void()> work_;
};

/// A kernel whose events write down their names and when they happened.
class Diary {
 public:
  explicit Diary(Ties ties = Ties::Scheduled, std::uint64_t seed = 1) : kernel(Seed(seed), ties) {}

  /// An event that does `more` once it has written its name down.
  Deed& event(
      const std::string& name, std::function<void()> more = [] {}) {
    return events_.emplace_back([this, name, more] {
      names.push_back(name);
      times.push_back(kernel.now());
      more();
    });
  }
  Deed& schedule(
      const std::string& name, Instant at, std::function<void()> more = [] {}) {
    Deed& made = event(name, std::move(more));
    kernel.schedule(made, at);
    return made;
  }

  std::vector<std::string> names;
  std::vector<Instant> times;

 private:
  /// Outlives the kernel, whose queue links them.
  std::deque<Deed> events_;

 public:
  Kernel kernel;
};

using Names = std::vector<std::string>;
using Times = std::vector<Instant>;

TEST(KernelTest, TimeJumpsFromEventToEvent) {
  Diary diary;
  diary.schedule("late", Instant{days{30}});
  diary.schedule("early", Instant{1ns});
  EXPECT_EQ(diary.kernel.now(), Instant{});
  diary.kernel.run_until(Instant{days{31}});
  EXPECT_EQ(diary.names, (Names{"early", "late"}));
  EXPECT_EQ(diary.times, (Times{Instant{1ns}, Instant{days{30}}}));
  EXPECT_EQ(diary.kernel.events_run(), 2U);
}

TEST(KernelTest, ALimitIsReachedEvenWhenNothingHappens) {
  Diary diary;
  diary.kernel.run_until(Instant{1h});
  EXPECT_EQ(diary.kernel.now(), Instant{1h});
  EXPECT_EQ(diary.kernel.events_run(), 0U);
  diary.kernel.run_until(Instant{1min});
  EXPECT_EQ(diary.kernel.now(), Instant{1h}) << "time does not go back";
}

TEST(KernelTest, WhatIsDueAtTheLimitHappensAndWhatIsDueAfterItDoesNot) {
  Diary diary;
  diary.schedule("at", Instant{1s});
  diary.schedule("after", Instant{1s + 1ns});
  diary.kernel.run_until(Instant{1s});
  EXPECT_EQ(diary.names, Names{"at"});
  EXPECT_EQ(diary.kernel.events_waiting(), 1U);
  diary.kernel.run_until(Instant{2s});
  EXPECT_EQ(diary.names, (Names{"at", "after"}));
  EXPECT_EQ(diary.kernel.events_waiting(), 0U);
}

TEST(KernelTest, WhatShouldHaveHappenedAlreadyHappensNow) {
  Diary diary;
  diary.kernel.run_until(Instant{1h});
  diary.schedule("overdue", Instant{1s});
  diary.kernel.run_until(Instant{1h});
  EXPECT_EQ(diary.times, Times{Instant{1h}});
}

TEST(KernelTest, EventsOfOneInstantHappenAsTheyWereScheduledNewOnesLast) {
  Diary diary;
  Deed& third = diary.event("third");
  diary.schedule("first", Instant{1s}, [&] { diary.kernel.schedule(third, Instant{1s}); });
  diary.schedule("second", Instant{1s});
  diary.kernel.run_until(Instant{1s});
  EXPECT_EQ(diary.names, (Names{"first", "second", "third"}));
}

TEST(KernelTest, ACancelledEventDoesNotHappenAndMayBeScheduledAgain) {
  Diary diary;
  Deed& event = diary.schedule("event", Instant{1s});
  diary.kernel.cancel(event);
  diary.kernel.run_until(Instant{1min});
  EXPECT_EQ(diary.names, Names{});
  diary.kernel.schedule(event, Instant{2min});
  diary.kernel.run_until(Instant{2min});
  EXPECT_EQ(diary.times, Times{Instant{2min}});
}

TEST(KernelTest, AnEventMayScheduleItselfAgain) {
  Diary diary;
  Deed* self = nullptr;
  self = &diary.event("tick", [&] {
    if (diary.names.size() < 3) diary.kernel.schedule(*self, diary.kernel.now() + 1s);
  });
  diary.kernel.schedule(*self, Instant{1s});
  diary.kernel.run_until(Instant{1min});
  EXPECT_EQ(diary.times, (Times{Instant{1s}, Instant{2s}, Instant{3s}}));
}

TEST(KernelTest, OneStepRunsOneEventAndStaysWhereThatWas) {
  Diary diary;
  diary.schedule("first", Instant{1s});
  diary.schedule("second", Instant{1s});
  EXPECT_TRUE(diary.kernel.run_one(Instant{1min}));
  EXPECT_EQ(diary.names, Names{"first"});
  EXPECT_EQ(diary.kernel.now(), Instant{1s});
  EXPECT_TRUE(diary.kernel.run_one(Instant{1min}));
  EXPECT_FALSE(diary.kernel.run_one(Instant{1min}));
  EXPECT_EQ(diary.kernel.now(), Instant{1s}) << "only run_until() lets the limit come";
}

TEST(KernelTest, AFailureEndsTheRunOnceItsEventHasReturned) {
  Diary diary;
  bool returned = false;
  diary.schedule("failing", Instant{1s}, [&] {
    diary.kernel.fail(std::make_exception_ptr(std::runtime_error("first")));
    diary.kernel.fail(std::make_exception_ptr(std::runtime_error("second")));
    returned = true;
  });
  diary.schedule("next", Instant{1s});
  try {
    diary.kernel.run_until(Instant{1min});
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "first");
  }
  EXPECT_TRUE(returned);
  EXPECT_EQ(diary.names, Names{"failing"});
  diary.kernel.run_until(Instant{1min});
  EXPECT_EQ(diary.names, (Names{"failing", "next"})) << "it was told once and is over";
}

/// Keeps the trace.
class Trace final : public TraceSink {
 public:
  void record(const TraceRecord& record) override { records.push_back(record); }
  std::vector<TraceRecord> records;
};

TEST(KernelTest, ALineOfTheTraceSaysWhenInWhichEventWhereAndWhat) {
  Diary diary;
  Trace trace;
  diary.kernel.fingerprint().set_sink(&trace);
  diary.schedule("quiet", Instant{1s});
  diary.schedule("traced", Instant{2s},
                 [&] { diary.kernel.trace(TraceKind::Deliver, NodeId{7}, 42); });
  diary.kernel.run_until(Instant{1min});
  const TraceRecord expected{
      .at = 2'000'000'000, .sequence = 2, .node = 7, .kind = 2, .reserved = 0, .detail = 42};
  EXPECT_EQ(trace.records, std::vector<TraceRecord>{expected});
}

/// The fingerprint of a run with one event.
std::string fingerprint_of(Instant at, TraceKind kind, NodeId node, std::uint64_t detail) {
  Diary diary;
  diary.schedule("traced", at, [&] { diary.kernel.trace(kind, node, detail); });
  diary.kernel.run_until(Instant{1min});
  return diary.kernel.fingerprint().to_text();
}

TEST(KernelTest, EqualRunsHaveEqualFingerprintsAndNoOthers) {
  const std::string one = fingerprint_of(Instant{1s}, TraceKind::Deliver, NodeId{1}, 5);
  EXPECT_EQ(one.size(), 32U);
  EXPECT_EQ(fingerprint_of(Instant{1s}, TraceKind::Deliver, NodeId{1}, 5), one);
  EXPECT_NE(fingerprint_of(Instant{1s + 1ns}, TraceKind::Deliver, NodeId{1}, 5), one);
  EXPECT_NE(fingerprint_of(Instant{1s}, TraceKind::Lose, NodeId{1}, 5), one);
  EXPECT_NE(fingerprint_of(Instant{1s}, TraceKind::Deliver, NodeId{2}, 5), one);
  EXPECT_NE(fingerprint_of(Instant{1s}, TraceKind::Deliver, NodeId{1}, 6), one);
}

/// The order in which ten events of one instant happen, and then ten of another.
Names order_of(Ties ties, std::uint64_t seed) {
  Diary diary(ties, seed);
  for (const Duration at : {2s, 1s}) {
    for (int i = 0; i < 10; ++i) {
      diary.schedule(std::to_string(at / 1s) + "/" + std::to_string(i), Instant{at});
    }
  }
  diary.kernel.run_until(Instant{1min});
  return diary.names;
}

TEST(KernelTest, ShuffledTiesAreAPermutationOfTheSeedsWithinAnInstant) {
  const Names scheduled = order_of(Ties::Scheduled, 1);
  const Names shuffled = order_of(Ties::Shuffled, 1);
  EXPECT_TRUE(std::ranges::is_sorted(scheduled));
  EXPECT_EQ(order_of(Ties::Scheduled, 2), scheduled) << "without a shuffle no seed matters";
  EXPECT_NE(shuffled, scheduled);
  EXPECT_EQ(order_of(Ties::Shuffled, 1), shuffled);
  EXPECT_NE(order_of(Ties::Shuffled, 2), shuffled);
  Names sorted = shuffled;
  std::ranges::sort(sorted);
  EXPECT_EQ(sorted, scheduled) << "each happens once";
  EXPECT_TRUE(std::all_of(shuffled.begin(), shuffled.begin() + 10,
                          [](const std::string& name) { return name.starts_with("1/"); }));
}

RC_GTEST_PROP(KernelProperty, EventsHappenInTheOrderOfTimeAndOfScheduling,
              (const std::vector<std::uint8_t>& delays)) {
  Diary diary;
  std::vector<std::pair<Instant, std::string>> expected;
  for (std::size_t i = 0; i < delays.size(); ++i) {
    const Instant at{milliseconds{delays[i] % 8}};
    diary.schedule(std::to_string(i), at);
    expected.emplace_back(at, std::to_string(i));
  }
  std::ranges::stable_sort(expected, {}, [](const auto& entry) { return entry.first; });
  diary.kernel.run_until(Instant{1s});
  RC_ASSERT(diary.names.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    RC_ASSERT(diary.times[i] == expected[i].first);
    RC_ASSERT(diary.names[i] == expected[i].second);
  }
}

}  // namespace
}  // namespace storm::sim
