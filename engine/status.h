#pragma once

#include <cstdint>
#include <optional>

#include "engine/env/time.h"

namespace storm::engine {

/// What a user is told of his connection to the server.
enum class Connectivity : std::uint8_t { Offline, Syncing, Online };

/// A moment that may not have come yet.
struct LastTime {
  /// By the device's wall clock; nothing means "never".
  std::optional<WallTime> at{};

  bool operator==(const LastTime&) const = default;
};

/// What the status line of an application would show. A figure that an engine does not have is
/// absent; zero and "never" are claims.
struct Status {
  std::optional<Connectivity> connectivity{};
  /// Accepted here and not yet known to be on the server.
  std::optional<std::uint64_t> pending{};
  /// Given up and reported.
  std::optional<std::uint64_t> failed{};
  /// Conflicts decided on this replica or told to it, since its store was made.
  std::optional<std::uint64_t> conflicts{};
  /// When the last complete exchange with the server ended.
  std::optional<LastTime> last_success{};
  /// When the last attempt at one began.
  std::optional<LastTime> last_attempt{};
  /// Requests made again after a failure, since boot.
  std::optional<std::uint64_t> retries{};

  bool operator==(const Status&) const = default;
};

}  // namespace storm::engine
