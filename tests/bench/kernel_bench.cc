// What the kernel costs: the event queue alone, and coroutines that sleep on it with the
// fingerprint on.

#include <benchmark/benchmark.h>
#include <deque>
#include <memory>
#include <vector>

#include "engine/env/clock.h"
#include "sim/device_clock.h"
#include "sim/event_queue.h"
#include "sim/kernel.h"
#include "sim/process.h"
#include "sim/xoshiro.h"
#include "tests/bench/bench_size.h"

namespace storm::sim {
namespace {

/// An event that touches a record of its own, as all real ones do.
struct Touching final : public Event {
  void run() override { ++touched; }
  std::uint64_t touched = 0;
  std::array<std::uint64_t, 3> more{};
};

/// The hold model: each event that runs is pushed again, after up to 200 ms.
void bm_queue_hold(benchmark::State& state) {
  const auto waiting = static_cast<std::size_t>(state.range(0));
  EventQueue queue;
  std::deque<Touching> events(waiting);
  Xoshiro random(Seed(1));
  const auto delay = [&random] {
    return Duration{static_cast<std::int64_t>(random.below(200'000'000))};
  };
  for (Touching& event : events) queue.push(event, Instant{delay()});
  for (auto _ : state) {
    Event* event = queue.pop(Instant::max());
    event->run();
    queue.push(*event, event->at() + delay());
  }
  std::uint64_t touched = 0;
  for (const Touching& event : events) touched += event.touched;
  if (touched != static_cast<std::uint64_t>(state.iterations())) state.SkipWithError("lost events");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bm_queue_hold)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

struct Sleeper {
  std::uint64_t slept = 0;
};

Task<void> sleep_for_ever(Clock& clock, Duration period, Sleeper& sleeper) {
  for (;;) {
    co_await sleep_for(clock, period);
    ++sleeper.slept;
  }
}

/// Timer events through coroutines, the fingerprint included: what DESIGN.md promises 10 million
/// of per second, with 1 000 waiting.
void bm_timers_through_coroutines(benchmark::State& state) {
  const auto waiting = static_cast<std::size_t>(state.range(0));
  Kernel kernel(Seed(1), Ties::Scheduled);
  Process process(kernel, NodeId{0});
  DeviceClock clock(kernel, WallTime{}, {});
  clock.attach(process);
  std::deque<Sleeper> sleepers(waiting);
  for (std::size_t i = 0; i < waiting; ++i) {
    const Duration period{1'000'000 + static_cast<std::int64_t>(i * 7919 % 100'003)};
    process.spawn("sleep", sleep_for_ever(clock, period, sleepers[i]));
  }
  kernel.run_until(Instant{2ms});
  const std::uint64_t before = kernel.events_run();
  for (auto _ : state) {
    if (!kernel.run_one(Instant::max())) state.SkipWithError("the queue ran dry");
  }
  std::uint64_t slept = 0;
  for (const Sleeper& sleeper : sleepers) slept += sleeper.slept;
  if (slept < kernel.events_run() - before) state.SkipWithError("events that woke nobody");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bm_timers_through_coroutines)->Arg(1'000)->Arg(100'000);

/// A message delivered and its 30 s time-out armed again: cancel and push.
void bm_timeout_armed_again(benchmark::State& state) {
  const auto waiting = static_cast<std::size_t>(state.range(0));
  EventQueue queue;
  std::deque<Touching> messages(waiting);
  std::deque<Touching> timeouts(waiting);
  Xoshiro random(Seed(2));
  for (std::size_t i = 0; i < waiting; ++i) {
    queue.push(messages[i], Instant{Duration{static_cast<std::int64_t>(random.below(50'000'000))}});
    queue.push(timeouts[i], Instant{30s});
  }
  for (auto _ : state) {
    Event* event = queue.pop(Instant::max());
    const auto index = static_cast<std::size_t>(random.below(waiting));
    queue.cancel(timeouts[index]);
    queue.push(timeouts[index], event->at() + 30s);
    queue.push(*event, event->at() + 50ms);
  }
  if (queue.size() != 2 * waiting) state.SkipWithError("lost events");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(bm_timeout_armed_again)->Arg(1'000)->Arg(100'000);

}  // namespace
}  // namespace storm::sim
