#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

/// What can be made to go wrong with a simulated disk, call by call.
namespace storm::sim {

enum class DiskCall : std::uint8_t {
  Open,
  Read,
  Write,
  Sync,
  Truncate,
  Remove,
  /// How long an open file is.
  Size,
  /// Whether a name is taken.
  Access,
  /// Taking or probing a lock. Giving one back never fails.
  Lock,
};
constexpr std::size_t kDiskCallKinds = 9;

/// True for the calls that change what a crash would leave: write, sync, truncate, remove.
bool is_mutation(DiskCall call);
/// True for the calls that neither change nor move a byte: size, access, lock.
bool is_question(DiskCall call);

/// What happens to one call.
enum class DiskFault : std::uint8_t {
  None,
  /// The call fails with `DiskError::Io` and has no effect.
  Io,
  /// A sync answers success and makes nothing durable; other calls are not touched. Imitates
  /// drives and hypervisors that acknowledge a flush out of their volatile cache.
  LyingSync,
  /// A write or truncate that would make the file grow fails with `DiskError::Full` and has no
  /// effect; other calls are not touched.
  Full,
  /// The first half of a write reaches the file, and then there is no room: `DiskError::Full`.
  /// Other calls are not touched. Imitates `write(2)` that returns less than it was given.
  ShortWrite,
  /// A read gets what stood there when its rule came, see Disk::add_stale_rule(). Other calls are
  /// not touched.
  Stale,
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

/// The files that a rule is about.
enum class FileKind : std::uint8_t {
  Any,
  /// Everything but journals and folders.
  Database,
  /// Rollback journals, super-journals and write-ahead logs, by SQLite's suffixes.
  Journal,
};

/// An empty name is the folder's: of no kind but `Any`.
bool is_of_kind(std::string_view file, FileKind kind);

/// Asks `rule` about the files of that kind only.
DiskRule only_on(FileKind kind, DiskRule rule);

}  // namespace storm::sim
