#pragma once

#include <cstdint>
#include <string>

#include "engine/env/task.h"

namespace storm {

/// A device's disk, as far as an engine deals with it beside SQLite.
class Storage {
 public:
  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  virtual ~Storage() = default;

  /// The SQLite VFS to name in `sqlite3_open_v2`. Its locks, sectors and syncs are the device's.
  virtual const char* vfs_name() const = 0;
  /// Where the engine may create files: an absolute path without a trailing slash.
  virtual const std::string& directory() const = 0;

  /// Bytes stored, and bytes that fit in all: what `navigator.storage.estimate()` would say.
  virtual std::uint64_t used_bytes() const = 0;
  virtual std::uint64_t capacity_bytes() const = 0;

  /// Waits as long as the disk calls since the last settle() would have taken. SQLite's calls are
  /// synchronous and virtual time cannot pass inside them; on a real device it has, and this
  /// returns at once. Await it after a transaction and before telling anybody about it.
  virtual Task<void> settle() = 0;
};

}  // namespace storm
