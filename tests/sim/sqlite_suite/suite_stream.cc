#include "tests/sim/sqlite_suite/suite_stream.h"

#include <cerrno>
#include <cstdio>
#include <dlfcn.h>
#include <memory>
#include <string_view>
#include <sys/types.h>

#include "tests/sim/sqlite_suite/suite_disk.h"

namespace storm::sqlite_suite {

std::unique_ptr<SuiteStream> SuiteStream::open(const std::string& name, Mode mode) {
  SuiteDisk& suite = SuiteDisk::instance();
  suite.learn_folder_of(name);
  const sim::OpenMode how = mode.must_be_new ? sim::OpenMode::CreateNew
                            : mode.creates   ? sim::OpenMode::CreateIfMissing
                                             : sim::OpenMode::Existing;
  const auto file = suite.disk().open(name, how);
  if (!file) {
    errno = file.error() == sim::DiskError::Exists ? EEXIST : ENOENT;
    return nullptr;
  }
  std::unique_ptr<SuiteStream> stream(new SuiteStream(*file, mode.appends));
  if (mode.empties) stream->truncate(0);
  return stream;
}

SuiteStream::~SuiteStream() { SuiteDisk::instance().disk().close(file_); }

std::int64_t SuiteStream::read(std::span<std::byte> into) {
  const auto count = SuiteDisk::instance().disk().read(file_, place_, into);
  if (!count) {
    errno = EIO;
    return -1;
  }
  place_ += *count;
  return static_cast<std::int64_t>(*count);
}

std::int64_t SuiteStream::write(BytesView bytes) {
  if (appends_) seek(0, SEEK_END);
  if (!SuiteDisk::instance().disk().write(file_, place_, bytes)) {
    errno = EIO;
    return -1;
  }
  place_ += bytes.size();
  return static_cast<std::int64_t>(bytes.size());
}

std::int64_t SuiteStream::seek(std::int64_t offset, int whence) {
  std::int64_t from = 0;
  if (whence == SEEK_CUR) from = static_cast<std::int64_t>(place_);
  if (whence == SEEK_END) {
    const auto size = SuiteDisk::instance().disk().size(file_);
    from = size ? static_cast<std::int64_t>(*size) : 0;
  }
  if (from + offset < 0) {
    errno = EINVAL;
    return -1;
  }
  place_ = static_cast<std::uint64_t>(from + offset);
  return from + offset;
}

bool SuiteStream::truncate(std::int64_t length) {
  return SuiteDisk::instance()
      .disk()
      .truncate(file_, static_cast<std::uint64_t>(length))
      .has_value();
}

namespace {

SuiteStream& stream_of(void* cookie) { return *static_cast<SuiteStream*>(cookie); }

ssize_t read_cookie(void* cookie, char* into, std::size_t count) {
  return stream_of(cookie).read({reinterpret_cast<std::byte*>(into), count});
}

ssize_t write_cookie(void* cookie, const char* from, std::size_t count) {
  return stream_of(cookie).write({reinterpret_cast<const std::byte*>(from), count});
}

int seek_cookie(void* cookie, off64_t* offset, int whence) {
  const std::int64_t place = stream_of(cookie).seek(*offset, whence);
  if (place < 0) return -1;
  *offset = place;
  return 0;
}

int close_cookie(void* cookie) {
  delete &stream_of(cookie);
  return 0;
}

using Opener = FILE* (*)(const char*, const char*);

FILE* open_anywhere(const char* path, const char* mode, const char* real_name) {
  const auto real = reinterpret_cast<Opener>(::dlsym(RTLD_NEXT, real_name));
  if (is_simulated() && path != nullptr) {
    const std::string name = SuiteDisk::full_name(path);
    const SuiteDisk& suite = SuiteDisk::instance();
    if (suite.covers(name) && suite.side_of(name) != Side::Real) {
      const std::string_view how(mode);
      const bool creates = how.starts_with('w') || how.starts_with('a');
      auto stream = SuiteStream::open(
          name,
          {.creates = creates, .empties = how.starts_with('w'), .appends = how.starts_with('a')});
      if (!stream) return nullptr;
      return ::fopencookie(
          stream.release(), mode,
          {.read = read_cookie, .write = write_cookie, .seek = seek_cookie, .close = close_cookie});
    }
  }
  return real(path, mode);
}

}  // namespace

}  // namespace storm::sqlite_suite

// The suite's helpers in C (hexio_read, md5file, readfile) open files by these: a definition in a
// library that comes before the C library takes their place.
extern "C" {
FILE* fopen(const char* path, const char* mode) {
  return storm::sqlite_suite::open_anywhere(path, mode, "fopen");
}
FILE* fopen64(const char* path, const char* mode) {
  return storm::sqlite_suite::open_anywhere(path, mode, "fopen64");
}
}
