#pragma once

#include <cstdint>
#include <memory>
#include <sqlite3.h>

#include "sim/disk.h"
#include "sim/sqlite_locks.h"

namespace storm::sim {

/// One file that SQLite has open on a simulated disk: the sqlite3_io_methods of `SqliteVfs`.
/// Lies in memory that SQLite allocates; made by xOpen, destroyed by xClose.
struct SqliteFile : sqlite3_file {
  SqliteFile(Disk& disk_used, FileId id, std::uint32_t& open_files_counter);

  Disk* disk;
  FileId id;
  /// The VFS's count of open files.
  std::uint32_t* open_files;
  const char* vfs_name = nullptr;
  /// Opened so: writes and truncates fail.
  bool read_only = false;
  /// Whether the last to close a write-ahead log leaves it. SQLITE_FCNTL_PERSIST_WAL
  bool persists_wal = false;
  /// Whether SQLite may believe that a torn sector keeps the bytes that were not written. True at
  /// first unless the disk tears to garbage: then writing a byte endangers its neighbours.
  /// SQLITE_FCNTL_POWERSAFE_OVERWRITE, and `psow` in a URI
  bool powersafe_overwrite;
  /// Null unless it is a main database: nothing else is ever locked.
  std::shared_ptr<SqliteLocks> locks;
  LockHolder holder;
  bool attached = false;
};

}  // namespace storm::sim
