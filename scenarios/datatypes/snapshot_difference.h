#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/operation.h"

/// Whether parties show the same: the one answer that judges, the wait for convergence and reports
/// share. A counter that is zero equals one that is absent; everything else has to be equal.
namespace storm::scenarios {

/// How what a replica shows differs from what a server shows, in the scopes that the replica holds.
struct SnapshotDifference {
  /// As many documents as this are named in `words`.
  static constexpr std::uint64_t kNamedMax = 3;

  /// On the server and not on the replica.
  std::uint64_t missing = 0;
  /// On the replica and not on the server, or of a scope that the replica does not hold.
  std::uint64_t extra = 0;
  std::uint64_t different = 0;
  std::uint64_t compared = 0;
  /// `note-1 is here and not on the server; in note-2, title is "a" here and "b" on the server`
  std::string words;

  std::uint64_t documents() const { return missing + extra + different; }
};

SnapshotDifference compare_snapshots(const engine::Snapshot& replica,
                                     const engine::Snapshot& server,
                                     std::span<const std::string> scopes);

}  // namespace storm::scenarios
