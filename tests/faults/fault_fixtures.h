#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "sim/link_trace.h"
#include "sim/xoshiro.h"
#include "tests/sim/sim_fixtures.h"

namespace storm::faults {

/// Writes down what administrators were told to do.
struct Orders final : public Administration {
  void collect_tombstones(Duration age) override { collected.push_back(age); }

  std::vector<Duration> collected;
};

/// A fault at work on one machine, with its defaults but for what a test sets.
class Struck final {
 public:
  Struck(sim::TwoMachines& world, sim::Machine& machine, std::string_view kind,
         std::initializer_list<std::pair<std::string_view, std::int64_t>> set = {},
         std::vector<sim::LinkTrace> traces = {})
      : kind_(*find_fault_kind(kind)),
        random_(sim::Seed(7)),
        traces_(std::move(traces)),
        port_{.machine = machine,
              .network = world.network,
              .administration = orders,
              .sibling = &machine == &world.alpha ? &world.beta : &world.alpha,
              .random = random_,
              .traces = traces_} {
    for (const Parameter& parameter : kind_.parameters) {
      parameters_.emplace(parameter.name, parameter.default_value.value_or(0));
    }
    for (const auto& [name, value] : set) {
      const auto place = parameters_.find(name);
      STORM_ASSERT(place != parameters_.end());
      place->second = value;
    }
    kind_.begin(port_, parameters_);
  }

  void end() { kind_.end(port_, parameters_); }
  Duration step() { return kind_.step(port_, parameters_); }

  Orders orders;

 private:
  const FaultKind& kind_;
  sim::Xoshiro random_;
  std::vector<sim::LinkTrace> traces_;
  Port port_;
  Parameters parameters_;
};

/// What a request came to.
struct Answer {
  Instant at{};
  std::optional<StatusCode> status;
  std::string body;
  std::optional<TransportError> error;
};

/// Lets one machine echo what it hears, and another ask: beta and alpha unless a test says more.
class Talk final {
 public:
  explicit Talk(sim::TwoMachines& world) : Talk(world.alpha, world.beta) {}
  Talk(sim::Machine& asker, sim::Machine& answerer) : asker_(asker), answerer_(answerer) {
    answerer_.transport().listen(
        [this](NodeId /*from*/, Bytes body) { return echo(std::move(body)); });
  }

  /// The asker asks, and a minute passes.
  Answer ask() {
    begin();
    asker_.kernel().run_until(asker_.kernel().now() + 1min);
    return answers.back();
  }
  /// The asker asks.
  void begin() { asker_.spawn("ask", exchange()); }

  std::vector<std::string> heard;
  std::vector<Answer> answers;

 private:
  Task<Response> echo(Bytes body) {
    heard.push_back(sim::text_of(body));
    co_return Response{.status = StatusCode::Ok, .body = sim::bytes_of("echo")};
  }

  Task<void> exchange() {
    const RequestOutcome outcome =
        co_await request(asker_.transport(), answerer_.id(), sim::bytes_of("hello"), 5s);
    Answer answer;
    answer.at = asker_.kernel().now();
    if (outcome) {
      answer.status = outcome->status;
      answer.body = sim::text_of(outcome->body);
    } else {
      answer.error = outcome.error();
    }
    answers.push_back(answer);
  }

  sim::Machine& asker_;
  sim::Machine& answerer_;
};

}  // namespace storm::faults
