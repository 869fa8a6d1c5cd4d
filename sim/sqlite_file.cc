#include "sim/sqlite_file.h"

#include <cstddef>
#include <cstring>
#include <span>

namespace storm::sim {

namespace {

SqliteFile& self(sqlite3_file* file) { return *static_cast<SqliteFile*>(file); }

int close_file(sqlite3_file* raw) {
  SqliteFile& file = self(raw);
  if (file.locks) {
    if (file.attached) {
      file.locks->detach(file.holder);
    }
    file.locks->unlock(file.holder, LockLevel::None);
  }
  file.disk->close(file.id);
  --*file.open_files;
  file.~SqliteFile();
  return SQLITE_OK;
}

int read_file(sqlite3_file* raw, void* into, int amount, sqlite3_int64 offset) {
  SqliteFile& file = self(raw);
  const std::span<std::byte> bytes(static_cast<std::byte*>(into), static_cast<std::size_t>(amount));
  const auto count = file.disk->read(file.id, static_cast<std::uint64_t>(offset), bytes);
  if (!count) {
    return SQLITE_IOERR_READ;
  }
  if (*count == bytes.size()) {
    return SQLITE_OK;
  }
  // "If the read falls short, the unread portion must be zeroed": sqlite3_io_methods.
  std::memset(bytes.data() + *count, 0, bytes.size() - *count);
  return SQLITE_IOERR_SHORT_READ;
}

/// write(2) on a descriptor that was opened to be read only fails with EBADF, whatever the file.
int write_file(sqlite3_file* raw, const void* from, int amount, sqlite3_int64 offset) {
  SqliteFile& file = self(raw);
  if (file.read_only) {
    return SQLITE_IOERR_WRITE;
  }
  const BytesView bytes(static_cast<const std::byte*>(from), static_cast<std::size_t>(amount));
  const auto written = file.disk->write(file.id, static_cast<std::uint64_t>(offset), bytes);
  if (written) {
    return SQLITE_OK;
  }
  return written.error() == DiskError::Full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* raw, sqlite3_int64 size) {
  SqliteFile& file = self(raw);
  if (file.read_only) {
    return SQLITE_IOERR_TRUNCATE;
  }
  const auto done = file.disk->truncate(file.id, static_cast<std::uint64_t>(size));
  if (done) {
    return SQLITE_OK;
  }
  return done.error() == DiskError::Full ? SQLITE_FULL : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* raw, int /*flags*/) {
  SqliteFile& file = self(raw);
  return file.disk->sync(file.id) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* raw, sqlite3_int64* size) {
  SqliteFile& file = self(raw);
  const auto bytes = file.disk->size(file.id);
  if (!bytes) {
    return SQLITE_IOERR_FSTAT;
  }
  *size = static_cast<sqlite3_int64>(*bytes);
  return SQLITE_OK;
}

// Locks belong to the process: they neither change the disk nor care whether it is frozen. But the
// call may fail, as on a network volume, and so be a disk's fault.

bool lock_call_fails(SqliteFile& file) {
  const auto asked = file.disk->lock(file.id);
  return !asked && asked.error() == DiskError::Io;
}

int lock_file(sqlite3_file* raw, int level) {
  SqliteFile& file = self(raw);
  if (!file.locks) {
    return SQLITE_OK;
  }
  if (lock_call_fails(file)) {
    return level == SQLITE_LOCK_SHARED ? SQLITE_IOERR_RDLOCK : SQLITE_IOERR_LOCK;
  }
  const LockOutcome outcome = file.locks->lock(file.holder, static_cast<LockLevel>(level));
  return outcome == LockOutcome::Granted ? SQLITE_OK : SQLITE_BUSY;
}

int unlock_file(sqlite3_file* raw, int level) {
  SqliteFile& file = self(raw);
  if (file.locks) {
    file.locks->unlock(file.holder, static_cast<LockLevel>(level));
  }
  return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* raw, int* reserved) {
  SqliteFile& file = self(raw);
  if (file.locks && lock_call_fails(file)) {
    return SQLITE_IOERR_CHECKRESERVEDLOCK;
  }
  *reserved = file.locks && file.locks->reserved() ? 1 : 0;
  return SQLITE_OK;
}

/// Negative asks for the setting, zero and one set it (sqlite3.h on both operations).
int set_or_tell(bool& setting, int& argument) {
  if (argument < 0) {
    argument = setting ? 1 : 0;
  } else {
    setting = argument != 0;
  }
  return SQLITE_OK;
}

int control_file(sqlite3_file* raw, int operation, void* argument) {
  SqliteFile& file = self(raw);
  switch (operation) {
    case SQLITE_FCNTL_LOCKSTATE:
      *static_cast<int*>(argument) = static_cast<int>(file.holder.level);
      return SQLITE_OK;
    case SQLITE_FCNTL_HAS_MOVED:
      *static_cast<int*>(argument) = file.disk->linked(file.id) ? 0 : 1;
      return SQLITE_OK;
    case SQLITE_FCNTL_PERSIST_WAL:
      return set_or_tell(file.persists_wal, *static_cast<int*>(argument));
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
      return set_or_tell(file.powersafe_overwrite, *static_cast<int*>(argument));
    case SQLITE_FCNTL_VFSNAME:
      *static_cast<char**>(argument) = sqlite3_mprintf("%s", file.vfs_name);
      return SQLITE_OK;
    default:
      return SQLITE_NOTFOUND;
  }
}

int sector_size(sqlite3_file* raw) { return static_cast<int>(self(raw).disk->sector_bytes()); }

/// SAFE_APPEND is not claimed: after a crash a grown file may end in garbage. SEQUENTIAL is not:
/// unsynced sectors survive in any combination. ATOMIC is not: a write of several sectors may
/// survive in part, and a sector may be torn. POWERSAFE_OVERWRITE is what the file's owner made it:
/// whoever claims it on a disk that tears to garbage is on their own, as on a real one.
int device_characteristics(sqlite3_file* raw) {
  return self(raw).powersafe_overwrite ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

int map_shared_memory(sqlite3_file* raw, int region, int size, int extend, void volatile** memory) {
  SqliteFile& file = self(raw);
  if (!file.locks || file.disk->frozen()) {
    return SQLITE_IOERR_SHMMAP;
  }
  if (!file.attached) {
    file.locks->attach();
    file.attached = true;
  }
  *memory = file.locks->region(static_cast<std::size_t>(region), static_cast<std::size_t>(size),
                               extend != 0 ? SqliteLocks::Extend::Yes : SqliteLocks::Extend::No);
  return SQLITE_OK;
}

int lock_shared_memory(sqlite3_file* raw, int offset, int count, int flags) {
  SqliteFile& file = self(raw);
  if (!file.locks) {
    return SQLITE_IOERR_SHMLOCK;
  }
  const auto first = static_cast<std::size_t>(offset);
  const auto slots = static_cast<std::size_t>(count);
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    file.locks->unlock_slots(file.holder, first, slots);
    return SQLITE_OK;
  }
  if (lock_call_fails(file)) {
    return SQLITE_IOERR_SHMLOCK;
  }
  const auto mode = (flags & SQLITE_SHM_SHARED) != 0 ? SqliteLocks::SlotMode::Shared
                                                     : SqliteLocks::SlotMode::Exclusive;
  const LockOutcome outcome = file.locks->lock_slots(file.holder, first, slots, mode);
  return outcome == LockOutcome::Granted ? SQLITE_OK : SQLITE_BUSY;
}

/// One thread runs the world: every write is visible to all at once.
void shared_memory_barrier(sqlite3_file* /*raw*/) {}

int unmap_shared_memory(sqlite3_file* raw, int /*remove*/) {
  SqliteFile& file = self(raw);
  if (file.attached) {
    file.locks->detach(file.holder);
    file.attached = false;
  }
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_shared_memory,
    .xShmLock = lock_shared_memory,
    .xShmBarrier = shared_memory_barrier,
    .xShmUnmap = unmap_shared_memory,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

SqliteFile::SqliteFile(Disk& disk_used, FileId file_id, std::uint32_t& open_files_counter)
    : sqlite3_file{&kMethods},
      disk(&disk_used),
      id(file_id),
      open_files(&open_files_counter),
      powersafe_overwrite(disk_used.tearing() != Tearing::Garbage) {
  ++*open_files;
}

}  // namespace storm::sim
