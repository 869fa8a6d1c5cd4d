#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

/// What can be made to go wrong with a simulated disk, call by call.
namespace storm::sim {

enum class DiskCall : std::uint8_t { Open, Read, Write, Sync, Truncate, Remove };
constexpr std::size_t kDiskCallKinds = 6;

/// True for the calls that change what a crash would leave: write, sync, truncate, remove.
bool is_mutation(DiskCall call);

/// What happens to one call.
enum class DiskFault : std::uint8_t {
  None,
  /// The call fails with `DiskError::Io` and has no effect.
  Io,
  /// A sync answers success and makes nothing durable; other calls are not touched. Imitates
  /// drives and hypervisors that acknowledge a flush out of their volatile cache.
  LyingSync,
};

/// A rule's answer for one call on the file of that name (empty: the directory).
/// Consulted once per call, in call order, before the call has any effect.
using DiskRule = std::function<DiskFault(DiskCall call, std::string_view file)>;

enum class Repeat : std::uint8_t { Once, Onwards };

/// Fails the `nth` (1 is the next) of the named calls with an I/O error: that one, or it and all
/// that follow.
DiskRule fail_call(std::vector<DiskCall> calls, std::uint64_t nth, Repeat repeat);

/// Lets every sync lie.
DiskRule lie_on_sync();

}  // namespace storm::sim
