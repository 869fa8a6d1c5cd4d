#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <ostream>
#include <rapidcheck.h>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/operation.h"
#include "engine/system.h"
#include "faults/fault.h"
#include "faults/fault_catalogue.h"
#include "scenarios/datatypes/counter_type.h"
#include "scenarios/datatypes/document_life.h"
#include "scenarios/datatypes/register_type.h"
#include "scenarios/files/plan_file.h"
#include "scenarios/plan/plan.h"
#include "scenarios/search/plan_moves.h"
#include "sim/link_trace.h"
#include "sim/seed.h"
#include "sim/xoshiro.h"

/// RapidCheck generators of plans, for suites that hold an engine to the judges with a property:
///
///     RC_GTEST_PROP(MyEngine, PassesAllJudges, (const storm::scenarios::Plan& plan)) {
///       RC_ASSERT(run_world(plan, {.system = &my_engine}).verdict != Verdict::Violated);
///     }
///
/// A plan that fails is shrunk with the moves that `syncstorm shrink` takes, and printed as the
/// plan file that repeats it. Everything is in this header, so that the library does without
/// RapidCheck. tests/examples/own_engine_property_test.cc is a whole suite.
namespace storm::scenarios {

struct ArbitraryPlanOptions {
  std::size_t devices_min = 2;
  std::size_t devices_max = 3;
  /// Of a case of full size; small cases have fewer. At least one.
  std::size_t operations_max = 8;
  std::size_t faults_max = 4;
  /// From the start to the heal, and on to the judges.
  Duration chaos = 2h;
  Duration quiet = 1h;
  engine::Policies policies;
  /// Which faults may strike. Empty: all from which every accepted operation is recoverable, so
  /// that a loss is always the engine's.
  std::vector<std::string> fault_kinds;
  /// Recordings for the faults that replay one, which do not strike without any.
  std::vector<sim::LinkTrace> traces;
};

namespace detail {

/// Makes one plan. Valid by construction: ids and values are unique, documents are created before
/// they are edited, faults end before the heal, and no two strike one machine at once.
class PlanMaker final {
 public:
  /// `size` is RapidCheck's: 100 stands for full size.
  PlanMaker(const ArbitraryPlanOptions& options, std::uint64_t seed, int size)
      : options_(options), size_(std::clamp(size, 0, 100)), seed_(seed) {}

  Plan make() {
    plan_.scenario = "arbitrary";
    plan_.seed = seed_.fork("world").value() >> 1U;
    plan_.start = WallTime{days{20'514}};  // 2026-03-02, a Monday
    plan_.chaos = options_.chaos;
    plan_.quiet = options_.quiet;
    plan_.policies = options_.policies;
    plan_.traces = options_.traces;
    add_devices();
    add_operations();
    add_faults();
    return std::move(plan_);
  }

 private:
  using Stream = sim::Xoshiro;

  static constexpr std::array<std::string_view, 1> kFirstRegisters{"title"};
  static constexpr std::array<std::string_view, 2> kRegisters{"title", "status"};
  static constexpr std::array<std::string_view, 1> kCounters{"likes"};

  /// At least one, at most `most`, less in small cases.
  std::size_t amount(Stream& random, std::size_t most) const {
    const std::uint64_t scaled = 1 + most * static_cast<std::uint64_t>(size_) / 100;
    return std::min<std::size_t>(most, 1 + random.below(scaled));
  }

  static Instant moment(Stream& random, Duration low, Duration high) {
    return Instant{std::chrono::floor<seconds>(random.between(low, high))};
  }

  void add_devices() {
    Stream random(seed_.fork("devices"));
    const std::size_t more = random.below(options_.devices_max - options_.devices_min + 1);
    for (std::size_t i = 0; i < options_.devices_min + more; ++i) {
      DevicePlan device;
      device.name = fmt::format("device-{}", i + 1);
      device.group = "device";
      device.scopes = {"team"};
      if (random.one_in(2)) {
        device.clock.offset =
            std::chrono::floor<minutes>(random.between(Duration{-48h}, Duration{48h}));
      }
      if (random.one_in(4)) device.clock.drift_ppb = random.between(-200'000, 200'000);
      device.link.latency = std::chrono::floor<milliseconds>(random.between(5ms, 300ms));
      if (random.one_in(3)) device.link.loss = Ratio{.num = 20'000, .den = 1'000'000};
      device.disk.tearing = any_tearing(i);
      plan_.devices.push_back(std::move(device));
    }
  }

  /// A stream of its own for each device, so that the others' devices stay as they are.
  sim::Tearing any_tearing(std::size_t device) const {
    Stream random(seed_.fork("tearing").fork(device));
    if (!random.one_in(4)) return sim::Tearing::OldAndNew;
    return random.one_in(4) ? sim::Tearing::Never : sim::Tearing::Garbage;
  }

  void add_operations() {
    Stream random(seed_.fork("operations"));
    std::vector<Instant> moments;
    const std::size_t count = amount(random, options_.operations_max);
    for (std::size_t i = 0; i < count; ++i) {
      moments.push_back(moment(random, Duration{1min}, options_.chaos - 1min));
    }
    std::ranges::sort(moments);
    for (const Instant at : moments) {
      const auto device = static_cast<std::uint32_t>(random.below(plan_.devices.size()));
      plan_.operations.push_back({.at = at, .device = device, .operation = make_operation(random)});
    }
  }

  engine::Operation make_operation(Stream& random) {
    engine::Operation operation;
    const std::uint64_t number = plan_.operations.size() + 1;
    operation.id = engine::OperationId{number};
    operation.scope = "team";
    const std::uint64_t choice = random.below(8);
    const bool is_new = documents_ == 0 || choice < 2;
    const std::uint64_t document = is_new ? ++documents_ : 1 + random.below(documents_);
    operation.document = fmt::format("d{}", document);
    if (is_new) {
      draw(operation, create_verb(), kFirstRegisters, random);
    } else if (choice < 5) {
      draw(operation, set_verb(), kRegisters, random);
    } else if (choice < 7) {
      draw(operation, increment_verb(), kCounters, random);
    } else {
      operation.kind = delete_verb().kind;
    }
    return operation;
  }

  static void draw(engine::Operation& operation, const Verb& verb,
                   std::span<const std::string_view> cells, Stream& random) {
    operation.kind = verb.kind;
    const auto value = [](const engine::Operation& of, std::string_view /*cell*/,
                          Random& /*chance*/) {
      return fmt::format("v{}", static_cast<std::uint64_t>(of.id));
    };
    verb.draw(operation, {.cells = cells, .value = value}, random);
  }

  std::vector<const faults::FaultKind*> kinds() const {
    std::vector<const faults::FaultKind*> chosen;
    for (const faults::FaultKind& kind : faults::fault_kinds()) {
      const bool named =
          std::ranges::find(options_.fault_kinds, kind.name) != options_.fault_kinds.end();
      const bool harmless = kind.damage == faults::Damage::None;
      const bool replays = std::ranges::any_of(kind.parameters, [](const auto& parameter) {
        return parameter.type == faults::ParameterType::Trace;
      });
      if (replays && options_.traces.empty()) continue;
      if (options_.fault_kinds.empty() ? harmless : named) chosen.push_back(&kind);
    }
    return chosen;
  }

  void add_faults() {
    Stream random(seed_.fork("faults"));
    const auto choices = kinds();
    if (choices.empty() || options_.faults_max == 0) return;
    const std::size_t count = amount(random, options_.faults_max) - random.below(2);
    for (std::size_t i = 0; i < count; ++i)
      add_fault(*choices[random.below(choices.size())], random);
    std::ranges::stable_sort(plan_.faults, {}, &PlannedFault::begin);
  }

  void add_fault(const faults::FaultKind& kind, Stream& random) {
    PlannedFault fault;
    fault.kind = std::string(kind.name);
    const bool on_server = kind.target == faults::Target::Server ||
                           (kind.target == faults::Target::Any && random.one_in(4));
    fault.target =
        on_server ? kServerTarget : static_cast<std::uint32_t>(random.below(plan_.devices.size()));
    fault.begin = moment(random, Duration{1min}, options_.chaos - 2min);
    const Duration room = options_.chaos - fault.begin.time_since_epoch() - 1min;
    const Duration lasts = std::chrono::floor<seconds>(random.between(Duration{1s}, room));
    if (kind.extent == faults::Extent::Lasting) fault.end = fault.begin + lasts;
    for (const faults::Parameter& parameter : kind.parameters) {
      fault.parameters[std::string(parameter.name)] = value_of(parameter, random);
    }
    if (is_free(fault)) plan_.faults.push_back(std::move(fault));
  }

  bool is_free(const PlannedFault& fault) const {
    return std::ranges::none_of(plan_.faults, [&fault](const PlannedFault& other) {
      return other.target == fault.target && other.begin <= fault.end.value_or(fault.begin) &&
             fault.begin <= other.end.value_or(other.begin);
    });
  }

  /// Half of the time the default. Else something that hurts and from which a run as short as this
  /// recovers.
  std::int64_t value_of(const faults::Parameter& parameter, Stream& random) const {
    if (parameter.type == faults::ParameterType::Trace) {
      return static_cast<std::int64_t>(random.below(options_.traces.size()));
    }
    if (parameter.default_value && random.one_in(2)) return *parameter.default_value;
    std::int64_t low = parameter.minimum;
    std::int64_t high = parameter.maximum;
    if (parameter.type != faults::ParameterType::Choice) {
      const std::int64_t usual = parameter.default_value.value_or(0);
      const std::int64_t reach = usual != 0 ? std::max(usual, -usual) : reach_of(parameter.type);
      low = std::max(low, usual - reach);
      high = std::min(high, usual + reach);
    }
    return low >= high ? std::min(low, parameter.maximum) : random.between(low, high);
  }

  static std::int64_t reach_of(faults::ParameterType type) {
    switch (type) {
      case faults::ParameterType::Duration:
        return Duration{1h}.count();
      case faults::ParameterType::Count:
        return 40;
      case faults::ParameterType::Bytes:
        return 8'192;
      case faults::ParameterType::Probability:
        return 100'000;
      case faults::ParameterType::Choice:
      case faults::ParameterType::Trace:
        break;
    }
    return 0;
  }

  const ArbitraryPlanOptions& options_;
  int size_;
  sim::Seed seed_;
  Plan plan_;
  std::uint64_t documents_ = 0;
};

}  // namespace detail

/// Small plans. What `options` describes is all that is left to chance; shrinking leaves nothing
/// but what the property needs in order to fail.
inline rc::Gen<Plan> arbitrary_plan(ArbitraryPlanOptions options = {}) {
  return
      [options = std::move(options)](const rc::Random& random, int size) -> rc::Shrinkable<Plan> {
        rc::Random stream = random;
        Plan plan = detail::PlanMaker(options, stream.next(), size).make();
        return rc::shrinkable::shrinkRecur(std::move(plan), [](const Plan& from) {
          return rc::seq::map(rc::seq::fromContainer(all_moves(from)),
                              [from](const Move& move) { return move(from); });
        });
      };
}

/// How RapidCheck prints a counterexample: a plan file, for `syncstorm run`.
inline void showValue(const Plan& plan, std::ostream& out) { out << '\n' << to_toml(plan); }

}  // namespace storm::scenarios

template <>
struct rc::Arbitrary<storm::scenarios::Plan> {
  static rc::Gen<storm::scenarios::Plan> arbitrary() { return storm::scenarios::arbitrary_plan(); }
};
