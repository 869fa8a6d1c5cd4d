#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/defect.h"
#include "engine/env/device.h"
#include "engine/promises.h"
#include "engine/replica.h"
#include "engine/server.h"

namespace storm::engine {

/// Policies by name, as a scenario sets them: counts as they are, durations in nanoseconds.
/// Those that a scenario does not set are absent: `System::policies` has their defaults.
using Policies = std::map<std::string, std::int64_t>;

/// Who a replica is. Chosen by the harness and the same over all its incarnations.
struct Identity {
  /// The device's name; also what the server knows it by.
  std::string name;
  /// The scopes whose documents this replica holds.
  std::vector<std::string> scopes;
  NodeId server{};
};

/// What an engine does when two users change one register and neither saw the other's change.
enum class RegisterPolicy : std::uint8_t {
  /// One of the two stays; which one is the engine's affair. The other is a declared loss.
  OneWins,
};

enum class PolicyType : std::uint8_t { Duration, Count };

/// A knob of an engine that scenarios may turn.
struct PolicyDescription {
  std::string_view name;
  PolicyType type;
  /// A count, or nanoseconds.
  std::int64_t default_value;
  std::string_view says;
  /// What files may set it to; a less or more that no engine can live with is refused by the
  /// reader.
  std::int64_t minimum = 0;
  std::int64_t maximum = INT64_MAX;
};

/// A system under test: how to make its two halves, and what it claims to support.
/// The whole of what has to be written to bring one's own engine; `engine/naive` is the worked
/// example. Systems are listed in `engine/systems.h`.
struct System {
  std::string_view name;
  std::string_view says;
  RegisterPolicy registers = RegisterPolicy::OneWins;
  std::span<const PolicyDescription> policies;

  std::unique_ptr<Replica> (*make_replica)(Device& device, const Identity& identity,
                                           const Policies& policies, User& user);
  std::unique_ptr<Server> (*make_server)(Device& device, const Policies& policies,
                                         Auditor& auditor);
  /// What it claims under these policies; null for a system that claims nothing.
  Promises (*promises)(const Policies& policies) = nullptr;
  /// What it can be asked to do wrong; for most systems, nothing.
  std::span<const Defect> defects{};
};

}  // namespace storm::engine
