#pragma once

#include <cstdint>
#include <optional>

#include "engine/env/time.h"

namespace storm::engine {

/// The bounds that a system claims for itself under given policies. Judges hold it to them; a
/// scenario's `[expect]` may ask for more or less, and what a system does not declare is held to
/// the harness's own default. All are for healthy devices and links: what faults take from them is
/// the judges' affair. Durations are by the device's monotonic clock.
struct Promises {
  /// With nothing to do, at least this long lies between the beginnings of two exchanges.
  std::optional<Duration> idle_interval{};
  /// After a failure it waits at least `retry_after_min` and, however many failed before, at most
  /// `retry_after_max` before it tries again. Sooner only if somebody says that it may: its user,
  /// the server, or a link that has come back.
  std::optional<Duration> retry_after_min{};
  std::optional<Duration> retry_after_max{};
  /// From a call of `submit` or `read` to its answer, without the time that the disk takes.
  std::optional<Duration> answers_within{};
  /// From the acceptance of an operation on a connected device, where no more wait than fit into
  /// one request, until it has landed.
  std::optional<Duration> lands_within{};
  /// From the landing of an operation until a connected device that shares its scope shows it.
  std::optional<Duration> shows_within{};
  /// From the end of whatever kept the store of a replica that is up from working until it answers
  /// again whoever asks.
  std::optional<Duration> recovers_within{};
  /// Operations are refused with DiskFull only when less than this, and what the operation itself
  /// takes, is free.
  std::optional<std::uint64_t> disk_reserve_bytes{};
  /// The longest value that is carried out; longer ones fail with TooLong, and no others do.
  std::optional<std::uint64_t> value_bytes_max{};
  /// After how many attempts an operation is given up; absent also means never.
  std::optional<std::uint64_t> attempts_max{};
  /// The most operations in one request.
  std::optional<std::uint64_t> batch_operations_max{};
  /// How long a deletion is remembered for devices that are away; absent also means for good.
  std::optional<Duration> deletions_kept{};

  bool operator==(const Promises&) const = default;
};

}  // namespace storm::engine
