#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/env/random.h"
#include "engine/env/time.h"

namespace storm::sim {
class Machine;
class Network;
struct LinkTrace;
}  // namespace storm::sim

namespace storm::faults {

/// A fault's parameters as a scenario or its seed set them: nanoseconds, a count, bytes, parts per
/// million, or an index, after the type in the fault's table row. Complete: what a scenario leaves
/// out stands here with its default.
using Parameters = std::map<std::string, std::int64_t, std::less<>>;

enum class ParameterType : std::uint8_t {
  /// In nanoseconds; written "5m".
  Duration,
  Count,
  /// Written "2MiB".
  Bytes,
  /// In parts per million; written 0.05 or "5%".
  Probability,
  /// The index of one of `choices`; written as its name.
  Choice,
  /// The index of one of the plan's recorded traces; written as its name.
  Trace,
};

/// How many recorded traces a plan may have.
constexpr std::int64_t kTracesMax = 100;

struct Parameter {
  std::string_view name;
  ParameterType type;
  /// Absent: the scenario must say it.
  std::optional<std::int64_t> default_value;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  std::string_view says;
  std::span<const std::string_view> choices;
};

/// What a fault can strike.
enum class Target : std::uint8_t { Device, Server, Any };

/// What is left of a user's accepted work while and after a fault strikes.
enum class Damage : std::uint8_t {
  /// Every accepted operation stays recoverable: an engine that loses one is to blame.
  None,
  /// What a device had not sent may be gone for good, and no engine can help it. Not for devices
  /// whose users write, unless the loss is the point.
  UnsentWork,
  /// What only the server was still trusted with is gone for good: an engine brings back what its
  /// devices have kept, however long ago that was acknowledged.
  AcknowledgedWork,
};

/// Whether a fault has an end. What is `Instant` happens and is over; what is `Lasting` is undone
/// at its end or at the heal.
enum class Extent : std::uint8_t { Instant, Lasting };

/// Administrative jobs that a fault may order, as an operator or a scheduled script would.
class Administration {
 public:
  Administration() = default;
  Administration(const Administration&) = delete;
  Administration& operator=(const Administration&) = delete;
  virtual ~Administration() = default;

  virtual void collect_tombstones(Duration age) = 0;
};

/// What one fault may touch: one machine, its way to the others, and the administration.
struct Port {
  sim::Machine& machine;
  sim::Network& network;
  Administration& administration;
  /// Another device, the one before it in its group if there is one; null for a device that is
  /// alone, and for the server.
  sim::Machine* sibling = nullptr;
  /// The fault's own stream.
  Random& random;
  /// Recordings that parameters name by their index.
  std::span<const sim::LinkTrace> traces;
  /// What `begin` wants `end` to know. Kept with the fault, zero at first.
  std::uint64_t state = 0;
  /// What one `step` wants the next, and `end`, to know. The same.
  std::uint64_t steps_taken = 0;
};

/// A row of the table of faults.
struct FaultKind {
  std::string_view name;
  std::string_view says;
  /// The real incident it imitates.
  std::string_view imitates;
  std::string_view leaves_out;
  Target target = Target::Any;
  Extent extent = Extent::Lasting;
  std::span<const Parameter> parameters;
  void (*begin)(Port& port, const Parameters& parameters);
  /// Null for what is `Instant`.
  void (*end)(Port& port, const Parameters& parameters);
  /// For what comes and goes while it lasts, else null: called after `begin`, and again each time
  /// that the duration which it returned has passed, until the end or until it returns zero.
  Duration (*step)(Port& port, const Parameters& parameters) = nullptr;
  Damage damage = Damage::None;
};

}  // namespace storm::faults
