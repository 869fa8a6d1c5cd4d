#pragma once

#include <cstdint>
#include <string_view>

#include "engine/env/time.h"
#include "engine/system.h"
#include "scenarios/plan/plan.h"

/// What a system is held to. A scenario's `[expect]` counts before what the system declares
/// (engine/promises.h), and that before the harness's own default.
namespace storm::scenarios {

/// Who asked for a bound.
enum class BoundSource : std::uint8_t { Scenario, System, Default };

struct Bound {
  /// As in `[expect]` and in the promises: `drain_within`.
  std::string_view name;
  Duration value{};
  BoundSource source = BoundSource::Default;

  bool operator==(const Bound&) const = default;
};

/// How long after the heal pending work may take to drain.
Bound drain_within(const Plan& plan);
/// How far apart the exchanges of a device with nothing to do have to be, at least.
Bound idle_interval(const Plan& plan, const engine::System& system);

/// "the scenario's", "the engine's", "the default".
std::string_view words_of(BoundSource source);

}  // namespace storm::scenarios
