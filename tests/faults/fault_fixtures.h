#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

#include "faults/fault.h"
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

/// What alpha's request to beta came to.
struct Answer {
  std::optional<StatusCode> status;
  std::string body;
  std::optional<TransportError> error;
};

/// Lets beta echo what it hears, and alpha ask.
class Talk final {
 public:
  explicit Talk(sim::TwoMachines& world) : world_(world) {
    world_.beta.transport().listen(
        [this](NodeId /*from*/, Bytes body) { return echo(std::move(body)); });
  }

  /// Alpha asks, and a minute passes.
  Answer ask() {
    begin();
    world_.kernel.run_until(world_.kernel.now() + 1min);
    return answers.back();
  }
  /// Alpha asks.
  void begin() { world_.alpha.spawn("ask", exchange()); }

  std::vector<std::string> heard;
  std::vector<Answer> answers;

 private:
  Task<Response> echo(Bytes body) {
    heard.push_back(sim::text_of(body));
    co_return Response{.status = StatusCode::Ok, .body = sim::bytes_of("echo")};
  }

  Task<void> exchange() {
    const RequestOutcome outcome =
        co_await request(world_.alpha.transport(), world_.beta.id(), sim::bytes_of("hello"), 5s);
    Answer answer;
    if (outcome) {
      answer.status = outcome->status;
      answer.body = sim::text_of(outcome->body);
    } else {
      answer.error = outcome.error();
    }
    answers.push_back(answer);
  }

  sim::TwoMachines& world_;
};

}  // namespace storm::faults
