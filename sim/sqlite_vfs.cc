#include "sim/sqlite_vfs.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "engine/env/assertion.h"
#include "sim/sqlite_file.h"
#include "sim/sqlite_setup.h"

namespace storm::sim {

namespace {

constexpr int kPathBytesMax = 512;
/// 1970-01-01T00:00:00Z as a Julian day number, in milliseconds (os_unix.c, unixCurrentTimeInt64).
constexpr std::int64_t kUnixEpochJulianMs = 210'866'760'000'000;
constexpr std::int64_t kMsPerDay = 86'400'000;

void* open_library(sqlite3_vfs* /*vfs*/, const char* /*path*/) { return nullptr; }

void library_error(sqlite3_vfs* /*vfs*/, int size, char* message) {
  sqlite3_snprintf(size, message, "the simulated device has no loadable extensions");
}

}  // namespace

SqliteVfs::SqliteVfs(std::string name, Disk& disk, Random& random, std::function<WallTime()> wall)
    : name_(std::move(name)), disk_(disk), random_(random), wall_(std::move(wall)) {
  configure_sqlite();
  STORM_ASSERT(sqlite3_vfs_find(name_.c_str()) == nullptr);
  vfs_.iVersion = 2;
  vfs_.szOsFile = sizeof(SqliteFile);
  vfs_.mxPathname = kPathBytesMax;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = &SqliteVfs::open;
  vfs_.xDelete = &SqliteVfs::remove;
  vfs_.xAccess = &SqliteVfs::access;
  vfs_.xFullPathname = &SqliteVfs::full_path;
  vfs_.xDlOpen = open_library;
  vfs_.xDlError = library_error;
  vfs_.xRandomness = &SqliteVfs::randomness;
  vfs_.xSleep = &SqliteVfs::sleep;
  vfs_.xCurrentTime = &SqliteVfs::current_time;
  vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
  vfs_.xCurrentTimeInt64 = &SqliteVfs::current_time_ms;
  const int registered = sqlite3_vfs_register(&vfs_, 0);
  STORM_ASSERT(registered == SQLITE_OK);
}

SqliteVfs::~SqliteVfs() {
  STORM_ASSERT(open_files_ == 0);
  sqlite3_vfs_unregister(&vfs_);
}

int SqliteVfs::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  SqliteVfs& vfs_self = self(vfs);
  // Null methods tell SQLite not to close what was not opened.
  file->pMethods = nullptr;
  const auto id = vfs_self.open_on_disk(path, flags);
  if (!id) {
    return id.error() == DiskError::Full ? SQLITE_FULL : SQLITE_CANTOPEN;
  }
  auto* opened =
      ::new (static_cast<void*>(file)) SqliteFile(vfs_self.disk_, *id, vfs_self.open_files_);
  opened->vfs_name = vfs_self.name_.c_str();
  opened->read_only = (flags & SQLITE_OPEN_READONLY) != 0;
  if ((flags & SQLITE_OPEN_URI) != 0) {
    const int psow = sqlite3_uri_boolean(path, "psow", opened->powersafe_overwrite ? 1 : 0);
    opened->powersafe_overwrite = psow != 0;
  }
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
    opened->locks = vfs_self.locks_of(*id);
  }
  if (out != nullptr) {
    *out = flags;
  }
  return SQLITE_OK;
}

Result<FileId, DiskError> SqliteVfs::open_on_disk(const char* path, int flags) {
  const std::string name = path != nullptr ? path : unused_name();
  OpenMode mode = OpenMode::Existing;
  if ((flags & SQLITE_OPEN_CREATE) != 0) {
    const bool exclusive = (flags & SQLITE_OPEN_EXCLUSIVE) != 0;
    mode = exclusive ? OpenMode::CreateNew : OpenMode::CreateIfMissing;
  }
  const auto id = disk_.open(name, mode);
  if (id && (path == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0)) {
    const auto removed = disk_.remove(name);
    if (!removed) {
      disk_.close(*id);
      return removed.error();
    }
  }
  return id;
}

std::string SqliteVfs::unused_name() {
  std::string name;
  do {
    name = "temporary-" + std::to_string(temporary_files_);
    ++temporary_files_;
  } while (disk_.exists(name));
  return name;
}

std::shared_ptr<SqliteLocks> SqliteVfs::locks_of(FileId file) {
  std::erase_if(locks_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<SqliteLocks>& known = locks_[file];
  std::shared_ptr<SqliteLocks> locks = known.lock();
  if (!locks) {
    locks = std::make_shared<SqliteLocks>();
    known = locks;
  }
  return locks;
}

int SqliteVfs::remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  Disk& disk = self(vfs).disk_;
  const auto removed = disk.remove(path);
  if (!removed) {
    return removed.error() == DiskError::NotFound ? SQLITE_IOERR_DELETE_NOENT : SQLITE_IOERR_DELETE;
  }
  if (sync_directory != 0 && !disk.sync_directory()) {
    return SQLITE_IOERR_DIR_FSYNC;
  }
  return SQLITE_OK;
}

int SqliteVfs::access(sqlite3_vfs* vfs, const char* path, int /*flags*/, int* answer) {
  const auto found = self(vfs).disk_.access(path);
  if (!found) {
    return SQLITE_IOERR_ACCESS;
  }
  *answer = *found ? 1 : 0;
  return SQLITE_OK;
}

int SqliteVfs::full_path(sqlite3_vfs* /*vfs*/, const char* path, int size, char* out) {
  const std::size_t length = std::strlen(path);
  if (length >= static_cast<std::size_t>(size)) {
    return SQLITE_CANTOPEN;
  }
  std::memcpy(out, path, length + 1);
  return SQLITE_OK;
}

int SqliteVfs::randomness(sqlite3_vfs* vfs, int size, char* out) {
  Random& random = self(vfs).random_;
  for (int at = 0; at < size; at += 8) {
    const std::uint64_t bits = random.next();
    std::memcpy(out + at, &bits, static_cast<std::size_t>(std::min(8, size - at)));
  }
  return size;
}

int SqliteVfs::sleep(sqlite3_vfs* vfs, int microseconds) {
  self(vfs).disk_.add_elapsed(storm::microseconds(microseconds));
  return microseconds;
}

// style: SQLite asks for a double here.
int SqliteVfs::current_time(sqlite3_vfs* vfs, double* julian_day) {
  sqlite3_int64 julian_ms = 0;
  const int result = current_time_ms(vfs, &julian_ms);
  // The interface wants a double; SQLite itself asks for the integer below.
  // style: SQLite asks for a double here.
  *julian_day = static_cast<double>(julian_ms) / static_cast<double>(kMsPerDay);
  return result;
}

int SqliteVfs::current_time_ms(sqlite3_vfs* vfs, sqlite3_int64* julian_ms) {
  const WallTime wall = self(vfs).wall_();
  const auto unix_ms = std::chrono::floor<milliseconds>(wall.time_since_epoch());
  *julian_ms = unix_ms.count() + kUnixEpochJulianMs;
  return SQLITE_OK;
}

}  // namespace storm::sim
