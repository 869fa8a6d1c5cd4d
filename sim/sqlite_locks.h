#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace storm::sim {

/// SQLite's five lock levels, with its numbers (SQLITE_LOCK_...).
enum class LockLevel : std::int8_t { None, Shared, Reserved, Pending, Exclusive };

/// What one connection holds of a database file. Kept by its open file.
struct LockHolder {
  LockLevel level = LockLevel::None;
  /// One bit per slot of the shared memory.
  std::uint16_t shared_slots = 0;
  std::uint16_t exclusive_slots = 0;
};

enum class LockOutcome : std::uint8_t { Granted, Busy };

/// The locks on one database file, and the shared memory (wal-index) beside it.
///
/// Imitates POSIX advisory locks and a mapped -shm file: both belong to processes, both are gone
/// when these die. The -shm file takes no room on the disk.
/// Source: sqlite.org/lockingv3.html and os_unix.c (unixLock, unixShmLock).
class SqliteLocks final {
 public:
  static constexpr std::size_t kSlots = 8;  // SQLITE_SHM_NLOCK

  /// Raises `holder` to `level`; a no-op when it stands there or higher. Asked for Exclusive while
  /// others read, it stays at Pending, which keeps new readers out, and answers Busy.
  LockOutcome lock(LockHolder& holder, LockLevel level);
  /// Lowers `holder` to None or Shared.
  void unlock(LockHolder& holder, LockLevel level);
  /// Whether anybody holds Reserved or more.
  bool reserved() const { return writer_ != nullptr; }

  enum class SlotMode : std::uint8_t { Shared, Exclusive };
  /// Locks `count` slots from `first`: all of them, or none and Busy.
  LockOutcome lock_slots(LockHolder& holder, std::size_t first, std::size_t count, SlotMode mode);
  void unlock_slots(LockHolder& holder, std::size_t first, std::size_t count);

  /// The region's memory; null when there is none yet and `extend` is not asked for. Zeroed when
  /// new. Requires: every call names the same `size`.
  enum class Extend : std::uint8_t { No, Yes };
  void* region(std::size_t index, std::size_t size, Extend extend);
  /// A connection begins to use the shared memory; the last to detach frees it.
  void attach() { ++attached_; }
  void detach(LockHolder& holder);

 private:
  /// The one holder at Reserved or above. Compared for identity only.
  const LockHolder* writer_ = nullptr;
  std::uint32_t readers_ = 0;
  std::uint32_t attached_ = 0;
  std::array<std::uint32_t, kSlots> slot_readers_{};
  std::array<bool, kSlots> slot_taken_{};
  std::vector<std::unique_ptr<std::byte[]>> regions_;
};

}  // namespace storm::sim
