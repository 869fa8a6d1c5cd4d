#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/env/node_id.h"
#include "engine/reference/server/server_store.h"
#include "engine/reference/values/hybrid_clock.h"

namespace storm::engine::reference {

/// When and from whom a change arrived.
struct Arrival {
  NodeId from{};
  WallTime wall{};
  Duration clock_ahead_max{};
  std::uint64_t value_bytes_max = 0;
  /// The place that the change takes in the order of changes.
  Sequence sequence = 0;
};

/// An operation that lost a conflict, and the one that won it if that is still known.
struct Defeat {
  OperationId loser{};
  std::optional<OperationId> winner{};

  auto operator<=>(const Defeat&) const = default;
};

/// What became of a change.
struct Decision {
  ChangeVerdict verdict = ChangeVerdict::Applied;
  /// The stamp that the change has from now on.
  HybridTime time{};
  /// Of a change that lost: see ChangeResult.
  std::optional<OperationId> lost_to{};
  /// Conflicts that it decided. The change itself may be among the losers.
  std::vector<Defeat> losses;
  /// Whether those who read the scope have something new.
  enum class Feed : std::uint8_t { Untouched, Touched } feed = Feed::Untouched;
};

/// Carries changes out on the server's tables and decides conflicts:
/// - a register keeps the write with the greater stamp, unless one writer had seen the other's;
/// - counters add;
/// - a deletion wins against everything whose writer did not know of it;
/// - nothing but a Create makes a document, and only one that knows of the last deletion makes a
///   deleted one anew; but a document that the server may have forgotten (Change::orphan) comes
///   back with the first change of it, empty until its Create comes too.
class Arbiter final {
 public:
  Arbiter(ServerStore& store, HybridClock& clock) : store_(store), clock_(clock) {}

  /// Requires: inside a transaction, and the operation has not been decided before.
  Decision decide(const Change& change, const Arrival& arrival);

 private:
  /// The document that the change is about, brought back if it was forgotten.
  std::optional<ServerDocument> obtain_document(const Change& change, const Arrival& arrival);
  enum class Life : std::uint8_t { Created, AwaitsCreate };
  ServerDocument add_document(const Change& change, const Arrival& arrival, Life life);
  /// Whether a write that comes after a loss of history was replaced by one that has come already.
  /// Notes what it had replaced itself and that has not come yet.
  bool replaced_meanwhile(const Change& change);
  Decision create(const Change& change, const Arrival& arrival,
                  std::optional<ServerDocument> document);
  Decision set(const Change& change, const Arrival& arrival, ServerDocument document);
  Decision increment(const Change& change, const Arrival& arrival, ServerDocument document);
  Decision remove(const Change& change, const Arrival& arrival, ServerDocument document);
  void write_register(const ServerDocument& document, const Change& change, const Arrival& arrival,
                      const Register& written, const std::string& field, Decision& decision);

  ServerStore& store_;
  HybridClock& clock_;
};

}  // namespace storm::engine::reference
