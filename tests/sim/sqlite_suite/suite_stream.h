#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/env/bytes.h"
#include "sim/disk.h"

namespace storm::sqlite_suite {

/// A file of the simulated disk as Tcl and stdio read and write it: bytes at a place that moves.
class SuiteStream final {
 public:
  struct Mode {
    bool creates = false;
    bool must_be_new = false;
    bool empties = false;
    bool appends = false;
  };

  /// Returns null, and sets errno, where the file cannot be opened. Requires: a full name.
  static std::unique_ptr<SuiteStream> open(const std::string& name, Mode mode);
  ~SuiteStream();
  SuiteStream(const SuiteStream&) = delete;
  SuiteStream& operator=(const SuiteStream&) = delete;

  /// Returns how many bytes were read or written; -1, with errno, on an error.
  std::int64_t read(std::span<std::byte> into);
  std::int64_t write(BytesView bytes);
  /// As lseek(2). Returns the new place; -1, with errno, before the beginning.
  std::int64_t seek(std::int64_t offset, int whence);
  bool truncate(std::int64_t length);

 private:
  SuiteStream(sim::FileId file, bool appends) : file_(file), appends_(appends) {}

  sim::FileId file_;
  bool appends_;
  std::uint64_t place_ = 0;
};

}  // namespace storm::sqlite_suite
