#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <sqlite3.h>
#include <string>

#include "engine/env/random.h"
#include "engine/env/time.h"
#include "sim/disk.h"
#include "sim/sqlite_locks.h"

namespace storm::sim {

/// SQLite's view of one simulated disk: a VFS under a name of its own.
///
/// Held to the contract of sqlite3_vfs and sqlite3_io_methods, for rollback journals and WAL, and
/// for several connections of the device, which see each other's locks and shared memory. It never
/// blocks: a busy lock is answered at once, and sleeping only adds to the disk's elapsed time.
/// What the model leaves out: memory-mapped reads, loadable extensions, working directories (paths
/// are taken as given), links, permissions; system calls to override; of the file controls those
/// that give advice or need a thread (SQLITE_FCNTL_SIZE_HINT, CHUNK_SIZE, LOCK_TIMEOUT), and
/// TEMPFILENAME; a shared memory that outlives its last user or is read only; URI parameters but
/// for `psow`. Temporary files are unlinked as soon as they are open.
/// Errors: SQLITE_FULL for a full disk, SQLITE_CANTOPEN for a failed open, SQLITE_IOERR_... for all
/// else; a frozen disk fails like a broken one.
class SqliteVfs final {
 public:
  /// Configures SQLite if nobody has, and registers the VFS; it does not become SQLite's default
  /// one. Requires: `name` is not registered; `disk` and `random` outlive this. `wall` says what
  /// the device believes the time of day is.
  SqliteVfs(std::string name, Disk& disk, Random& random, std::function<WallTime()> wall);
  SqliteVfs(const SqliteVfs&) = delete;
  SqliteVfs& operator=(const SqliteVfs&) = delete;
  /// Requires: every connection that used it is closed.
  ~SqliteVfs();

  const std::string& name() const { return name_; }
  /// How many files connections hold open now.
  std::uint32_t open_files() const { return open_files_; }
  /// The process has died: its locks and shared memory are gone. What is still open afterwards was
  /// leaked and can do no harm to the next process's locks.
  void forget_process() { locks_.clear(); }

 private:
  static SqliteVfs& self(sqlite3_vfs* vfs) { return *static_cast<SqliteVfs*>(vfs->pAppData); }
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_directory);
  static int access(sqlite3_vfs* vfs, const char* path, int flags, int* answer);
  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out);
  static int randomness(sqlite3_vfs* vfs, int size, char* out);
  static int sleep(sqlite3_vfs* vfs, int microseconds);
  // style: SQLite asks for a double here.
  static int current_time(sqlite3_vfs* vfs, double* julian_day);
  static int current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* julian_ms);

  Result<FileId, DiskError> open_on_disk(const char* path, int flags);
  /// For a temporary file. A power cut between its creation and its removal leaves one behind, and
  /// a cloned disk brings those of another machine along.
  std::string unused_name();
  std::shared_ptr<SqliteLocks> locks_of(FileId file);

  std::string name_;
  Disk& disk_;
  Random& random_;
  std::function<WallTime()> wall_;
  sqlite3_vfs vfs_{};
  std::uint32_t open_files_ = 0;
  std::uint64_t temporary_files_ = 0;
  std::map<FileId, std::weak_ptr<SqliteLocks>> locks_;
};

}  // namespace storm::sim
