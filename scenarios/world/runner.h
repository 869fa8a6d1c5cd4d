#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/system.h"
#include "metrics/history.h"
#include "metrics/sync_health.h"
#include "scenarios/plan/plan.h"
#include "scenarios/properties/property.h"
#include "sim/kernel.h"

namespace storm::scenarios {

/// Where a run stands, for whoever watches it.
struct RunProgress {
  Instant at{};
  Instant end{};
  std::uint64_t events = 0;
  std::uint32_t devices_online = 0;
  std::uint32_t devices = 0;
  std::uint64_t pending_operations = 0;
  std::size_t operations_begun = 0;
};

/// Who judges a run.
enum class Judges : std::uint8_t { All, None };

struct RunOptions {
  const engine::System* system = nullptr;
  /// Shown every trace record; may be null.
  sim::TraceSink* sink = nullptr;
  /// Where what happens is written down, in words; may be null. It cannot change the run.
  metrics::History* history = nullptr;
  /// Whether anybody judges; it makes no difference to the run.
  Judges judges = Judges::All;
  /// Somebody else who wants to see what the harness sees, and what of it; may be null.
  Watcher* watcher = nullptr;
  Kinds watches = 0;
  /// Called once, before the first event; the kernel lives as long as the run. May be empty.
  std::function<void(const sim::Kernel&)> on_start{};
  /// Called every `progress_every` of simulated time; may be empty. It cannot change the run.
  std::function<void(const RunProgress&)> progress{};
  Duration progress_every = 6h;
  std::string_view version = "unknown";
};

/// How a run ended, as an exit code would tell it (DESIGN.md, section 6).
enum class Verdict : std::uint8_t {
  Pass,
  /// At least one property was violated.
  Violated,
  /// Nothing was judged: no operation was accepted.
  Inconclusive,
};

struct JudgedProperty {
  std::string_view name;
  std::string_view says;
  Judgement judgement;
};

/// What a machine did until the heal: each of these is a point at which it can be struck.
struct MachineUse {
  std::uint64_t disk_calls = 0;
  /// Those that change what a crash would leave.
  std::uint64_t disk_changes = 0;
  std::uint64_t boundaries = 0;
};

struct RunReport {
  Verdict verdict = Verdict::Pass;
  std::vector<JudgedProperty> properties;
  /// 32 hexadecimal digits; equal means the same run.
  std::string fingerprint;
  Duration simulated{};
  std::uint64_t events = 0;
  std::uint64_t faults_begun = 0;
  std::uint64_t operations_planned = 0;
  std::uint64_t operations_accepted = 0;
  std::uint64_t operations_refused = 0;
  std::uint64_t operations_unknown = 0;
  /// The device was off, or its user could not see the document.
  std::uint64_t operations_not_tried = 0;
  std::uint64_t conflicts_decided = 0;
  /// From the heal until all replicas agreed with the server, if they did.
  std::optional<Duration> converged_after;
  std::unique_ptr<metrics::SyncHealth> health;
  /// The devices in their order, and then the server.
  std::vector<MachineUse> machines;
  /// What the judges saw; kept for reports. Refers to the plan.
  std::shared_ptr<const Ledger> ledger;
  engine::Snapshot server;
};

/// Runs one world from its first event to its judgement: chaos, heal, quiet, judge.
/// Requires: the plan outlives the report, and no other world runs in this process.
RunReport run_world(const Plan& plan, const RunOptions& options);

}  // namespace storm::scenarios
