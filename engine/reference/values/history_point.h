#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/reference/values/hybrid_clock.h"

namespace storm::engine::reference {

/// A place in the server's order of changes. Zero is before the first.
using Sequence = std::uint64_t;

/// A stretch of the server's history that one process of the server's wrote. A server that loses
/// its newest changes (restored from a backup, a disk that had lied) gives their places to others,
/// but never the name of a term: names are drawn by chance.
/// Source: leader epochs of Kafka, KIP-101, which tell a follower where its log and its leader's
/// part; here every process begins one, since no process can know what its disk forgot.
struct Term {
  /// Counts the terms of one store, from one.
  std::uint64_t number = 0;
  std::uint64_t name = 0;

  bool operator==(const Term&) const = default;
};
constexpr std::size_t kTermsMax = 4;

/// The newest point in the server's history that a server speaks of, or that a replica knows of.
struct HistoryPoint {
  /// The server's store; zero for a replica that knows none.
  std::uint64_t store = 0;
  Sequence sequence = 0;
  /// The server's hybrid clock there.
  HybridTime clock{};
  /// The last terms up to there, newest first, at most kTermsMax. A server names its newest only,
  /// and none before its first change.
  std::vector<Term> terms;

  bool operator==(const HistoryPoint&) const = default;
};

}  // namespace storm::engine::reference
